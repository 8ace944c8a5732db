import { createHash } from 'node:crypto'
import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BLANK_BLOB, type BlobEntity } from '../carriers/blob-entity.js'
import { NEW_PRODUCT, completedProduct } from './complete-product.js'
import type { AuditedProduct } from '../carriers/product-audit.js'
import { toUtcSeconds } from '../carriers/date-time.js'
import { createDefaults } from '../carriers/defaults.js'
import { ListItemSchema, type ListedItem } from '../carriers/list-item.js'
import { compileNullTextRemoval } from '../carriers/null-texts.js'
import { PriceListSchema, type PriceList } from '../carriers/price-list.js'
import { compilingAtFirstCall } from '../http/memoize.js'
import { detectPictureType } from '../pictures/detect-picture-type.js'
import { ID_KINDS, ITEM_LISTS, OWNER_LISTS, StateSchema, type IdKind, type PictureFile, type SeedContent } from './seed-schema.js'
import type { NamedOwner } from '../carriers/owner.js'
import type { NewContent } from './content.js'
import type { LinkPlace } from './blob-place.js'

/** The data with which a tenant is filled. */
export interface Seed {
  readonly administrator: Associate
  readonly callers: readonly Associate[]
  /** Each product is created only when the iterator reaches it, because creating all at once would block the event loop. */
  readonly products: Iterable<SeedProduct>
  readonly owners: readonly SeedOwner[]
  readonly listItems: readonly ListedItem[]
  readonly priceLists: readonly PriceList[]
  /** The ids at which the mock begins to assign ids to new products and blobs, unless these or higher ids are in use. */
  readonly nextIds: readonly (readonly [kind: IdKind, nextId: number])[]
  readonly blobs: readonly SeedBlob[]
}

export interface SeedImage {
  /** True if the seed sets the id of the blob. Blobs whose ids are not set are stored after the others, and get the next free ids. */
  readonly isNumbered: boolean
  /**
   * Creates the entity and reads the bytes. Called for one blob at a time, because all blobs together would take too much memory. `content`
   * is undefined if the seed has no bytes for the blob.
   */
  readonly read: () => { readonly entity: BlobEntity, readonly content: NewContent | undefined }
}

interface SeedBlob extends SeedImage {
  readonly links: readonly LinkPlace[]
}

interface SeedProduct {
  readonly product: AuditedProduct
  readonly image: SeedImage | undefined
}

interface SeedOwner {
  readonly owner: NamedOwner
  readonly image: SeedImage | undefined
}

const BLANK_ASSOCIATE = createDefaults(AssociateSchema)

const BLANK_LIST_ITEM = createDefaults(ListItemSchema)
const BLANK_PRICE_LIST = createDefaults(PriceListSchema)

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

/** Replaces null by "" in those properties of a state that have the default "". Changes the state in place. */
export const removeNullTexts = compilingAtFirstCall(() => compileNullTextRemoval(StateSchema))

/**
 * Merges contents into a seed. Names and ids that must be unique may occur only once in all contents together (`findTwins` finds further
 * occurrences).
 * @param now the RegisteredDate of products for which the contents have no RegisteredDate: in UTC, as in `2008-01-30T08:40:59`
 */
export function createSeed (contents: readonly SeedContent[], now: string): Seed {
  const administrator = findAdministrator(contents)
  const products = contents.flatMap(({ Products }) => Products)
  const image = (sent: ImageContent, isNumbered: boolean): SeedImage => ({ isNumbered, read: () => readImage(sent, administrator) })
  const createSeedImage = (ImageInfo: SeedContent['Products'][number]['ImageInfo'] | undefined, file: PictureFile | undefined) =>
    // The BlobId 0 of an ImageInfo means that no id is set.
    ImageInfo && image({ ...ImageInfo, file }, (ImageInfo.BlobId ?? 0) !== 0)
  return {
    administrator,
    callers: contents.flatMap(({ Callers = [] }) => Callers.map(caller => ({ ...BLANK_ASSOCIATE, ...caller }))),
    products: {
      * [Symbol.iterator] () {
        for (const { ImageInfo, file, RegisteredDate = now, RegisteredBy = administrator, UpdatedDate, UpdatedBy = RegisteredBy, ...product } of products) {
          const registered = toUtcSeconds(RegisteredDate)
          const audit = { RegisteredDate: registered, RegisteredBy, UpdatedDate: UpdatedDate === undefined ? registered : toUtcSeconds(UpdatedDate), UpdatedBy }
          yield { product: { ...completedProduct(product, NEW_PRODUCT), ...audit }, image: createSeedImage(ImageInfo, file) }
        }
      },
    },
    owners: OWNER_LISTS.flatMap(([list, entity]) => contents.flatMap(content => content[list] ?? []).map(({ Id, Name = null, ImageInfo, file }) =>
      ({ owner: { entity, id: Id, name: Name }, image: createSeedImage(ImageInfo, file) }))),
    listItems: ITEM_LISTS.flatMap(([property, list]) => contents.flatMap(content => content[property] ?? []).map(sent =>
      ({ list, item: { ...BLANK_LIST_ITEM, ...sent } }))),
    priceLists: contents.flatMap(({ PriceLists = [] }) => PriceLists).map(sent => {
      const priceList = { ...BLANK_PRICE_LIST, ...sent }
      return { ...priceList, ValidFrom: toUtcSeconds(priceList.ValidFrom), ValidTo: toUtcSeconds(priceList.ValidTo) }
    }),
    nextIds: ID_KINDS.map(kind => [kind, Math.max(...contents.map(({ NextIds }) => NextIds?.[kind] ?? 1))] as const),
    blobs: contents.flatMap(({ Blobs = [] }) => Blobs).map(({ ImageOf = [], ThumbnailOf = [], Links = [], ...sent }) =>
      // Unlike in an ImageInfo, 0 counts as an id, because blobs can have the id 0 with WRITE_POLICY=client, and dumps contain them.
      ({
        ...image(sent, sent.BlobId !== undefined),
        links: [
          ...ImageOf.map((ownerId): LinkPlace => ({ link: 'ProductImage', ownerId })),
          ...ThumbnailOf.map((ownerId): LinkPlace => ({ link: 'ProductThumbnail', ownerId })),
          ...Links.map(({ Link, OwnerId }): LinkPlace => ({ link: Link, ownerId: OwnerId })),
        ],
      })),
  }
}

/**
 * Returns the first administrator in the contents. Missing properties have the values of DEFAULT_ADMINISTRATOR; if no content has an
 * administrator, all properties have these values.
 */
export const findAdministrator = (contents: readonly SeedContent[]) =>
  ({ ...DEFAULT_ADMINISTRATOR, ...contents.find(({ Administrator }) => Administrator !== undefined)?.Administrator })

type ImageContent = Omit<NonNullable<SeedContent['Blobs']>[number], 'ImageOf' | 'ThumbnailOf' | 'Links'>

function readImage ({ Bytes, file, MediaType, ...sent }: ImageContent, administrator: Associate): ReturnType<SeedImage['read']> {
  const bytes = Bytes === undefined ? file?.read() : Buffer.from(Bytes, 'base64')
  const content = bytes && createContent(bytes, MediaType)
  const ofBytes = content && { BlobSize: content.bytes.length, OriginalSize: content.bytes.length, MimeType: content.mediaType ?? '' }
  const entity = { ...BLANK_BLOB, CreatedBy: administrator, UpdatedBy: administrator, ...ofBytes, ...sent }
  return { entity: { ...entity, CreatedDate: toUtcSeconds(entity.CreatedDate), UpdatedDate: toUtcSeconds(entity.UpdatedDate) }, content }
}

const createContent = (bytes: Buffer, mediaType = detectPictureType(bytes)): NewContent =>
  ({ bytes, sha256: createHash('sha256').update(bytes).digest(), mediaType })
