import { StorageError } from '../../storage-errors.js'
import type { BlobSave } from '../../store.js'
import { createTenantBatches } from '../engine/batches.js'
import type { Query } from '../engine/connections.js'
import { isOfDatabase } from '../engine/failures.js'
import { findBatch, updateBatch } from '../tables/blob-batch.js'
import { saveBlob } from '../tables/blobs.js'
import type { FindCaller } from '../tables/known-callers.js'
import { placeSave, randomVersion, reviseBlobs, storeChanges, type Outcome } from './blob-changes.js'
import type { Tenants } from './tenants.js'

/** Maximum number of saves in a transaction. A larger transaction would delay other transactions that lock the tenant. */
const MOST_SAVES = 50

/**
 * Returns a function that saves a blob in a transaction that locks the tenant. Up to MOST_SAVES saves of the same tenant that wait at the
 * same time share a transaction. If the database refuses a transaction of several saves, each save is repeated in a separate transaction,
 * so that the valid saves can succeed.
 */
export function createLockingSaves ({ write }: Pick<Tenants, 'write'>, findCaller: FindCaller): (tenant: string, save: BlobSave) => Promise<Outcome> {
  const saveAll = (tenant: string, saves: readonly BlobSave[]) => write(tenant, async (query, setId) => {
    const known = await saveTogether(query, tenant, saves, findCaller)
    const outcomes: Outcome[] = []
    for (const save of saves) outcomes.push(known.get(save) ?? await saveAmong(saves, query, setId, save))
    return outcomes
  }, { writes: saves.length })

  async function saveAlone (tenant: string, save: BlobSave): Promise<Outcome[]> {
    return saveAll(tenant, [save]).catch(cause => [() => { throw cause }])
  }

  return createTenantBatches(async (tenant, saves) => {
    try {
      return await saveAll(tenant, saves)
    } catch (cause) {
      if (!(cause instanceof StorageError) || saves.length === 1) throw cause
      const outcomes: Outcome[] = []
      for (const save of saves) outcomes.push(...await saveAlone(tenant, save))
      return outcomes
    }
  }, MOST_SAVES)
}

/**
 * Makes those of the saves that need no new blob, bytes or user by two statements for all of them, so that the tenant is locked only for a
 * short time. Returns the outcomes of the saves that it has made.
 */
async function saveTogether (query: Query, tenant: string, saves: readonly BlobSave[], findCaller: FindCaller): Promise<ReadonlyMap<BlobSave, Outcome>> {
  const placed = saves.flatMap(save => placeSave(tenant, save) ?? [])
  if (placed.length === 0) return new Map()
  const blobs = await findBatch(query, placed)
  const changes = await reviseBlobs(placed.map((save, index) => [save, blobs[index]]), findCaller)
  const { settled } = await storeChanges(changes, writes => updateBatch(query, writes, randomVersion()))
  return new Map(settled.flatMap(change => change.saves.map(([{ save }, outcome]) => [save, outcome])))
}

/**
 * Saves a blob in the transaction that all `saves` share. If one of several saves fails with an error that is not of the database, only
 * that save fails. The failed save has not changed a blob, so the other saves can be committed.
 * @throws an error of the database; if `saves` has only one save, also other errors
 */
async function saveAmong (saves: readonly BlobSave[], query: Query, setId: string, save: BlobSave): Promise<Outcome> {
  try {
    const entity = await saveBlob(query, setId, save)
    return () => entity
  } catch (cause) {
    if (saves.length === 1 || isOfDatabase(cause)) throw cause
    return () => { throw cause }
  }
}
