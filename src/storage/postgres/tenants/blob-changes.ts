import type { BlobEntity } from '../../../carriers/blob-entity.js'
import type { BlobSave } from '../../store.js'
import type { BatchBlob, BatchPlace, BlobWrite, StoredBatch } from '../tables/blob-batch.js'
import type { FindCaller } from '../tables/known-callers.js'
import { tenantKey } from './tenants.js'

/**
 * A batch sets the version of the blobs that it stores to a random integer below this number, the same in all its attempts. Two batches
 * practically never have the same version.
 */
const MOST_VERSION = 2 ** 48

const NOTHING: StoredBatch = { stored: new Set(), locked: new Set() }

export const randomVersion = () => Math.floor(Math.random() * MOST_VERSION)

/** Returns the saved entity, or throws the error of the save. */
export type Outcome = () => BlobEntity

/** A save without new bytes. The blob is identified by a link, and need not exist. */
export interface PlacedSave extends BatchPlace {
  readonly save: BlobSave
}

/** The saves of one blob in a batch, in the order of the batch, each with the outcome that it has if the change is stored. */
export interface BlobChange<Placed extends PlacedSave> {
  readonly blob: BatchBlob
  readonly saves: (readonly [save: Placed, outcome: Outcome])[]
  /** The entity to store, returned by the last successful revision of `saves`; undefined if none of these revisions succeeded. */
  entity: BlobEntity | undefined
}

/** Returns undefined if the save cannot be part of a batch, for example because it sets the bytes. */
export function placeSave (tenant: string, save: BlobSave): PlacedSave | undefined {
  const { place, content, needs } = save
  if (place === undefined || !('link' in place) || content !== undefined || needs?.linkedBy === true) return undefined
  return { save, place, tenantKey: tenantKey(tenant), needsOwner: needs?.isOwnerKept === true }
}

/**
 * Calls the revisions in the order of the saves, and returns the changes. Omits saves without a blob, saves by a user that is not stored,
 * and saves that change the id of the blob.
 */
export async function reviseBlobs<Placed extends PlacedSave> (
  saves: readonly (readonly [save: Placed, blob: BatchBlob | undefined])[], findCaller: FindCaller
): Promise<BlobChange<Placed>[]> {
  const changes = new Map<string, BlobChange<Placed>>()
  for (const [placed, blob] of saves) {
    if (blob === undefined) continue
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

interface StoredChanges<Placed extends PlacedSave> {
  /** The changes that were stored, and those whose revisions all failed, which have nothing to store. */
  readonly settled: readonly BlobChange<Placed>[]
  /** The number of blobs that were not stored. */
  readonly conflicts: number
  /** As in StoredBatch. */
  readonly locked: ReadonlySet<string>
}

/** Stores the entities of changes. `store` is called with at least one write, or not called. */
export async function storeChanges<Placed extends PlacedSave> (
  changes: readonly BlobChange<Placed>[], store: (writes: readonly BlobWrite[]) => Promise<StoredBatch>
): Promise<StoredChanges<Placed>> {
  const writes = changes.flatMap(({ blob, entity }) => entity === undefined ? [] : [[blob, entity] as const])
  const { stored, locked } = writes.length === 0 ? NOTHING : await store(writes)
  const settled = changes.filter(({ blob, entity }) => entity === undefined || stored.has(blob))
  return { settled, conflicts: writes.length - stored.size, locked }
}
