import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { StorageError } from '../../storage-errors.js'
import type { BlobSave } from '../../store.js'
import { createBatches } from '../engine/batches.js'
import { UnknownOutcomeError, type Connections } from '../engine/connections.js'
import { findBatch, updateBatch, type BatchBlob, type BatchPlace } from '../tables/blob-batch.js'
import { createKnownCallers } from '../tables/known-callers.js'
import type { Outcome } from './locking-saves.js'
import { tenantKey } from './tenants.js'

/**
 * Maximum number of attempts to make a save in a batch. If all attempts have conflicts, the save is made in a transaction that locks the
 * tenant.
 */
const MOST_ATTEMPTS = 3

/**
 * A batch sets the version of the blobs that it stores to a random integer below this number, the same in all its attempts. Two batches
 * practically never have the same version.
 */
const MOST_VERSION = 2 ** 48

/** A save without new bytes. The blob is identified by a link, and need not exist. */
interface PlacedSave extends BatchPlace {
  readonly save: BlobSave
  outcome: Outcome | undefined
  /**
   * Set when it is unknown whether an attempt stored the save, for example after a lost connection. Stays set in later attempts, because
   * the server can execute the statement of the failed attempt even after a later attempt has read the blob.
   */
  doubt: Doubt | undefined
}

interface Doubt {
  readonly blob: BatchBlob
  readonly outcome: Outcome
  readonly cause: UnknownOutcomeError
}

/** The saves of one blob in a batch, in the order of the batch, each with the outcome that it has if the change is stored. */
interface BlobChange {
  readonly blob: BatchBlob
  readonly saves: (readonly [save: PlacedSave, outcome: Outcome])[]
  /** The entity to store, returned by the last successful revision of `saves`; undefined if none of these revisions succeeded. */
  entity: BlobEntity | undefined
}

/**
 * Returns a function that saves the BlobEntity of a linked blob in a batch. The function resolves with undefined if the save needs a
 * transaction that locks the tenant, for example because the blob is new, the save sets the bytes, or all attempts had conflicts.
 *
 * One statement reads the blobs of a batch, and another statement stores those blobs that have not been changed since they were read. No
 * tenant is locked between the two statements, so that processes seldom wait for each other.
 * @param onConflict called with the number of blobs, possibly 0, that an attempt did not store because the blob or its tenant had changed,
 * or because the tenant was locked
 */
export function createBlobSaves (connections: Pick<Connections, 'read' | 'change'>, onConflict: (pictures: number) => void): (tenant: string, save: BlobSave) => Promise<Outcome | undefined> {
  const findCaller = createKnownCallers(connections)

  /**
   * Calls the revisions in the order of the saves, and returns the changes. Omits saves whose blob was not found, saves whose outcome
   * is known, saves by a user that is not stored, and saves that change the id of the blob.
   */
  async function revise (saves: readonly PlacedSave[], blobs: readonly (BatchBlob | undefined)[]): Promise<BlobChange[]> {
    const changes = new Map<string, BlobChange>()
    for (const [index, placed] of saves.entries()) {
      const blob = blobs[index]
      if (blob === undefined || placed.outcome !== undefined) continue
      const { setId, stored: { key, content } } = blob
      const author = await findCaller(setId, placed.save.caller)
      if (author === undefined) continue
      const blobKey = `${key} ${setId}`
      const change = changes.get(blobKey) ?? { blob, saves: [], entity: undefined }
      const entity = change.entity ?? blob.stored.entity
      const changedDate = change.entity?.UpdatedDate ?? blob.stored.changedDate
      try {
        const revised = placed.save.revise({ entity, changedDate, content }, {
          isOwnerKept: blob.isOwnerKept, linkedBy: [], changedDate, newBlobId: entity.BlobId, author,
        })
        if (revised.BlobId !== entity.BlobId) continue
        change.entity = revised
        change.saves.push([placed, () => revised])
      } catch (cause) {
        change.saves.push([placed, () => { throw cause }])
      }
      changes.set(blobKey, change)
    }
    return [...changes.values()]
  }

  /** Returns the changes that `updateBatch` stored, and the changes with nothing to store. */
  async function store (changes: readonly BlobChange[], version: number): Promise<BlobChange[]> {
    const writes = changes.flatMap(({ blob, entity }) => entity === undefined ? [] : [[blob, entity] as const])
    const positions = writes.length === 0 ? [] : await connections.change(query => updateBatch(query, writes, version), { writes: writes.length })
    onConflict(writes.length - positions.length)
    const stored = new Set(positions.map(position => writes[position]?.[0]))
    return changes.filter(({ blob, entity }) => entity === undefined || stored.has(blob))
  }

  async function saveAll (saves: readonly PlacedSave[]): Promise<(Outcome | undefined)[]> {
    const version = Math.floor(Math.random() * MOST_VERSION)

    /**
     * Returns undefined for a save that must be attempted, or attempted again: without `doubt`, or if the blob is unchanged. Otherwise
     * returns the outcome in `doubt` if the save was stored, or an outcome that throws if it is still unknown whether it was.
     */
    function settle ({ doubt }: PlacedSave, found: BatchBlob | undefined): Outcome | undefined {
      if (doubt === undefined || isSame(doubt.blob, found)) return undefined
      return found?.version === version ? doubt.outcome : () => { throw doubt.cause }
    }

    /** Makes an attempt, and returns the saves that need another attempt: those with a conflict, and those whose `doubt` it has set. */
    async function attempt (saves: readonly PlacedSave[]): Promise<PlacedSave[]> {
      const blobs = await connections.read(query => findBatch(query, saves))
      saves.forEach((save, index) => { save.outcome = settle(save, blobs[index]) })
      const changes = await revise(saves, blobs)
      try {
        for (const change of await store(changes, version)) for (const [save, outcome] of change.saves) save.outcome = outcome
      } catch (cause) {
        if (!(cause instanceof UnknownOutcomeError)) throw cause
        for (const { blob, saves } of changes) for (const [save, outcome] of saves) save.doubt = { blob, outcome, cause }
      }
      return changes.flatMap(({ saves }) => saves.flatMap(([save]) => save.outcome === undefined ? [save] : []))
    }

    let left = saves
    try {
      for (let attempts = 0; attempts < MOST_ATTEMPTS && left.length > 0; attempts++) left = await attempt(left)
    } catch (cause) {
      // A StorageError means that the database refused a statement. The remaining saves without `doubt` then get no outcome, so that they
      // are repeated in transactions that lock the tenant, in which the valid saves can succeed.
      if (!(cause instanceof StorageError)) for (const save of left) save.outcome ??= () => { throw cause }
    }
    return saves.map(({ outcome, doubt }) => outcome ?? (doubt && (() => { throw doubt.cause })))
  }

  const saveInBatch = createBatches(saveAll)

  return async function save (tenant, save) {
    const { place, content, needs } = save
    if (place === undefined || !('link' in place) || content !== undefined || needs?.linkedBy === true) return undefined
    return saveInBatch({ save, place, tenantKey: tenantKey(tenant), needsOwner: needs?.isOwnerKept === true, outcome: undefined, doubt: undefined })
  }
}

const isSame = (one: BatchBlob, other: BatchBlob | undefined) => one.setId === other?.setId && one.stored.key === other.stored.key && one.version === other.version
