import type { Readable } from 'node:stream'
import type { Associate } from '../carriers/associate.js'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { ListItem, ListName, ListedItem } from '../carriers/list-item.js'
import type { NamedOwner, Owner, OwnerEntity } from '../carriers/owner.js'
import type { OwnerPicture } from '../carriers/owner-picture.js'
import type { PriceList } from '../carriers/price-list.js'
import type { Product } from '../carriers/product.js'
import type { AuditedProduct } from '../carriers/product-audit.js'
import type { Snapshot, TenantCounts } from '../carriers/tenant-counts.js'
import type { DatabaseUsage } from './database-usage.js'
import type { Seed } from './seed.js'
import type { IdKind } from './seed-schema.js'
import type { ProductQuery, ProductRow } from './product-query.js'
import type { BlobPlace, LinkPlace } from './blob-place.js'
import type { Content, NewContent } from './content.js'

export interface StoredBlob {
  readonly entity: BlobEntity
  /** The UpdatedDate of the blob, or a later date that was recorded when the blob was linked as a picture after its last save. */
  readonly changedDate: string
  readonly content: Content | undefined
}

/** A picture without its BlobEntity. */
export interface Picture {
  readonly content: Content
  /** The `changedDate` of the blob, as in StoredBlob. */
  readonly changedDate: string
}

/** The facts on which a revision can depend. The store reads them before it calls the revision. */
export interface SaveFacts {
  /** True if the owner in `BlobSave.place` is stored. False unless `BlobSave.needs.isOwnerKept` is set. */
  readonly isOwnerKept: boolean
  /**
   * The owners that have the blob as their picture or thumbnail. An owner with two links to the blob is listed twice. Empty unless
   * `BlobSave.needs.linkedBy` is set.
   */
  readonly linkedBy: readonly Owner[]
  /**
   * The `changedDate` of the current blob. Without a current blob, the recorded date of the last removal of a picture from
   * `BlobSave.place`; undefined if no removal was recorded.
   */
  readonly changedDate: string | undefined
  /** The id of the current blob. For a new blob, `wantedBlobId` if that id is free, otherwise the next free id. */
  readonly newBlobId: number
  readonly author: Associate
}

/**
 * Returns the entity to store. `current` is undefined if the blob does not exist. A revision must be synchronous, and can be called more
 * than once. If the revision throws, the blob is not changed.
 */
export type Revision = (current: StoredBlob | undefined, facts: SaveFacts) => BlobEntity

/** A save of one blob. If `content` is set, the save also removes the thumbnail of each owner that has the blob as its picture. */
export interface BlobSave {
  /** Identifies the blob. Undefined creates a new blob without a link. */
  readonly place: BlobPlace | undefined
  readonly caller: Caller
  readonly wantedBlobId?: number | undefined
  readonly needs?: { readonly isOwnerKept?: boolean, readonly linkedBy?: boolean }
  readonly revise: Revision
  readonly content?: NewContent | undefined
}

export interface PictureLinking {
  /** The id of the blob that becomes the picture. */
  readonly blobId: number
  /** The time of the request in UTC, as in `2008-01-30T08:40:59`. */
  readonly now: string
  /**
   * Called before the change with the owners that have the blob as their picture or thumbnail. If the callback throws, nothing is changed.
   * Without the callback, the owners are not read.
   */
  readonly check?: ((linkedBy: readonly Owner[]) => void) | undefined
}

interface BlobRemoval {
  /** The time of the request in UTC, as in `2008-01-30T08:40:59`. */
  readonly now: string
  /** As in PictureLinking. */
  readonly check?: ((linkedBy: readonly Owner[]) => void) | undefined
}

/**
 * Returns the date of the removal of an owner's picture. The store never records a date before `changedDate`. If the callback throws,
 * nothing is removed.
 * @param changedDate the date when the owner's picture was last changed, linked or removed; undefined if the owner has no picture and no
 * removal was recorded
 */
type RemovalTime = (changedDate: string | undefined) => string

interface ProductFacts {
  /** `ProductSave.productId` if it is set; otherwise `wantedId` if that id is free; otherwise the next free id. */
  readonly newProductId: number
}

/**
 * Returns the product to store. `current` is undefined if the product does not exist. Must be synchronous, and can be called more than
 * once.
 */
type ProductRevision = (current: Product | undefined, facts: ProductFacts) => Product

export interface ProductSave {
  /** Undefined creates a new product. */
  readonly productId: number | undefined
  readonly wantedId?: number | undefined
  readonly caller: Caller
  /** The time of the request in UTC, as in `2008-01-30T08:40:59`. */
  readonly now: string
  readonly revise: ProductRevision
}

/** The user who sends a request. */
export interface Caller {
  /** The user name, in which the case of ASCII letters does not matter. Undefined means the user with the lowest id. */
  readonly name: string | undefined
  /** Properties for a new associate, which is created if no user has the name. */
  readonly properties: Partial<Associate>
}

/** The user with the lowest id. */
export const ADMINISTRATOR: Caller = { name: undefined, properties: {} }

/** The data of a tenant at one instant. The iterables must be read before `release` is called. */
export interface TenantDump {
  readonly administrator: Associate | undefined
  readonly callers: readonly Associate[]
  readonly products: Iterable<AuditedProduct>
  readonly owners: readonly NamedOwner[]
  /** The items of all lists, ordered by list and id. */
  readonly listItems: readonly ListedItem[]
  /** Ordered by id. */
  readonly priceLists: readonly PriceList[]
  /** The next id of each kind; undefined if it is one more than the highest id in use, or is 1 because no id above 0 is in use. */
  readonly nextIds: Readonly<Record<IdKind, number | undefined>>
  readonly blobs: Iterable<DumpedBlob> | AsyncIterable<DumpedBlob>
  /** Must be called when nothing more will be read. */
  release (): void
}

export interface NewSnapshot {
  readonly name: string
  /** The current time of the tenant's clock in ISO 8601. */
  readonly takenAt: string
  /** Called with the number of the tenant's snapshots with other names. If the callback throws, no snapshot is stored. */
  readonly check: (others: number) => void
}

export interface DumpedBlob {
  readonly entity: BlobEntity
  /** Ordered by owner id. */
  readonly links: readonly LinkPlace[]
  readonly mediaType: string | null | undefined
  readonly bytes: Buffer | undefined
}

/** Selects the first `limit` owners of one kind with an id greater than `after`, ordered by id. */
export interface PictureRange {
  readonly entity: OwnerEntity
  readonly after: number
  readonly limit: number
}

export interface PicturePage {
  readonly pictures: readonly OwnerPicture[]
  /** The value of `after` for the next page; undefined on the last page. */
  readonly next: number | undefined
}

/**
 * The data of all tenants. Tenant names are case-insensitive. If a tenant does not exist, reads return the data of the seed, and a method
 * that changes a part of the data first creates the tenant from the seed. With PostgreSQL, methods can also throw StorageUnavailableError.
 * A change may have been saved although this error is thrown.
 */
export interface Store {
  /** Creates the tenant from the seed, unless it exists. */
  prepareTenant (tenant: string): Promise<void>
  /** Returns the associate of the caller. A new associate is stored. */
  signIn (tenant: string, caller: Caller): Promise<Associate>
  /** Returns the user with the lowest id. */
  findAdministrator (tenant: string): Promise<Associate>
  /** Lists all tenants, ordered by name. The list includes the tenants of `others` that do not exist, with the counts of the seed. */
  listTenants (others: readonly string[]): Promise<TenantCounts[]>
  countTenant (tenant: string): Promise<TenantCounts>
  countTenants (): Promise<number>
  /** Replaces all data of the tenant by the data of the seed. Each read returns either only old or only new data. */
  resetTenant (tenant: string): Promise<void>
  /** Replaces all data of the tenant by the administrator of the seed. */
  clearTenant (tenant: string): Promise<void>
  dumpTenant (tenant: string): Promise<TenantDump>
  /**
   * Replaces all data of the tenant by the data of a seed.
   * @throws StorageError, ApiError 503 if the tenant would exceed the maximum number of tenants, or the error of a picture file that cannot
   * be read; nothing is changed then
   */
  loadTenant (tenant: string, seed: Seed): Promise<void>
  /** Lists the snapshots of the tenant, ordered by name. */
  listSnapshots (tenant: string): Promise<Snapshot[]>
  /**
   * Stores a copy of all data of the tenant under a name, which is case-insensitive. Replaces a snapshot with the same name.
   * @throws for example the error that `check` throws, StorageError, or ApiError 503 if the tenant would exceed the maximum number of
   * tenants; no snapshot is changed then
   */
  takeSnapshot (tenant: string, snapshot: NewSnapshot): Promise<Snapshot>
  /** Replaces all data of the tenant by a snapshot. Returns false if the snapshot does not exist. */
  restoreSnapshot (tenant: string, name: string): Promise<boolean>
  /** Removes a snapshot. Returns false if it does not exist. */
  removeSnapshot (tenant: string, name: string): Promise<boolean>
  /** Removes the tenant and its snapshots. The tenant need not exist. */
  removeTenant (tenant: string): Promise<void>
  /**
   * Starts work in the background. With SQLite, makes copies of the data of the seed for new tenants and resets, until enough are ready.
   * With PostgreSQL, deletes data that were replaced or removed.
   */
  prepareReset (): void
  findBlob (tenant: string, place: BlobPlace): Promise<StoredBlob | undefined>
  /** Returns the recorded date of the last removal of a picture from the place; undefined if no removal was recorded. */
  findRemoval (tenant: string, place: LinkPlace): Promise<string | undefined>
  /** Returns the owners that have the blob as their picture or thumbnail. An owner with two links to the blob is listed twice. */
  listBlobOwners (tenant: string, blobId: number): Promise<readonly Owner[]>
  /** Returns undefined if the picture does not exist or has no content. */
  findPicture (tenant: string, place: LinkPlace): Promise<Picture | undefined>
  /**
   * Reads a blob, calls `revise` and stores the returned entity; no other change of the blob happens in between. Resolves with the entity
   * after the commit. A blob that does not exist is created, and is linked if `place` is a link.
   * @throws for example the error that `revise` throws, StorageError, or ApiError 503 if the maximum number of users or tenants is reached;
   * the blob is not changed then
   */
  saveBlob (tenant: string, save: BlobSave): Promise<BlobEntity>
  /** Removes a blob, all links to it, and the thumbnails of the owners that have it as their picture. The blob need not exist. */
  removeBlob (tenant: string, blobId: number, removal: BlobRemoval): Promise<void>
  /** Makes a blob the picture of an owner, and removes the owner's thumbnail. Returns false if the blob does not exist. */
  linkPicture (tenant: string, place: LinkPlace, linking: PictureLinking): Promise<boolean>
  /** Unlinks the picture of an owner, and removes the owner's thumbnail. The blob of the picture is kept. */
  unlinkPicture (tenant: string, place: LinkPlace, now: string): Promise<void>
  /** Unlinks the picture and the thumbnail of an owner, and removes each of the two blobs that has no other link. */
  removeOwnerBlobs (tenant: string, owner: Owner, removalTime: RemovalTime): Promise<void>
  /** Lists owners of one kind with their pictures: stored owners, and owners that are not stored but have a linked blob. */
  listPictures (tenant: string, range: PictureRange): Promise<PicturePage>
  /** Finds stored bytes, of any tenant, by their SHA-256. */
  findContent (sha256: Buffer): Promise<Content | undefined>
  /**
   * Returns the bytes of a content, as a stream if they are large. Must be called in the turn of the event loop in which the content was
   * found, because another request can remove the content later. After a removal, the stream can still be read for at least some minutes.
   * @throws DamagedContentError if the stored bytes are found to be damaged; no bytes are returned then
   */
  openContent (content: Content): Buffer | Promise<Buffer | Readable>
  /** True if the owner is stored. */
  hasOwner (tenant: string, owner: Owner): Promise<boolean>
  /** Lists the items of a list, ordered by rank and id. Deleted items are included. */
  listItems (tenant: string, list: ListName): Promise<ListItem[]>
  /** Lists the price lists, ordered by id. */
  listPriceLists (tenant: string): Promise<PriceList[]>
  findProduct (tenant: string, productId: number): Promise<Product | undefined>
  listProducts (tenant: string, query: ProductQuery): Promise<ProductRow[]>
  /**
   * Reads a product, calls `revise` and stores the returned product, in one transaction. Resolves with the product after the commit.
   * @throws for example the error that `revise` throws, StorageError, or ApiError 503 if the maximum number of users or tenants is reached;
   * the product is not changed then
   */
  saveProduct (tenant: string, save: ProductSave): Promise<Product>
  /** Removes a product, and its picture and thumbnail as `removeOwnerBlobs` does. The product need not exist. */
  removeProduct (tenant: string, productId: number, now: string): Promise<void>
  /** Undefined for a store without a database server. */
  readonly usage?: () => DatabaseUsage
  /** @throws an error whose message is the reason, if data cannot be saved */
  check (): Promise<void>
  close (): Promise<void>
}
