import type Database from 'better-sqlite3'
import type { TenantDump } from '../../store.js'
import type { Associates } from '../tables/associates.js'
import type { Blobs } from '../tables/blobs.js'
import type { Contents } from '../tables/contents.js'
import type { IdsByKind } from '../tables/ids.js'
import type { ListItems } from '../tables/list-items.js'
import type { Owners } from '../tables/owners.js'
import type { PriceLists } from '../tables/price-lists.js'
import type { Products } from '../tables/products.js'
import type { Tenants } from './tenants.js'

interface DumpOptions {
  readonly db: Database.Database
  readonly associates: Associates
  readonly products: Products
  readonly owners: Owners
  readonly listItems: ListItems
  readonly priceLists: PriceLists
  readonly blobs: Blobs
  readonly contents: Contents
  readonly ids: IdsByKind
  readonly tenants: Pick<Tenants, 'read'>
}

/**
 * Returns a function that reads the data of a tenant at one instant. The bytes of all blobs are verified before the dump is returned,
 * because an error cannot be sent after the response has begun. The iterator of the blobs reads the bytes again.
 */
export function createDump (options: DumpOptions): (tenant: string) => Promise<TenantDump> {
  const { db, associates, products, owners, listItems, priceLists, blobs, contents, tenants, ids } = options
  const selectCallers = db.prepare<[number], number>('SELECT associate_key FROM caller WHERE tenant_id = ? ORDER BY associate_id').pluck()

  function read (tenantId: number): TenantDump & { readonly contentKeys: readonly number[] } {
    const [administrator, ...callers] = selectCallers.all(tenantId).map(associates.get)
    const blobsNow = blobs.all(tenantId)
    const release = contents.hold(blobsNow.contentKeys)
    return {
      contentKeys: blobsNow.contentKeys,
      administrator,
      callers,
      products: products.all(tenantId),
      owners: owners.all(tenantId),
      listItems: listItems.all(tenantId),
      priceLists: priceLists.all(tenantId),
      nextIds: { Product: ids.Product.next(tenantId), Blob: ids.Blob.next(tenantId) },
      blobs: (function * () {
        for (const { entity, content, links } of blobsNow.read()) {
          yield { entity, links, mediaType: content?.mediaType, bytes: content && contents.readAll(content) }
        }
      })(),
      release,
    }
  }

  return async function dump (tenant) {
    const { contentKeys, ...dumped } = await tenants.read(tenant, read)
    try {
      await contents.verify(new Set(contentKeys))
      return dumped
    } catch (cause) {
      dumped.release()
      throw cause
    }
  }
}
