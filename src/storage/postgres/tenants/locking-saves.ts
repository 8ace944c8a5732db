import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { StorageError, type BlobSave } from '../../store.js'
import { createTenantBatches } from '../engine/batches.js'
import type { Query } from '../engine/connections.js'
import { isOfDatabase } from '../engine/failures.js'
import { saveBlob } from '../tables/blobs.js'
import type { Tenants } from './tenants.js'

/** Limits the saves of a transaction, because other processes wait until its lock is released. */
const MOST_SAVES = 50

/** Returns the entity that was saved, or throws the reason why nothing was. */
type Outcome = () => BlobEntity

/** Returns a function that saves a blob in a transaction that locks the tenant. Saves of a tenant that wait share a transaction. */
export function createLockingSaves ({ write }: Pick<Tenants, 'write'>): (tenant: string, save: BlobSave) => Promise<Outcome> {
  const saveAll = (tenant: string, saves: readonly BlobSave[]) => write(tenant, async (query, setId) => {
    const outcomes: Outcome[] = []
    for (const save of saves) outcomes.push(await saveAmong(saves, query, setId, save))
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
      // If the database refuses a save, each has its own transaction, so that only those fail that it refuses.
      const outcomes: Outcome[] = []
      for (const save of saves) outcomes.push(...await saveAlone(tenant, save))
      return outcomes
    }
  }, MOST_SAVES)
}

/** Saves a blob in the transaction of several saves. A revision that throws has changed nothing, so the others can be committed. */
async function saveAmong (saves: readonly BlobSave[], query: Query, setId: string, save: BlobSave): Promise<Outcome> {
  try {
    const entity = await saveBlob(query, setId, save)
    return () => entity
  } catch (cause) {
    if (saves.length === 1 || isOfDatabase(cause)) throw cause
    return () => { throw cause }
  }
}
