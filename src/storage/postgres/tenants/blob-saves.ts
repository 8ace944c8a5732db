import type { BlobEntity } from '../../../carriers/blob-entity.js'
import type { LinkPlace } from '../../blob-place.js'
import { StorageError, type BlobSave } from '../../store.js'
import { createBatches } from '../engine/batches.js'
import { UnknownOutcomeError, type Connections } from '../engine/connections.js'
import { findBatch, updateBatch, type BatchBlob } from '../tables/blob-batch.js'
import { createKnownCallers } from '../tables/known-callers.js'
import { tenantKey } from './tenants.js'

/** Maximum number of attempts to make a save in a batch. If all have conflicts, the save is made in a transaction that locks the tenant. */
const MOST_ATTEMPTS = 3

/** Versions are random integers below this number. The same version is practically never used twice. */
const MOST_VERSION = 2 ** 48

/** Returns the saved entity, or throws the error of the save. */
type Outcome = () => BlobEntity

/** A save of the description of a linked blob. */
interface PlacedSave extends BlobSave {
  readonly tenantKey: string
  readonly place: LinkPlace
}

/** The saves of one blob in a batch, with their outcomes. */
interface BlobChange {
  readonly blob: BatchBlob
  readonly outcomes: Map<PlacedSave, Outcome>
  /** The entity that the last successful revision returned, to be stored; undefined if all revisions threw. */
  entity: BlobEntity | undefined
}

/** A save that may have been stored or not, because the connection was lost. */
interface Doubt {
  readonly blob: BatchBlob
  readonly outcome: Outcome
  readonly cause: UnknownOutcomeError
}

/**
 * Returns a function that saves the description of a picture in a batch. The function returns undefined if the save needs a transaction
 * that locks the tenant. The reasons are: the picture or the user is new, the bytes or the id change, the owners of the blob must be known,
 * all attempts had conflicts, or the database refused the batch.
 *
 * One statement reads the blobs of a batch, and another one stores the blobs that have not changed since. No tenant is locked between the
 * statements, so that processes seldom wait for each other.
 * @param onConflict called with the number of pictures that were not stored because they had changed or their tenant was locked
 */
export function createBlobSaves (connections: Pick<Connections, 'read' | 'change'>, onConflict: (pictures: number) => void): (tenant: string, save: BlobSave) => Promise<Outcome | undefined> {
  const findCaller = createKnownCallers(connections)

  /** Returns the blobs by save. Saves whose place has no blob are omitted. */
  async function find (saves: readonly PlacedSave[]): Promise<Map<PlacedSave, BatchBlob>> {
    const places = saves.map(({ tenantKey, place, needs }) => ({ tenantKey, place, needsOwner: needs?.isOwnerKept === true }))
    const blobs = await connections.read(query => findBatch(query, places))
    return new Map(saves.flatMap((save, index) => {
      const blob = blobs[index]
      return blob === undefined ? [] : [[save, blob]]
    }))
  }

  /** Calls the revisions in the order of the saves, and returns the changes. Saves with a new user or a changed blob id are omitted. */
  async function revise (found: ReadonlyMap<PlacedSave, BatchBlob>): Promise<BlobChange[]> {
    const changes = new Map<string, BlobChange>()
    for (const [save, blob] of found) {
      const author = await findCaller(blob.setId, save.caller)
      if (author === undefined) continue
      const key = `${blob.setId} ${blob.key}`
      const change = changes.get(key) ?? { blob, outcomes: new Map(), entity: undefined }
      const entity = change.entity ?? blob.entity
      const changedDate = change.entity?.UpdatedDate ?? blob.changedDate
      try {
        const revised = save.revise({ ...blob, entity, changedDate }, {
          isOwnerKept: blob.isOwnerKept, linkedBy: [], changedDate, newBlobId: entity.BlobId, author,
        })
        if (revised.BlobId !== entity.BlobId) continue
        change.entity = revised
        change.outcomes.set(save, () => revised)
      } catch (cause) {
        change.outcomes.set(save, () => { throw cause })
      }
      changes.set(key, change)
    }
    return [...changes.values()]
  }

  /** Stores the changes of blobs that have not changed since they were read. Returns these changes, and changes with nothing to store. */
  async function store (changes: readonly BlobChange[], version: number): Promise<BlobChange[]> {
    const writes = changes.flatMap(({ blob, entity }) => entity === undefined ? [] : [[blob, entity] as const])
    const positions = writes.length === 0 ? [] : await connections.change(query => updateBatch(query, writes, version), { writes: writes.length })
    onConflict(writes.length - positions.length)
    const stored = new Set(positions.map(position => writes[position]?.[0]))
    return changes.filter(({ blob, entity }) => entity === undefined || stored.has(blob))
  }

  async function saveAll (saves: readonly PlacedSave[]): Promise<(Outcome | undefined)[]> {
    const outcomes = new Map<PlacedSave, Outcome>()
    const doubts = new Map<PlacedSave, Doubt>()
    const version = Math.floor(Math.random() * MOST_VERSION)

    /** Returns the outcome of a save with a doubt. Returns undefined if the save has no doubt, or was certainly not stored. */
    function settle (save: PlacedSave, found: BatchBlob | undefined): Outcome | undefined {
      const doubt = doubts.get(save)
      if (doubt === undefined || isSame(doubt.blob, found)) return undefined
      return found?.version === version ? doubt.outcome : () => { throw doubt.cause }
    }

    /** Makes an attempt, and returns the saves that need another one: they had a conflict, or the connection was lost. */
    async function attempt (saves: readonly PlacedSave[]): Promise<PlacedSave[]> {
      const found = await find(saves)
      for (const save of saves) {
        const outcome = settle(save, found.get(save))
        if (outcome === undefined) continue
        outcomes.set(save, outcome)
        found.delete(save)
      }
      const changes = await revise(found)
      try {
        for (const change of await store(changes, version)) for (const [save, outcome] of change.outcomes) outcomes.set(save, outcome)
      } catch (cause) {
        if (!(cause instanceof UnknownOutcomeError)) throw cause
        for (const { blob, outcomes } of changes) for (const [save, outcome] of outcomes) doubts.set(save, { blob, outcome, cause })
      }
      return changes.flatMap(change => [...change.outcomes.keys()].filter(save => !outcomes.has(save)))
    }

    let left = saves
    try {
      for (let attempts = 0; attempts < MOST_ATTEMPTS && left.length > 0; attempts++) left = await attempt(left)
    } catch (cause) {
      // If the database refuses a batch, each save is repeated in a separate transaction, so that only the invalid saves fail.
      if (!(cause instanceof StorageError)) for (const save of left) outcomes.set(save, () => { throw cause })
    }
    for (const [save, { cause }] of doubts) if (!outcomes.has(save)) outcomes.set(save, () => { throw cause })
    return saves.map(save => outcomes.get(save))
  }

  const saveInBatch = createBatches(saveAll)

  return async function save (tenant, save) {
    const { place, content, needs } = save
    if (place === undefined || !('link' in place) || content !== undefined || needs?.linkedBy === true) return undefined
    return saveInBatch({ ...save, place, tenantKey: tenantKey(tenant) })
  }
}

const isSame = (one: BatchBlob, other: BatchBlob | undefined) => one.setId === other?.setId && one.key === other.key && one.version === other.version
