import { BLOB_LINKS, type BlobLink } from '../../carriers/blob-links.js'
import { takeTurn } from '../../http/turns.js'
import { ITEM_LISTS, OWNER_LISTS } from '../../storage/seed-schema.js'
import type { DumpedBlob, TenantDump } from '../../storage/store.js'
import type { AuditedProduct } from '../../carriers/product-audit.js'
import type { PriceList } from '../../carriers/price-list.js'
import type { NamedOwner } from '../../carriers/owner.js'

/** Minimum number of characters in each chunk except the last. */
const CHUNK_LENGTH = 64 * 1024

/** Formats a dump as JSON, in chunks. The JSON is a seed file with each item on one line. */
export async function * writeState (dump: TenantDump): AsyncGenerator<string> {
  let text = ''
  for await (const line of writeLines(dump)) {
    text += line
    await takeTurn()
    if (text.length < CHUNK_LENGTH) continue
    yield text
    text = ''
  }
  yield text
}

/** Yields the parts of the JSON of a dump. */
async function * writeLines ({ administrator, callers, products, owners, listItems, priceLists, nextIds, blobs }: TenantDump): AsyncGenerator<string> {
  yield `{"Administrator":${JSON.stringify(administrator)},\n"Callers":`
  yield * writeList(callers)
  yield ',\n"Products":'
  yield * writeList(products, formatProduct)
  for (const [list, wanted] of OWNER_LISTS) {
    yield * writeOptionalList(list, owners.filter(({ entity }) => entity === wanted).map(formatOwner))
  }
  for (const [property, wanted] of ITEM_LISTS) yield * writeOptionalList(property, listItems.flatMap(({ list, item }) => list === wanted ? [item] : []))
  yield * writeOptionalList('PriceLists', priceLists.map(formatPriceList))
  const raised = JSON.stringify(nextIds)
  if (raised !== '{}') yield `,\n"NextIds":${raised}`
  yield ',\n"Blobs":'
  yield * writeList(blobs, formatBlob)
  yield '}\n'
}

/** Yields nothing for an empty list, because older versions of the mock refuse a state that has a list of this name. */
async function * writeOptionalList (name: string, items: readonly object[]): AsyncGenerator<string> {
  if (items.length === 0) return
  yield `,\n"${name}":`
  yield * writeList(items)
}

async function * writeList<Item> (items: Iterable<Item> | AsyncIterable<Item>, shown: (item: Item) => unknown = item => item): AsyncGenerator<string> {
  let beginning = '[\n'
  for await (const item of items) {
    yield beginning + JSON.stringify(shown(item))
    beginning = ',\n'
  }
  yield beginning === ',\n' ? '\n]' : '[]'
}

const formatProduct = ({ RegisteredDate, UpdatedDate, ...product }: AuditedProduct) =>
  ({ ...product, RegisteredDate: `${RegisteredDate}Z`, UpdatedDate: `${UpdatedDate}Z` })

const formatPriceList = ({ ValidFrom, ValidTo, ...priceList }: PriceList) => ({ ...priceList, ValidFrom: `${ValidFrom}Z`, ValidTo: `${ValidTo}Z` })

const formatOwner = ({ id, name }: NamedOwner) => ({ Id: id, Name: name ?? undefined })

function formatBlob ({ entity, links, mediaType, bytes }: DumpedBlob) {
  const productsBy = (wanted: BlobLink) => links.flatMap(({ link, ownerId }) => link === wanted ? [ownerId] : [])
  const others = links.filter(({ link }) => BLOB_LINKS[link].entity !== 'Product')
  return {
    ...entity,
    CreatedDate: `${entity.CreatedDate}Z`,
    UpdatedDate: `${entity.UpdatedDate}Z`,
    ImageOf: productsBy('ProductImage'),
    ThumbnailOf: productsBy('ProductThumbnail'),
    Links: others.length === 0 ? undefined : others.map(({ link, ownerId }) => ({ Link: link, OwnerId: ownerId })),
    MediaType: mediaType,
    Bytes: bytes?.toString('base64'),
  }
}
