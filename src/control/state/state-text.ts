import { setImmediate as nextTurn } from 'node:timers/promises'
import type { BlobLink } from '../../carriers/blob-links.js'
import type { DumpedBlob, LinkPlace, TenantDump } from '../../storage/store.js'

/** Characters that are written before others are answered. */
const TEXT_AT_ONCE = 64 * 1024

/** The JSON of a dump, which is a seed file: an item to a line, some at a time. */
export async function * stateText (dump: TenantDump): AsyncGenerator<string> {
  let text = ''
  for (const line of linesOf(dump)) {
    text += line
    if (text.length < TEXT_AT_ONCE) continue
    yield text
    text = ''
    await nextTurn()
  }
  yield text
}

function * linesOf ({ administrator, callers, products, blobs }: TenantDump): Generator<string> {
  yield `{"Administrator":${JSON.stringify(administrator)},\n"Callers":`
  yield * listOf(callers)
  yield ',\n"Products":'
  yield * listOf(products)
  yield ',\n"Blobs":'
  yield * listOf(blobs, itemOf)
  yield '}\n'
}

function * listOf<Item> (items: Iterable<Item>, shown: (item: Item) => unknown = item => item): Generator<string> {
  let beginning = '[\n'
  for (const item of items) {
    yield beginning + JSON.stringify(shown(item))
    beginning = ',\n'
  }
  yield beginning === ',\n' ? '\n]' : '[]'
}

const itemOf = ({ entity, links, mediaType, bytes }: DumpedBlob) => ({
  ...entity,
  CreatedDate: `${entity.CreatedDate}Z`,
  UpdatedDate: `${entity.UpdatedDate}Z`,
  ImageOf: ownersBy(links, 'ProductImage'),
  ThumbnailOf: ownersBy(links, 'ProductThumbnail'),
  MediaType: mediaType,
  Bytes: bytes?.toString('base64'),
})

const ownersBy = (links: readonly LinkPlace[], wanted: BlobLink) =>
  links.filter(({ link }) => link === wanted).map(({ ownerId }) => ownerId)
