import { setTimeout as delay } from 'node:timers/promises'
import type { Store } from '../store.js'
import type { Seed } from '../seed.js'
import { createAssociates } from './associates.js'
import { createCallers } from './callers.js'
import { createCheckpoints } from './checkpoints.js'
import { openDatabase, type DatabaseOptions } from './database.js'
import { createGroupCommit } from './group-commit.js'
import { createImageInfos } from './image-infos.js'
import { createProducts } from './products.js'
import { createTenants } from './tenants.js'

/** How often, and after which pause, the check asks for a lock that somebody may hold for a moment. */
const CHECK_RETRIES = 30
const CHECK_PAUSE_MS = 10

export interface SqliteStoreOptions extends DatabaseOptions {
  readonly seed: Seed
}

/**
 * A store in one SQLite file, or in memory.
 * @throws StorageStartError when the file cannot be used
 */
export function createSqliteStore ({ seed, ...options }: SqliteStoreOptions): Store {
  const db = openDatabase(options)
  const checkpoints = createCheckpoints(db)
  const associates = createAssociates(db)
  const commits = createGroupCommit(db, { onCommit: checkpoints.written, onRollback: associates.forget })
  const callers = createCallers({ db, commits, associates })
  const imageInfos = createImageInfos(db, associates)
  const products = createProducts(db)
  const tenants = createTenants({ db, commits, callers, products, imageInfos, seed })
  const removeProduct = db.transaction((tenantId: number, productId: number) => {
    products.remove(tenantId, productId)
    imageInfos.remove(tenantId, productId)
  })
  const lock = db.prepare('BEGIN IMMEDIATE')
  const unlock = db.prepare('ROLLBACK')

  return {
    async prepareTenant (tenant) {
      await tenants.idOf(tenant)
    },
    async findImageInfo (tenant, productId) {
      return imageInfos.find(await tenants.idOf(tenant), productId)
    },
    async saveImageInfo (tenant, productId, revise) {
      const tenantId = await tenants.idOf(tenant)
      return commits.run(() => imageInfos.save(tenantId, productId, revise))
    },
    async hasProduct (tenant, productId) {
      return products.has(await tenants.idOf(tenant), productId)
    },
    async findProduct (tenant, productId) {
      return products.find(await tenants.idOf(tenant), productId)
    },
    async listProducts (tenant, query) {
      return products.list(await tenants.idOf(tenant), query)
    },
    async saveProduct (tenant, productId, revise) {
      const tenantId = await tenants.idOf(tenant)
      return commits.run(() => products.save(tenantId, productId, revise))
    },
    async removeProduct (tenant, productId) {
      const tenantId = await tenants.idOf(tenant)
      await commits.run(() => removeProduct(tenantId, productId))
    },
    async findAssociate (tenant, caller) {
      return callers.find(await tenants.idOf(tenant), caller)
    },
    async check () {
      await retried(() => {
        lock.run()
        unlock.run()
      })
    },
    async close () {
      await commits.settle()
      await checkpoints.close()
      db.close()
    },
  }
}

async function retried (attempt: () => void): Promise<void> {
  for (let retries = CHECK_RETRIES; retries > 0; retries--) {
    try {
      return attempt()
    } catch {
      await delay(CHECK_PAUSE_MS)
    }
  }
  attempt()
}
