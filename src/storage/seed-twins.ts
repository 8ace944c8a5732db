import { BLOB_LINKS, IMAGE_LINKS, type BlobLink } from '../carriers/blob-links.js'
import { ITEM_LISTS, OWNER_LISTS, type SeedContent } from './seed-schema.js'
import { findAdministrator } from './seed.js'

/** A position in one of several contents. `content` is the index of the content, and `pointer` is a JSON pointer within this content. */
interface ContentPlace {
  readonly content: number
  readonly pointer: string
}

/**
 * A further occurrence of something that may occur only once. `name` describes it, as in `product 5` or `picture of product 5`. `first` is
 * the position of the first occurrence.
 */
export interface Twin extends ContentPlace {
  readonly name: string
  readonly first: ContentPlace
  /** The end of the error message about the occurrence; can be empty. */
  readonly advice: string
}

/** Advice if the BlobId of an ImageInfo occurs twice. The author of the seed probably meant to link one blob to several owners. */
const PRODUCT_ADVICE = '; an item of Blobs is linked to products by its ImageOf, not by its BlobId'
const OWNER_ADVICE = '; an item of Blobs is linked to persons, projects and contacts by its Links, not by its BlobId'

/**
 * Finds names and ids that must be unique, pictures and thumbnails of the same owner, and administrators, if they occur more than once in
 * all contents together. Returns each occurrence except the first.
 */
export function findTwins (...contents: readonly SeedContent[]): Twin[] {
  const { AssociateId, Name } = findAdministrator(contents)
  const administrator = { content: Math.max(contents.findIndex(({ Administrator }) => Administrator !== undefined), 0), pointer: '/Administrator' }
  const seen = new Map<string, ContentPlace & { readonly advice?: string }>([[`associate ${AssociateId}`, administrator], [`user ${Name.toLowerCase()}`, administrator]])
  const twins = (content: number, named: readonly Named[], isKept: boolean) => named.flatMap(([pointer, name, advice = '']): Twin[] => {
    const first = seen.get(name)
    if (first !== undefined) return [{ content, pointer, name, first, advice: first.advice ?? '' }]
    if (isKept) seen.set(name, { content, pointer, advice })
    return []
  })
  return [
    ...contents.flatMap((one, content) => twins(content, namesIn(one), true)),
    ...contents.flatMap((one, content) => twins(content, numbersIn(one), false)),
  ]
}

type Named = [pointer: string, name: string, advice?: string]

const namesIn = ({ Administrator, Callers = [], Products, PriceLists = [], Blobs = [], ...others }: SeedContent): Named[] => [
  ...(Administrator === undefined ? [] : [['/Administrator', 'administrator'] satisfies Named]),
  ...Callers.flatMap(({ AssociateId, Name }, index): Named[] =>
    [[`/Callers/${index}/AssociateId`, `associate ${AssociateId}`], [`/Callers/${index}/Name`, `user ${Name.toLowerCase()}`]]),
  ...Products.flatMap(({ ProductId, ImageInfo }, index): Named[] => [
    [`/Products/${index}/ProductId`, `product ${ProductId}`],
    ...pictureIn(`/Products/${index}/ImageInfo`, ImageInfo, pictureName('ProductImage', ProductId), PRODUCT_ADVICE),
  ]),
  ...OWNER_LISTS.flatMap(([list, entity]) => (others[list] ?? []).flatMap(({ Id, ImageInfo }, index): Named[] => [
    [`/${list}/${index}/Id`, `${entity.toLowerCase()} ${Id}`],
    ...pictureIn(`/${list}/${index}/ImageInfo`, ImageInfo, pictureName(IMAGE_LINKS[entity], Id), OWNER_ADVICE),
  ])),
  ...ITEM_LISTS.flatMap(([property, list]) => (others[property] ?? []).map(({ Id }, index): Named => [`/${property}/${index}/Id`, `${list} ${Id}`])),
  ...PriceLists.map(({ PriceListId }, index): Named => [`/PriceLists/${index}/PriceListId`, `price list ${PriceListId}`]),
  ...Blobs.flatMap(({ ImageOf = [], ThumbnailOf = [], Links = [] }, index): Named[] => [
    ...ImageOf.map((id, place): Named => [`/Blobs/${index}/ImageOf/${place}`, pictureName('ProductImage', id)]),
    ...ThumbnailOf.map((id, place): Named => [`/Blobs/${index}/ThumbnailOf/${place}`, pictureName('ProductThumbnail', id)]),
    ...Links.map(({ Link, OwnerId }, place): Named => [`/Blobs/${index}/Links/${place}`, pictureName(Link, OwnerId)]),
  ]),
]

const ROLE_WORDS = { image: 'picture', thumbnail: 'thumbnail' } as const

/** Returns the name of a picture for messages, such as `thumbnail of product 5`. */
function pictureName (link: BlobLink, ownerId: number): string {
  const { entity, role } = BLOB_LINKS[link]
  return `${ROLE_WORDS[role]} of ${entity.toLowerCase()} ${ownerId}`
}

function pictureIn (pointer: string, imageInfo: { readonly BlobId?: number } | undefined, name: string, advice: string): Named[] {
  if (imageInfo === undefined) return []
  return [[pointer, name], ...(imageInfo.BlobId ? [[`${pointer}/BlobId`, `blob ${imageInfo.BlobId}`, advice] satisfies Named] : [])]
}

/**
 * Returns the ids of the items of Blobs, except 0. Several items can have the same id, because WRITE_POLICY=client allows several blobs
 * with one id, and a dump contains them. But an item must not have the id of an ImageInfo.
 */
const numbersIn = ({ Blobs = [] }: SeedContent): Named[] =>
  Blobs.flatMap(({ BlobId }, index) => BlobId ? [[`/Blobs/${index}/BlobId`, `blob ${BlobId}`] satisfies Named] : [])
