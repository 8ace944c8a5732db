import { Type, type Static, type TProperties } from '@sinclair/typebox'
import { AssociateSchema } from '../carriers/associate.js'
import { BlobEntitySchema } from '../carriers/blob-entity.js'
import { BLOB_LINK_NAMES } from '../carriers/blob-links.js'
import { ListItemSchema } from '../carriers/list-item.js'
import { PriceListSchema } from '../carriers/price-list.js'
import { ProductExtraDataFieldSchema, ProductSchema } from '../carriers/product.js'
import { ProductAuditSchema } from '../carriers/product-audit.js'
import { DATE_TIME_PATTERN } from '../carriers/date-time.js'
import { CALENDAR_FORMAT, INT32_MAX, Int32, TEXT_LENGTH, Text, Words } from '../carriers/scalars.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'

/** Limits the id of the administrator, because new users get higher ids, which must be int32. */
const HIGHEST_ADMINISTRATOR = 1_000_000_000

const closed = { additionalProperties: false }

const ProductIds = (description: string) => Type.Optional(Type.Array(Int32({ minimum: 1 }), { description }))

const administrator = Type.Optional(Type.Partial(Type.Object({
  ...AssociateSchema.properties,
  AssociateId: Type.Integer({ minimum: 1, maximum: HIGHEST_ADMINISTRATOR }),
  Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
}), closed))

const callers = Type.Optional(Type.Array(Type.Object({
  ...Type.Partial(AssociateSchema).properties,
  AssociateId: Int32({ minimum: 1 }),
  Name: Type.String({ minLength: 1, maxLength: TEXT_LENGTH }),
}, closed), { description: 'Users other than the administrator.' }))

const date = Type.Optional(Type.String({ pattern: DATE_TIME_PATTERN, format: CALENDAR_FORMAT, description: 'A date and time; UTC if it has no time zone.' }))

const product = {
  ...Type.Partial(ProductSchema).properties,
  ProductId: Int32({ minimum: 1 }),
  Name: ProductSchema.properties.Name,
  ExtraInfo: Type.Optional(Type.Array(Type.Partial(ProductExtraDataFieldSchema, closed))),
  ...Type.Partial(ProductAuditSchema).properties,
  RegisteredDate: date,
  UpdatedDate: date,
}

const owner = { Id: Int32({ minimum: 1 }), Name: Type.Optional(Text({ default: null })) }

const imageInfo = {
  ...Type.Partial(BlobEntitySchema).properties,
  CreatedDate: date,
  UpdatedDate: date,
  Bytes: Type.Optional(Type.String({
    format: 'byte',
    description: 'The bytes in Base64. They need not be a picture. BlobSize, OriginalSize and MimeType are derived from the bytes if they are omitted.',
  })),
}

const links = Type.Optional(Type.Array(Type.Object({
  Link: Words(BLOB_LINK_NAMES, { default: undefined, description: 'The kind of link.' }),
  OwnerId: Int32({ minimum: 1, description: 'The id of the product, person, project or contact.' }),
}, closed), { description: 'The owners whose picture or thumbnail the blob is.' }))

const blob = {
  ...imageInfo,
  ImageOf: ProductIds('Ids of the products whose picture the blob is.'),
  ThumbnailOf: ProductIds('Ids of the products whose thumbnail the blob is.'),
  Links: links,
  MediaType: Type.Optional(Type.Union([Words(PICTURE_TYPES, { default: undefined }), Type.Null()], { description: 'The type of the bytes; null if they are not a picture. By default, the type is detected from the first bytes.' })),
}

/** Limits the items of each list, and the price lists, in one state or seed file, because a response can contain all of them. */
const MOST_LIST_ITEMS = 1000

const ItemsSchema = (description: string) => Type.Optional(Type.Array(Type.Object({
  ...Type.Partial(ListItemSchema).properties,
  Id: ListItemSchema.properties.Id,
  Name: ListItemSchema.properties.Name,
}, closed), { maxItems: MOST_LIST_ITEMS, description }))

const priceLists = Type.Optional(Type.Array(Type.Object({
  ...Type.Partial(PriceListSchema).properties,
  PriceListId: PriceListSchema.properties.PriceListId,
  Name: PriceListSchema.properties.Name,
  ValidFrom: date,
  ValidTo: date,
}, closed), { maxItems: MOST_LIST_ITEMS, description: 'Price lists. Products refer to their ERPPriceListKey.' }))

const nextId = Type.Optional(Type.Integer({ minimum: 1, maximum: INT32_MAX + 1 }))

const nextIds = Type.Optional(Type.Object({ Product: nextId, Blob: nextId }, {
  ...closed,
  description: 'The lowest ids that new products and blobs can have. By default, one more than the highest existing id. ' +
    'A dump contains an id only if it is higher than the default.',
}))

/**
 * Returns the schemas of a state's properties. `source` contains further properties of pictures, such as `File`. They are added to each
 * ImageInfo and to each item of `Blobs`.
 */
const stateWith = <Source extends TProperties>(source: Source) => {
  const picture = { ImageInfo: Type.Optional(Type.Object({ ...imageInfo, ...source }, closed)) }
  const OwnersSchema = (description: string) => Type.Optional(Type.Array(Type.Object({ ...owner, ...picture }, closed), { description }))
  return {
    Administrator: administrator,
    Callers: callers,
    Products: Type.Array(Type.Object({ ...product, ...picture }, closed)),
    Persons: OwnersSchema('Persons that can have a picture.'),
    Projects: OwnersSchema('Projects that can have a picture.'),
    Contacts: OwnersSchema('Contacts that can have a picture.'),
    ProductCategories: ItemsSchema('The list of categories. Products refer to the id of an item.'),
    ProductFamilies: ItemsSchema('The list of families. Products refer to the id of an item.'),
    ProductTypes: ItemsSchema('The list of types. Products refer to the id of an item.'),
    PriceLists: priceLists,
    NextIds: nextIds,
    Blobs: Type.Optional(Type.Array(Type.Object({ ...blob, ...source }, closed), {
      description: 'Pictures, thumbnails, and blobs that are linked to no owner, with their bytes.',
    })),
  }
}

/** Schema of a state in a dump, in a request, or as the setting `seed`. */
export const StateSchema = Type.Object(stateWith({}), { ...closed, $id: 'State', description: 'The data of a tenant, as in a seed file.' })

/** Schema of a seed file: a state in which a picture may be a file in the folder of the seed file or below it. */
export const SeedFileSchema = Type.Object(stateWith({ File: Type.Optional(Type.String({ minLength: 1 })) }), closed)

export type State = Static<typeof StateSchema>
export type SeedFile = Static<typeof SeedFileSchema>

/** The kinds of entities whose next id is stored, so that the mock usually does not assign the id of a removed entity again. */
export const ID_KINDS = ['Product', 'Blob'] as const satisfies readonly (keyof NonNullable<State['NextIds']>)[]
export type IdKind = typeof ID_KINDS[number]

/** The lists of owners other than products, each with the entity of its items. */
export const OWNER_LISTS = [['Persons', 'Person'], ['Projects', 'Project'], ['Contacts', 'Contact']] as const

/** The properties of a state that contain the items of a list, each with SuperOffice's name of the list. */
export const ITEM_LISTS = [['ProductCategories', 'ProductCategory'], ['ProductFamilies', 'ProductFamily'], ['ProductTypes', 'ProductType']] as const

export interface PictureFile {
  readonly read: () => Buffer
}

interface MayHaveFile {
  readonly file?: PictureFile | undefined
}

type ListItems<List extends keyof State> = NonNullable<State[List]> extends (infer Item)[] ? readonly (Item & MayHaveFile)[] : never

export interface SeedContent extends Pick<State, 'Administrator' | 'Callers' | 'ProductCategories' | 'ProductFamilies' | 'ProductTypes' | 'PriceLists' | 'NextIds'> {
  readonly Products: ListItems<'Products'>
  readonly Persons?: ListItems<'Persons'>
  readonly Projects?: ListItems<'Projects'>
  readonly Contacts?: ListItems<'Contacts'>
  readonly Blobs?: ListItems<'Blobs'>
}
