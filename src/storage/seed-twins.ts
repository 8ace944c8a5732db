import type { SeedContent } from './seed-schema.js'
import { administratorOf } from './seed.js'

/** A place in one of several contents, by its index and as a JSON pointer. */
export interface ContentPlace {
  readonly content: number
  readonly pointer: string
}

/** What there is a second time and may be once, with the place of the first. */
export interface Twin extends ContentPlace {
  readonly name: string
  readonly first: ContentPlace
}

/** What contents have twice and may have once, all of them together. */
export function twinsOf (...contents: readonly SeedContent[]): Twin[] {
  const { AssociateId, Name } = administratorOf(contents)
  const administrator = { content: Math.max(contents.findIndex(({ Administrator }) => Administrator !== undefined), 0), pointer: '/Administrator' }
  const seen = new Map<string, ContentPlace>([[`associate ${AssociateId}`, administrator], [`user ${Name.toLowerCase()}`, administrator]])
  return contents.flatMap((one, content) => namesIn(one).flatMap(([pointer, name]) => {
    const first = seen.get(name)
    if (first !== undefined) return [{ content, pointer, name, first }]
    seen.set(name, { content, pointer })
    return []
  }))
}

type Named = [pointer: string, name: string]

const namesIn = ({ Administrator, Callers = [], Products, Blobs = [] }: SeedContent): Named[] => [
  ...(Administrator === undefined ? [] : [['/Administrator', 'administrator'] satisfies Named]),
  ...Callers.flatMap(({ AssociateId, Name }, index): Named[] =>
    [[`/Callers/${index}/AssociateId`, `associate ${AssociateId}`], [`/Callers/${index}/Name`, `user ${Name.toLowerCase()}`]]),
  ...Products.flatMap(({ ProductId, ImageInfo }, index): Named[] => [
    [`/Products/${index}/ProductId`, `product ${ProductId}`],
    ...(ImageInfo === undefined ? [] : [[`/Products/${index}/ImageInfo`, `picture of product ${ProductId}`] satisfies Named]),
    ...(ImageInfo?.BlobId ? [[`/Products/${index}/ImageInfo/BlobId`, `blob ${ImageInfo.BlobId}`] satisfies Named] : []),
  ]),
  ...Blobs.flatMap(({ ImageOf = [], ThumbnailOf = [] }, index): Named[] => [
    ...ImageOf.map((id, place): Named => [`/Blobs/${index}/ImageOf/${place}`, `picture of product ${id}`]),
    ...ThumbnailOf.map((id, place): Named => [`/Blobs/${index}/ThumbnailOf/${place}`, `thumbnail of product ${id}`]),
  ]),
]
