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
  /** What would be right, where that is more than to leave one of them out, to end a sentence; else empty. */
  readonly advice: string
}

/** Whoever gives two the same number means to link them. */
const LINKING = '; an item of Blobs is linked to products by its ImageOf, not by its BlobId'

/** What contents have twice and may have once, all of them together. */
export function twinsOf (...contents: readonly SeedContent[]): Twin[] {
  const { AssociateId, Name } = administratorOf(contents)
  const administrator = { content: Math.max(contents.findIndex(({ Administrator }) => Administrator !== undefined), 0), pointer: '/Administrator' }
  const seen = new Map<string, ContentPlace>([[`associate ${AssociateId}`, administrator], [`user ${Name.toLowerCase()}`, administrator]])
  const twins = (content: number, named: readonly Named[], remember: boolean) => named.flatMap(([pointer, name, advice = '']): Twin[] => {
    const first = seen.get(name)
    if (first !== undefined) return [{ content, pointer, name, first, advice }]
    if (remember) seen.set(name, { content, pointer })
    return []
  })
  return [
    ...contents.flatMap((one, content) => twins(content, namesIn(one), true)),
    ...contents.flatMap((one, content) => twins(content, numbersIn(one), false)),
  ]
}

type Named = [pointer: string, name: string, advice?: string]

const namesIn = ({ Administrator, Callers = [], Products, Blobs = [] }: SeedContent): Named[] => [
  ...(Administrator === undefined ? [] : [['/Administrator', 'administrator'] satisfies Named]),
  ...Callers.flatMap(({ AssociateId, Name }, index): Named[] =>
    [[`/Callers/${index}/AssociateId`, `associate ${AssociateId}`], [`/Callers/${index}/Name`, `user ${Name.toLowerCase()}`]]),
  ...Products.flatMap(({ ProductId, ImageInfo }, index): Named[] => [
    [`/Products/${index}/ProductId`, `product ${ProductId}`],
    ...(ImageInfo === undefined ? [] : [[`/Products/${index}/ImageInfo`, `picture of product ${ProductId}`] satisfies Named]),
    ...(ImageInfo?.BlobId ? [[`/Products/${index}/ImageInfo/BlobId`, `blob ${ImageInfo.BlobId}`, LINKING] satisfies Named] : []),
  ]),
  ...Blobs.flatMap(({ ImageOf = [], ThumbnailOf = [] }, index): Named[] => [
    ...ImageOf.map((id, place): Named => [`/Blobs/${index}/ImageOf/${place}`, `picture of product ${id}`]),
    ...ThumbnailOf.map((id, place): Named => [`/Blobs/${index}/ThumbnailOf/${place}`, `thumbnail of product ${id}`]),
  ]),
]

/** Blobs may have one number among themselves, as WRITE_POLICY=client gives it to several, but not that of an image info. */
const numbersIn = ({ Blobs = [] }: SeedContent): Named[] =>
  Blobs.flatMap(({ BlobId }, index) => BlobId ? [[`/Blobs/${index}/BlobId`, `blob ${BlobId}`, LINKING] satisfies Named] : [])
