import { createHash } from 'node:crypto'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BlobEntitySchema, type BlobEntity } from '../carriers/blob-entity.js'
import { NEW_PRODUCT, completedProduct } from '../carriers/product-carrier.js'
import type { Product } from '../carriers/product.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import { pictureTypeOf } from '../pictures/picture-type-of.js'
import type { PictureFile, SeedContent } from './seed-schema.js'
import type { NewContent } from './store.js'

/** What a new tenant starts with. */
export interface Seed {
  /** Who calls when nobody is named. */
  readonly administrator: Associate
  readonly callers: readonly Associate[]
  /** Each is made when it is asked for: all of them at once would take too long. */
  readonly products: Iterable<SeedProduct>
  readonly blobs: readonly SeedBlob[]
}

export interface SeedBlob {
  readonly entity: BlobEntity
  /** Products whose picture it is, and whose thumbnail. */
  readonly imageOf: readonly number[]
  readonly thumbnailOf: readonly number[]
  /** Makes the bytes that it has, if it has any: all of them at once would take too long and too much memory. */
  readonly readContent: (() => NewContent) | undefined
}

export interface SeedProduct {
  readonly product: Product
  /** With BlobId 0 it is given the next free one, after those that name theirs. */
  readonly imageInfo: BlobEntity | undefined
  readonly readContent: SeedBlob['readContent']
}

const BLANK_ASSOCIATE = defaultsOf(AssociateSchema)
const BLANK_BLOB = defaultsOf(BlobEntitySchema)

const ADMINISTRATOR = {
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
    .sort((one, other) => Number(isUnnumbered(one)) - Number(isUnnumbered(other)))
  return {
    administrator,
    callers: contents.flatMap(({ Callers = [] }) => Callers.map(caller => ({ ...BLANK_ASSOCIATE, ...caller }))),
    products: {
      * [Symbol.iterator] () {
        for (const { ImageInfo, file, ...product } of products) {
          yield {
            product: completedProduct(product, NEW_PRODUCT),
            imageInfo: ImageInfo && completed(ImageInfo, administrator, file),
            readContent: file && (() => contentOf(file.read(), file.mediaType)),
          }
        }
      },
    },
    blobs: contents.flatMap(({ Blobs = [] }) => Blobs)
      .map(({ ImageOf = [], ThumbnailOf = [], Bytes, file, MediaType = file?.mediaType, ...entity }) => {
        const read = Bytes === undefined ? file?.read : () => Buffer.from(Bytes, 'base64')
        return {
          entity: completed(entity, administrator, file),
          imageOf: ImageOf,
          thumbnailOf: ThumbnailOf,
          readContent: read && (() => contentOf(read(), MediaType)),
        }
      }),
  }
}

/** Who calls when nobody is named: the first that is given. */
export const administratorOf = (contents: readonly SeedContent[]) =>
  ({ ...ADMINISTRATOR, ...contents.find(({ Administrator }) => Administrator !== undefined)?.Administrator })

/** Whether a product has an image info that is given the next free number. */
const isUnnumbered = ({ ImageInfo }: SeedContent['Products'][number]) => ImageInfo !== undefined && (ImageInfo.BlobId ?? 0) === 0

const contentOf = (bytes: Buffer, mediaType = pictureTypeOf(bytes)): NewContent =>
  ({ bytes, sha256: createHash('sha256').update(bytes).digest(), mediaType })

function completed (sent: Partial<BlobEntity>, administrator: Associate, file: PictureFile | undefined): BlobEntity {
  const ofFile = file && { BlobSize: file.size, OriginalSize: file.size, MimeType: file.mediaType }
  const entity = { ...BLANK_BLOB, CreatedBy: administrator, UpdatedBy: administrator, ...ofFile, ...sent }
  return { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }
}
