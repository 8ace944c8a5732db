import { createHash } from 'node:crypto'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BLANK_BLOB, type BlobEntity } from '../carriers/blob-entity.js'
import { NEW_PRODUCT, completedProduct } from '../carriers/product-carrier.js'
import type { Product } from '../carriers/product.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import { pictureTypeOf } from '../pictures/picture-type-of.js'
import type { SeedContent } from './seed-schema.js'
import type { LinkPlace, NamedOwner, NewContent } from './store.js'

/** What a new tenant starts with. */
export interface Seed {
  /** Who calls when nobody is named. */
  readonly administrator: Associate
  readonly callers: readonly Associate[]
  /** Each is made when it is asked for: all of them at once would take too long. */
  readonly products: Iterable<SeedProduct>
  /** Persons, projects and contacts. */
  readonly owners: Iterable<SeedOwner>
  readonly blobs: readonly SeedBlob[]
}

/** What describes a blob, and the bytes that it has, if it has any. */
export interface SeedImage {
  /** Whether its number is its own. Else it is given the next free one, after those that are. */
  readonly isNumbered: boolean
  /** Makes both: the bytes of all at once would take too long and too much memory. */
  readonly read: () => { readonly entity: BlobEntity, readonly content: NewContent | undefined }
}

export interface SeedBlob extends SeedImage {
  readonly links: readonly LinkPlace[]
}

export interface SeedProduct {
  readonly product: Product
  readonly image: SeedImage | undefined
}

export interface SeedOwner {
  readonly owner: NamedOwner
  readonly image: SeedImage | undefined
}

const BLANK_ASSOCIATE = defaultsOf(AssociateSchema)

const DEFAULT_ADMINISTRATOR = {
  ...BLANK_ASSOCIATE,
  AssociateId: 1,
  Name: 'ADM0',
  PersonId: 1,
  Tooltip: '',
  Type: 'InternalAssociate',
  GroupIdx: 1,
  FullName: 'Adm0',
  FormalName: 'Adm0',
  EjUserId: 1,
} as const satisfies Partial<Associate>

/** The seed that contents without twins are together. */
export function seedOf (...contents: readonly SeedContent[]): Seed {
  const administrator = administratorOf(contents)
  const products = contents.flatMap(({ Products }) => Products)
  const image = (sent: ImageContent, isNumbered: boolean): SeedImage => ({ isNumbered, read: () => readImage(sent, administrator) })
  return {
    administrator,
    callers: contents.flatMap(({ Callers = [] }) => Callers.map(caller => ({ ...BLANK_ASSOCIATE, ...caller }))),
    products: {
      * [Symbol.iterator] () {
        for (const { ImageInfo, file, ...product } of products) {
          yield {
            product: completedProduct(product, NEW_PRODUCT),
            image: ImageInfo && image({ ...ImageInfo, file }, (ImageInfo.BlobId ?? 0) !== 0),
          }
        }
      },
    },
    owners: [],
    blobs: contents.flatMap(({ Blobs = [] }) => Blobs).map(({ ImageOf = [], ThumbnailOf = [], ...sent }) =>
      // A blob of a dump may have the number 0, if a caller wanted it so.
      ({
        ...image(sent, sent.BlobId !== undefined),
        links: [
          ...ImageOf.map((ownerId): LinkPlace => ({ link: 'ProductImage', ownerId })),
          ...ThumbnailOf.map((ownerId): LinkPlace => ({ link: 'ProductThumbnail', ownerId })),
        ],
      })),
  }
}

/** Who calls when nobody is named: the first that is given. */
export const administratorOf = (contents: readonly SeedContent[]) =>
  ({ ...DEFAULT_ADMINISTRATOR, ...contents.find(({ Administrator }) => Administrator !== undefined)?.Administrator })

type ImageContent = Omit<NonNullable<SeedContent['Blobs']>[number], 'ImageOf' | 'ThumbnailOf'>

function readImage ({ Bytes, file, MediaType, ...sent }: ImageContent, administrator: Associate): ReturnType<SeedImage['read']> {
  const bytes = Bytes === undefined ? file?.read() : Buffer.from(Bytes, 'base64')
  const content = bytes && contentOf(bytes, MediaType)
  const ofBytes = content && { BlobSize: content.bytes.length, OriginalSize: content.bytes.length, MimeType: content.mediaType }
  const entity = { ...BLANK_BLOB, CreatedBy: administrator, UpdatedBy: administrator, ...ofBytes, ...sent }
  return { entity: { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }, content }
}

const contentOf = (bytes: Buffer, mediaType = pictureTypeOf(bytes)): NewContent =>
  ({ bytes, sha256: createHash('sha256').update(bytes).digest(), mediaType })
