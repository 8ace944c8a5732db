import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema } from '../carriers/associate.js'
import { BlobEntitySchema } from '../carriers/blob-entity.js'
import { ProductExtraDataFieldSchema, ProductSchema } from '../carriers/product.js'
import { DATE_TIME_PATTERN } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, Int32, TEXT_LENGTH, Words } from '../carriers/scalars.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'

/** Later callers are given the numbers above, which must be int32 as well. */
const HIGHEST_ADMINISTRATOR = 1_000_000_000

const closed = { additionalProperties: false }

const ProductIds = (description: string) => Type.Optional(Type.Array(Int32({ minimum: 1 }), { description }))

const Administrator = Type.Optional(Type.Partial(Type.Object({
  ...AssociateSchema.properties,
  AssociateId: Type.Integer({ minimum: 1, maximum: HIGHEST_ADMINISTRATOR }),
  Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
}), closed))

const Callers = Type.Optional(Type.Array(Type.Object({
  ...Type.Partial(AssociateSchema).properties,
  AssociateId: Int32({ minimum: 1 }),
  Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
}, closed), { description: 'Users beside the administrator.' }))

const product = {
  ...Type.Partial(ProductSchema).properties,
  ProductId: Int32({ minimum: 1 }),
  Name: ProductSchema.properties.Name,
  ExtraInfo: Type.Optional(Type.Array(Type.Partial(ProductExtraDataFieldSchema, closed))),
}

const date = Type.Optional(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT, description: 'Without a zone it is UTC.' }))

const imageInfo = {
  ...Type.Partial(BlobEntitySchema).properties,
  CreatedDate: date,
  UpdatedDate: date,
  Bytes: Type.Optional(Type.String({
    format: 'byte',
    description: 'Its bytes in Base64, which are not looked at but for their beginning; what describes them follows them where it is left out.',
  })),
}

const blob = {
  ...imageInfo,
  ImageOf: ProductIds('Products whose picture it is.'),
  ThumbnailOf: ProductIds('Products whose thumbnail it is.'),
  MediaType: Type.Optional(Type.Union([Words(PICTURE_TYPES, { default: undefined }), Type.Null()], { description: 'What the bytes are; null for no picture.' })),
}

const BLOBS = { description: 'Pictures, thumbnails and what nothing links, with their bytes.' }

/** What the state of a tenant is dumped as, and loaded from. */
export const StateSchema = Type.Object({
  Administrator,
  Callers,
  Products: Type.Array(Type.Object({ ...product, ImageInfo: Type.Optional(Type.Object(imageInfo, closed)) }, closed)),
  Blobs: Type.Optional(Type.Array(Type.Object(blob, closed), BLOBS)),
}, { ...closed, $id: 'State', description: 'The data of a tenant: what a seed file is.' })

const file = { File: Type.Optional(Type.String({ minLength: 1 })) }

/** What a seed file is: a state, or one whose pictures are files in its folder. */
export const SeedFileSchema = Type.Object({
  Administrator,
  Callers,
  Products: Type.Array(Type.Object({ ...product, ImageInfo: Type.Optional(Type.Object({ ...imageInfo, ...file }, closed)) }, closed)),
  Blobs: Type.Optional(Type.Array(Type.Object({ ...blob, ...file }, closed), BLOBS)),
}, closed)

/** All data of a tenant, as a dump returns it and a seed contains it. */
export type State = Static<typeof StateSchema>
export type SeedFile = Static<typeof SeedFileSchema>

/** A picture that is a file, whose bytes are read when they are asked for. */
export interface PictureFile {
  readonly read: () => Buffer
}

interface MayHaveFile {
  readonly file?: PictureFile | undefined
}

/** A state whose pictures may be files. */
export interface SeedContent extends Pick<State, 'Administrator' | 'Callers'> {
  readonly Products: readonly (State['Products'][number] & MayHaveFile)[]
  readonly Blobs?: readonly (NonNullable<State['Blobs']>[number] & MayHaveFile)[]
}
