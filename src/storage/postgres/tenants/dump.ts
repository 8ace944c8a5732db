import type { Content } from '../../content.js'
import type { Store, TenantDump } from '../../store.js'
import type { Query } from '../engine/connections.js'
import { allBlobs } from '../tables/blobs.js'
import { allCallers } from '../tables/callers.js'
import type { Contents } from '../tables/contents.js'
import { raisedId } from '../tables/ids.js'
import { allLinks } from '../tables/links.js'
import { allListItems } from '../tables/list-items.js'
import { allOwners } from '../tables/owners.js'
import { allPriceLists } from '../tables/price-lists.js'
import { allProducts } from '../tables/products.js'
import type { SetReference } from '../tables/set-reference.js'
import type { Tenants } from './tenants.js'

interface Dumped extends Omit<TenantDump, 'release'> {
  readonly contents: readonly Content[]
}

/**
 * Creates the function that dumps a tenant as it is at one instant. The bytes of a blob are read when the iterator reaches the blob. All
 * bytes are checked before the dump is returned, because an error cannot be sent when the response has begun.
 */
export function createDump (tenants: Tenants, contents: Contents): Store['dumpTenant'] {
  async function read (query: Query, set: SetReference): Promise<Dumped> {
    const [administrator, ...callers] = await allCallers(query, set)
    const blobs = await allBlobs(query, set)
    const links = await allLinks(query, set)
    return {
      contents: [...new Map(blobs.flatMap(({ content }) => content === undefined ? [] : [[content.key, content]])).values()],
      administrator,
      callers,
      products: await allProducts(query, set),
      owners: await allOwners(query, set),
      listItems: await allListItems(query, set),
      priceLists: await allPriceLists(query, set),
      nextIds: { Product: await raisedId(query, 'Product', set), Blob: await raisedId(query, 'Blob', set) },
      blobs: (async function * () {
        for (const { key, entity, content } of blobs) {
          yield { entity, links: links.get(key) ?? [], mediaType: content?.mediaType, bytes: content && await contents.readAll(content) }
        }
      })(),
    }
  }

  return async function dump (tenant) {
    const { contents: used, ...dumped } = await tenants.readAtOnce(tenant, read)
    for (const content of used) await contents.verify(content)
    // A dump has nothing to release, because bytes without a blob are kept for some minutes, longer than a dump usually takes.
    return { ...dumped, release: () => {} }
  }
}
