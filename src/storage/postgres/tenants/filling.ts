import { BLOB_LINKS } from '../../../carriers/blob-links.js'
import { INT32_MAX } from '../../../carriers/scalars.js'
import type { NewContent } from '../../content.js'
import type { Seed } from '../../seed.js'
import { fillSet, type EmptySet } from '../../seeding.js'
import type { Query } from '../engine/connections.js'
import { blobValues } from '../tables/blobs.js'
import { callerValues } from '../tables/callers.js'
import type { Contents } from '../tables/contents.js'
import { listItemValues } from '../tables/list-items.js'
import { priceListValues } from '../tables/price-lists.js'
import { productValues } from '../tables/products.js'
import { SET_TABLE_NAMES, insertRows, type SetTable } from '../tables/table-columns.js'

/** Fills an empty set with the data of a seed. `query` must run in a transaction; bytes are stored in separate transactions. */
export async function fillFromSeed (query: Query, contents: Pick<Contents, 'keep'>, setId: string, seed: Seed): Promise<void> {
  const rows = new Map<SetTable, unknown[][]>(SET_TABLE_NAMES.map(table => [table, []]))
  const newContents: NewContent[] = []
  const set = collectRows((table, ...values) => rows.get(table)?.push(values), newContents)

  async function flush (): Promise<void> {
    for (const content of newContents.splice(0)) await contents.keep(content)
    for (const [table, added] of rows) await insertRows(query, table, setId, added.splice(0))
  }

  const steps = fillSet(set, seed)
  while (steps.next().done !== true) await flush()
  await flush()
}

function collectRows (add: (table: SetTable, ...values: unknown[]) => void, newContents: NewContent[]): EmptySet {
  const blobIds = new Set<number>()
  let blobKey = 0
  let nextBlobId = 1
  let lowestId = 1

  return {
    raiseId (kind, nextId) {
      if (kind === 'Blob') nextBlobId = nextId
      add('next_id', kind, nextId)
    },
    addCaller: caller => add('caller', ...callerValues(caller)),
    addListItem: item => add('list_item', ...listItemValues(item)),
    addPriceList: priceList => add('price_list', ...priceListValues(priceList)),
    addProduct: product => add('product', ...productValues(product)),
    addOwner: ({ entity, id, name }) => add('owner', entity, id, name),
    addBlob ({ entity, content, links }) {
      blobKey++
      blobIds.add(entity.BlobId)
      nextBlobId = Math.max(nextBlobId, entity.BlobId + 1)
      add('blob', blobKey, entity.BlobId, null, content?.sha256 ?? null, ...blobValues(entity))
      for (const { link, ownerId } of links) add('entity_blob', BLOB_LINKS[link].type, ownerId, blobKey)
      if (content !== undefined) newContents.push(content)
    },
    freeBlobId () {
      if (nextBlobId <= INT32_MAX) return nextBlobId
      while (blobIds.has(lowestId)) lowestId++
      return lowestId
    },
  }
}
