import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BlobEntitySchema, type BlobEntity } from '../carriers/blob-entity.js'
import { NEW_PRODUCT, completedProduct } from '../carriers/product-carrier.js'
import { ProductExtraDataFieldSchema, ProductSchema, type Product } from '../carriers/product.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import { Int32, TEXT_LENGTH, Words } from '../carriers/scalars.js'
import { readJsonFile } from '../json-file.js'
import { packageFile } from '../package-files.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { pictureTypeOf } from '../pictures/picture-type-of.js'
import { WrongUseError } from '../start-error.js'
import type { NewContent } from './store.js'

/** Later callers are given the numbers above, which must be int32 as well. */
const HIGHEST_ADMINISTRATOR = 1_000_000_000

const closed = { additionalProperties: false }

const ProductIds = (description: string) => Type.Optional(Type.Array(Int32({ minimum: 1 }), { description }))

/** What a seed is, and what the state of a tenant is dumped as. */
export const SeedFileSchema = Type.Object({
  Administrator: Type.Optional(Type.Partial(Type.Object({
    ...AssociateSchema.properties,
    AssociateId: Type.Integer({ minimum: 1, maximum: HIGHEST_ADMINISTRATOR }),
    Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
  }), closed)),
  Callers: Type.Optional(Type.Array(Type.Object({
    ...Type.Partial(AssociateSchema).properties,
    AssociateId: Int32({ minimum: 1 }),
    Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
  }, closed), { description: 'Users beside the administrator.' })),
  Products: Type.Array(Type.Object({
    ...Type.Partial(ProductSchema).properties,
    ProductId: Int32({ minimum: 1 }),
    Name: ProductSchema.properties.Name,
    ExtraInfo: Type.Optional(Type.Array(Type.Partial(ProductExtraDataFieldSchema, closed))),
    ImageInfo: Type.Optional(Type.Partial(BlobEntitySchema, closed)),
  }, closed)),
  Blobs: Type.Optional(Type.Array(Type.Object({
    ...Type.Partial(BlobEntitySchema).properties,
    ImageOf: ProductIds('Products whose picture it is.'),
    ThumbnailOf: ProductIds('Products whose thumbnail it is.'),
    MediaType: Type.Optional(Type.Union([Words(PICTURE_TYPES, { default: undefined }), Type.Null()], { description: 'What the bytes are; null for no picture.' })),
    Bytes: Type.Optional(Type.String({ format: 'byte', description: 'Its bytes in Base64, which are not looked at but for their beginning.' })),
  }, closed), { description: 'Pictures, thumbnails and what nothing links, with their bytes.' })),
}, { ...closed, $id: 'State', description: 'The data of a tenant: what a seed file is.' })

export type SeedFile = Static<typeof SeedFileSchema>

/** A seed that cannot be read or that is wrong, with the first place that is. */
export class SeedError extends WrongUseError {}

/** What a new tenant starts with. */
export interface Seed {
  /** Who calls when nobody is named. */
  readonly administrator: Associate
  readonly callers: readonly Associate[]
  readonly products: readonly SeedProduct[]
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

/**
 * Reads a seed file. `shipped` names that of this package, `none` the empty seed: an administrator and no products.
 * @throws SeedError
 */
export function loadSeed (name: string): Seed {
  if (name === 'none') return seedOf({ Products: [] })
  const path = name === 'shipped' ? fileURLToPath(packageFile('db/seed.json')) : name
  const file = readSeed(path)
  const [twin] = twinsOf(file)
  if (twin !== undefined) throw new SeedError(`The seed ${path} has the ${twin.name} twice; it must have it once.`)
  return seedOf(file)
}

/** The seed that the content of a file without twins is. */
export function seedOf (file: SeedFile): Seed {
  const { Callers = [], Products, Blobs = [] } = file
  const administrator = { ...ADMINISTRATOR, ...file.Administrator }
  return {
    administrator,
    callers: Callers.map(caller => ({ ...BLANK_ASSOCIATE, ...caller })),
    products: Products
      .map(({ ImageInfo, ...product }) =>
        ({ product: completedProduct(product, NEW_PRODUCT), imageInfo: ImageInfo && completed(ImageInfo, administrator) }))
      .sort((one, other) => Number(one.imageInfo?.BlobId === 0) - Number(other.imageInfo?.BlobId === 0)),
    blobs: Blobs.map(({ ImageOf = [], ThumbnailOf = [], MediaType, Bytes, ...entity }) => ({
      entity: completed(entity, administrator),
      imageOf: ImageOf,
      thumbnailOf: ThumbnailOf,
      readContent: Bytes === undefined ? undefined : () => contentOf(Buffer.from(Bytes, 'base64'), MediaType),
    })),
  }
}

const contentOf = (bytes: Buffer, mediaType = pictureTypeOf(bytes)): NewContent =>
  ({ bytes, sha256: createHash('sha256').update(bytes).digest(), mediaType })

const readSeed = (path: string) => readJsonFile(SeedFileSchema, {
  path,
  subject: 'The seed',
  advice: 'SEED must name a JSON file, or be none or shipped.',
  isSecret: false,
  error: message => new SeedError(message),
})

/** What a file has twice and may have once, with the JSON pointer of the second. */
export function twinsOf ({ Administrator, Callers = [], Products, Blobs = [] }: SeedFile): { readonly pointer: string, readonly name: string }[] {
  const seen = new Set<string>()
  const { AssociateId, Name } = { ...ADMINISTRATOR, ...Administrator }
  const named: [pointer: string, name: string][] = [
    ['/Administrator', `associate ${AssociateId}`], ['/Administrator', `user ${Name.toLowerCase()}`],
    ...Callers.flatMap(({ AssociateId, Name }, index): [string, string][] =>
      [[`/Callers/${index}/AssociateId`, `associate ${AssociateId}`], [`/Callers/${index}/Name`, `user ${Name.toLowerCase()}`]]),
    ...Products.flatMap(({ ProductId, ImageInfo }, index): [string, string][] => [
      [`/Products/${index}/ProductId`, `product ${ProductId}`],
      ...(ImageInfo === undefined ? [] : [[`/Products/${index}/ImageInfo`, `picture of product ${ProductId}`] satisfies [string, string]]),
      ...(ImageInfo?.BlobId ? [[`/Products/${index}/ImageInfo/BlobId`, `blob ${ImageInfo.BlobId}`] satisfies [string, string]] : []),
    ]),
    ...Blobs.flatMap(({ ImageOf = [], ThumbnailOf = [] }, index): [string, string][] => [
      ...ImageOf.map((id, place): [string, string] => [`/Blobs/${index}/ImageOf/${place}`, `picture of product ${id}`]),
      ...ThumbnailOf.map((id, place): [string, string] => [`/Blobs/${index}/ThumbnailOf/${place}`, `thumbnail of product ${id}`]),
    ]),
  ]
  return named.flatMap(([pointer, name]) => {
    if (seen.has(name)) return [{ pointer, name }]
    seen.add(name)
    return []
  })
}

function completed (sent: Partial<BlobEntity>, administrator: Associate): BlobEntity {
  const entity = { ...BLANK_BLOB, CreatedBy: administrator, UpdatedBy: administrator, ...sent }
  return { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }
}
