import { StorageError } from '../../storage-errors.js'
import type { BlobSave } from '../../store.js'
import { createBatches } from '../engine/batches.js'
import { UnknownOutcomeError, type Connections } from '../engine/connections.js'
import { findBatch, updateBatch, type BatchBlob } from '../tables/blob-batch.js'
import type { FindCaller } from '../tables/known-callers.js'
import { placeSave, randomVersion, reviseBlobs, storeChanges, type BlobChange, type Outcome, type PlacedSave } from './blob-changes.js'

/**
 * Maximum number of attempts to make a save in a batch. If all attempts have conflicts, the save is made in a transaction that locks the
 * tenant.
 */
const MOST_ATTEMPTS = 3

interface AttemptedSave extends PlacedSave {
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

/**
 * Returns a function that saves the BlobEntity of a linked blob in a batch. The function resolves with undefined if the save needs a
 * transaction that locks the tenant, for example because the blob is new, the save sets the bytes, or all attempts had conflicts.
 *
 * One statement reads the blobs of a batch, and another statement stores those blobs that have not been changed since they were read. No
 * tenant is locked between the two statements, so that processes seldom wait for each other. Saves of a tenant that another transaction has
 * locked are not attempted again.
 * @param onConflict called with the number of blobs, possibly 0, that an attempt did not store because the blob or its tenant had changed,
 * or because the tenant was locked
 */
export function createBlobSaves (
  connections: Pick<Connections, 'read' | 'change'>, findCaller: FindCaller, onConflict: (blobs: number) => void
): (tenant: string, save: BlobSave) => Promise<Outcome | undefined> {
  /**
   * Stores changes, and sets the outcomes of the saves that were stored or had nothing to store. Returns the keys of the tenants that
   * another transaction had locked.
   */
  async function store (changes: readonly BlobChange<AttemptedSave>[], version: number): Promise<ReadonlySet<string>> {
    const { settled, conflicts, locked } = await storeChanges(changes, writes =>
      connections.change(query => updateBatch(query, writes, version), { writes: writes.length }))
    onConflict(conflicts)
    for (const { saves } of settled) for (const [save, outcome] of saves) save.outcome = outcome
    return locked
  }

  async function saveAll (saves: readonly AttemptedSave[]): Promise<(Outcome | undefined)[]> {
    const version = randomVersion()

    /**
     * Returns undefined for a save that must be attempted, or attempted again: without `doubt`, or if the blob is unchanged. Otherwise
     * returns the outcome in `doubt` if the save was stored, or an outcome that throws if it is still unknown whether it was.
     */
    function settle ({ doubt }: AttemptedSave, found: BatchBlob | undefined): Outcome | undefined {
      if (doubt === undefined || isSame(doubt.blob, found)) return undefined
      return found?.version === version ? doubt.outcome : () => { throw doubt.cause }
    }

    /**
     * Makes an attempt, and returns the saves that need another attempt: those whose `doubt` it has set, and those with a conflict, unless
     * the tenant was locked. Then another attempt would probably fail as well, whereas a transaction that locks the tenant waits its turn.
     */
    async function attempt (saves: readonly AttemptedSave[]): Promise<AttemptedSave[]> {
      const blobs = await connections.read(query => findBatch(query, saves))
      saves.forEach((save, index) => { save.outcome = settle(save, blobs[index]) })
      const changes = await reviseBlobs(saves.map((save, index) => [save, save.outcome === undefined ? blobs[index] : undefined]), findCaller)
      let locked: ReadonlySet<string> = new Set()
      try {
        locked = await store(changes, version)
      } catch (cause) {
        if (!(cause instanceof UnknownOutcomeError)) throw cause
        for (const { blob, saves } of changes) for (const [save, outcome] of saves) save.doubt = { blob, outcome, cause }
      }
      const isLeft = ({ outcome, doubt, tenantKey }: AttemptedSave) => outcome === undefined && (doubt !== undefined || !locked.has(tenantKey))
      return changes.flatMap(({ saves }) => saves.flatMap(([save]) => isLeft(save) ? [save] : []))
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
    const placed = placeSave(tenant, save)
    return placed && saveInBatch({ ...placed, outcome: undefined, doubt: undefined })
  }
}

const isSame = (one: BatchBlob, other: BatchBlob | undefined) => one.setId === other?.setId && one.stored.key === other.stored.key && one.version === other.version
