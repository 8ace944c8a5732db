import { BLOB_LINKS, type BlobLink } from '../../carriers/blob-links.js'
import { takeTurn } from '../../http/turns.js'
import { ITEM_LISTS, OWNER_LISTS } from '../../storage/seed-schema.js'
import type { DumpedBlob, TenantDump } from '../../storage/store.js'
import type { AuditedProduct } from '../../carriers/product-audit.js'
import type { PriceList } from '../../carriers/price-list.js'
import type { NamedOwner } from '../../carriers/owner.js'

/** Characters that are sent at once. */
const TEXT_AT_ONCE = 64 * 1024

/** Writes a dump as JSON, which is a seed file: one item a line, in chunks. */
export async function * stateText (dump: TenantDump): AsyncGenerator<string> {
  let text = ''
  for (const line of linesOf(dump)) {
    text += line
    await takeTurn()
    if (text.length < TEXT_AT_ONCE) continue
    yield text
    text = ''
  }
  yield text
}

/** Lists that have no items, and next ids that follow from the others, are left out unless older versions had them: old dumps stay as they are. */
function * linesOf ({ administrator, callers, products, owners, listItems, priceLists, nextIds, blobs }: TenantDump): Generator<string> {
  yield `{"Administrator":${JSON.stringify(administrator)},\n"Callers":`
  yield * listOf(callers)
  yield ',\n"Products":'
  yield * listOf(products, productItem)
  for (const [list, wanted] of OWNER_LISTS) {
    yield * optionalList(list, owners.filter(({ entity }) => entity === wanted).map(ownerItem))
  }
  for (const [property, wanted] of ITEM_LISTS) yield * optionalList(property, listItems.flatMap(({ list, item }) => list === wanted ? [item] : []))
  yield * optionalList('PriceLists', priceLists.map(priceListItem))
  const raised = JSON.stringify(nextIds)
  if (raised !== '{}') yield `,\n"NextIds":${raised}`
  yield ',\n"Blobs":'
  yield * listOf(blobs, blobItem)
  yield '}\n'
}

function * optionalList (name: string, items: readonly object[]): Generator<string> {
  if (items.length === 0) return
  yield `,\n"${name}":`
  yield * listOf(items)
}

function * listOf<Item> (items: Iterable<Item>, shown: (item: Item) => unknown = item => item): Generator<string> {
  let beginning = '[\n'
  for (const item of items) {
    yield beginning + JSON.stringify(shown(item))
    beginning = ',\n'
  }
  yield beginning === ',\n' ? '\n]' : '[]'
}

const productItem = ({ RegisteredDate, UpdatedDate, ...product }: AuditedProduct) =>
  ({ ...product, RegisteredDate: `${RegisteredDate}Z`, UpdatedDate: `${UpdatedDate}Z` })

const priceListItem = ({ ValidFrom, ValidTo, ...priceList }: PriceList) => ({ ...priceList, ValidFrom: `${ValidFrom}Z`, ValidTo: `${ValidTo}Z` })

const ownerItem = ({ id, name }: NamedOwner) => ({ Id: id, Name: name ?? undefined })

function blobItem ({ entity, links, mediaType, bytes }: DumpedBlob) {
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
