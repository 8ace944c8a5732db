import type Database from 'better-sqlite3'
import type { Seed } from '../seed.js'
import { ADMINISTRATOR } from '../store.js'
import type { GroupCommit } from './group-commit.js'
import type { Callers } from './callers.js'
import type { Blobs } from './blobs.js'
import type { Products } from './products.js'

export interface Tenants {
  /** The number of a tenant, which is made with its seed at first use. */
  idOf (name: string): number | Promise<number>
}

export interface TenantsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly callers: Callers
  readonly products: Products
  readonly blobs: Blobs
  readonly seed: Seed
}

export function createTenants ({ db, commits, callers, products, blobs, seed }: TenantsOptions): Tenants {
  const select = db.prepare<[string]>('SELECT tenant_id FROM tenant WHERE name = ?').pluck()
  const insert = db.prepare<[string]>('INSERT INTO tenant (name) VALUES (?)')
  const ids = new Map<string, number>()

  const make = db.transaction((name: string): number => {
    const tenantId = Number(insert.run(name).lastInsertRowid)
    callers.add(tenantId, seed.administrator)
    const author = callers.authorOf(tenantId, ADMINISTRATOR)
    for (const { product, imageInfo } of seed.products) {
      products.save(tenantId, undefined, () => product)
      if (imageInfo === undefined) continue
      blobs.save(tenantId, {
        place: { productId: product.ProductId, link: 'ProductImage' },
        author,
        revise: (_, { blobIds }) => imageInfo.BlobId === 0 ? { ...imageInfo, BlobId: blobIds.next() } : imageInfo,
      })
    }
    return tenantId
  })

  async function findOrMake (name: string): Promise<number> {
    const tenantId = await commits.run(() => {
      const known = select.get(name)
      return known === undefined ? make(name) : Number(known)
    })
    ids.set(name, tenantId)
    return tenantId
  }

  return { idOf: name => ids.get(name) ?? findOrMake(name) }
}
