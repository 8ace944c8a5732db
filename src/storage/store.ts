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
import { StartError } from '../config/start-error.js'
import type { Seed } from './seed.js'
import type { IdKind } from './seed-schema.js'
import type { ProductQuery, ProductRow } from './product-query.js'
import type { BlobPlace, LinkPlace } from './blob-place.js'
import type { Content, NewContent } from './content.js'

export interface StoredBlob {
  readonly entity: BlobEntity
  /** The UpdatedDate of the blob, or the date of a later link as a picture. Conditional requests compare with it. */
  readonly changedDate: string
  /** The bytes of the blob; undefined if it has only a description. */
  readonly content: Content | undefined
}

/** The bytes of a picture, without its description. */
export interface Picture {
  readonly content: Content
  /** As in StoredBlob. */
  readonly changedDate: string
}

/** The facts that a revision may depend on. Plain data, because with another engine the revision may run more than once. */
export interface SaveFacts {
  /** True if the owner of the place is stored. Always false unless `needs.isOwnerKept`. */
  readonly isOwnerKept: boolean
  /** The owners that link the blob, one for each link. Empty unless `needs.linkedBy`. */
  readonly linkedBy: readonly Owner[]
  /** The date of the last change of the blob. If there is no blob, the date when the last picture of the place was removed. */
  readonly changedDate: string | undefined
  /** The id of the current blob. For a new one it is `wantedBlobId` if that is free, else the next free id. */
  readonly newBlobId: number
  /** The caller's associate. A new associate is stored together with the save, and not if the revision throws. */
  readonly author: Associate
}

/**
 * Returns the entity that replaces the current one. Must be pure and synchronous, and may run more than once. An
 * error that it throws cancels the save.
 */
export type Revision = (current: StoredBlob | undefined, facts: SaveFacts) => BlobEntity

/** A save of one blob. If the bytes of a picture change, the thumbnail of its owner is removed. */
export interface BlobSave {
  /** Undefined for a new blob without a link. */
  readonly place: BlobPlace | undefined
  readonly caller: Caller
  readonly wantedBlobId?: number | undefined
  /** The facts that the revision reads and that cost a query. */
  readonly needs?: { readonly isOwnerKept?: boolean, readonly linkedBy?: boolean }
  readonly revise: Revision
  /** The new bytes of the blob. If undefined, it keeps its bytes. */
  readonly content?: NewContent | undefined
}

/** Links a stored blob as a picture. */
export interface PictureLinking {
  readonly blobId: number
  /** The time of the request, in the stored form. */
  readonly now: string
  /** Called with the owners that link the blob. An error that it throws cancels the change. If undefined, the owners are not read. */
  readonly check?: ((linkedBy: readonly Owner[]) => void) | undefined
}

/** Removes a blob. */
interface BlobRemoval {
  /** The time of the request, in the stored form. */
  readonly now: string
  /** As in PictureLinking. */
  readonly check?: ((linkedBy: readonly Owner[]) => void) | undefined
}

/**
 * Called with the date of the last change or removal of a picture. Returns the date to record for the next removal. An error that it
 * throws cancels the removal.
 */
type RemovalTime = (changedDate: string | undefined) => string

interface ProductFacts {
  /** The id of the product that is saved. For a new one it is `wantedId` if that is free, else the next free id. */
  readonly newProductId: number
}

/** Returns the product that replaces the current one. Must be pure, as a Revision. */
type ProductRevision = (current: Product | undefined, facts: ProductFacts) => Product

export interface ProductSave {
  /** Undefined for a new product. */
  readonly productId: number | undefined
  readonly wantedId?: number | undefined
  readonly caller: Caller
  /** The time of the request, in the stored form. */
  readonly now: string
  readonly revise: ProductRevision
}

/** The user who sends a request. */
export interface Caller {
  /** The user name, in any case. Undefined for the user with the lowest id. */
  readonly name: string | undefined
  /** Properties of the associate that is created when the user first saves or signs in. */
  readonly properties: Partial<Associate>
}

/** The caller of requests that name no user: the user with the lowest id. */
export const ADMINISTRATOR: Caller = { name: undefined, properties: {} }

/** All data of a tenant at one instant. Iterables read their items lazily. */
export interface TenantDump {
  readonly administrator: Associate | undefined
  readonly callers: readonly Associate[]
  readonly products: Iterable<AuditedProduct>
  /** Seeded persons, projects and contacts. */
  readonly owners: readonly NamedOwner[]
  /** Ordered by list and id. */
  readonly listItems: readonly ListedItem[]
  /** By id. */
  readonly priceLists: readonly PriceList[]
  /** The next id of each kind; undefined if it is one more than the highest existing id. */
  readonly nextIds: Readonly<Record<IdKind, number | undefined>>
  readonly blobs: Iterable<DumpedBlob> | AsyncIterable<DumpedBlob>
  /** Must be called after the last read. */
  release (): void
}

/** A snapshot to take. */
export interface NewSnapshot {
  readonly name: string
  /** The current time in ISO 8601. */
  readonly takenAt: string
  /** Called with the number of other snapshots. An error that it throws cancels the snapshot. */
  readonly check: (others: number) => void
}

export interface DumpedBlob {
  readonly entity: BlobEntity
  /** By owner id. */
  readonly links: readonly LinkPlace[]
  readonly mediaType: string | null | undefined
  readonly bytes: Buffer | undefined
}

/** Selects at most `limit` owners of one kind whose id is above `after`, ordered by id. */
export interface PictureRange {
  readonly entity: OwnerEntity
  readonly after: number
  readonly limit: number
}

export interface PicturePage {
  readonly pictures: readonly OwnerPicture[]
  /** The `after` of the next page; undefined on the last. */
  readonly next: number | undefined
}

/**
 * The data of all tenants. Tenant names are case-insensitive. A tenant is created from the seed when something first changes it; until then
 * reads return the data of the seed. All functions but openContent are asynchronous, as another engine may need it.
 */
export interface Store {
  /** Creates the tenant from the seed unless it exists. */
  prepareTenant (tenant: string): Promise<void>
  /** Returns the caller's associate. A new associate is stored, so that its id stays the same. */
  signIn (tenant: string, caller: Caller): Promise<Associate>
  /** Returns the user with the lowest id. */
  findAdministrator (tenant: string): Promise<Associate>
  /** Lists all tenants by name. Tenants of `others` that do not exist are added with the counts of the seed. */
  listTenants (others: readonly string[]): Promise<TenantCounts[]>
  /** Counts the data of a tenant. A tenant that does not exist has the counts of the seed. */
  countTenant (tenant: string): Promise<TenantCounts>
  /** Returns the number of tenants that exist. */
  countTenants (): Promise<number>
  /** Replaces all data of the tenant by the seed. Each concurrent request sees either all old data or all new data. */
  resetTenant (tenant: string): Promise<void>
  /** Replaces all data of the tenant by the administrator of the seed. */
  clearTenant (tenant: string): Promise<void>
  dumpTenant (tenant: string): Promise<TenantDump>
  /**
   * Replaces all data of the tenant by a seed.
   * @throws StorageError; nothing is changed then
   */
  loadTenant (tenant: string, seed: Seed): Promise<void>
  /** Lists the snapshots by name. */
  listSnapshots (tenant: string): Promise<Snapshot[]>
  /**
   * Stores a copy of all data of the tenant under a case-insensitive name. Replaces the snapshot that has the name.
   * @throws the error of `check`, or StorageError; nothing is changed then
   */
  takeSnapshot (tenant: string, snapshot: NewSnapshot): Promise<Snapshot>
  /** Replaces all data of the tenant by a snapshot. Returns false if the snapshot does not exist. */
  restoreSnapshot (tenant: string, name: string): Promise<boolean>
  /** Returns false if the snapshot does not exist. */
  removeSnapshot (tenant: string, name: string): Promise<boolean>
  /** Removes the tenant and its snapshots, if it exists. */
  removeTenant (tenant: string): Promise<void>
  /** Prepares a copy of the seed for the next reset, and continues removals that an earlier process did not finish. */
  prepareReset (): void
  findBlob (tenant: string, place: BlobPlace): Promise<StoredBlob | undefined>
  /** Returns when the last picture of the place was removed, or undefined if none was. */
  findRemoval (tenant: string, place: LinkPlace): Promise<string | undefined>
  /** Returns the owners that link a blob, one for each link. */
  listBlobOwners (tenant: string, blobId: number): Promise<readonly Owner[]>
  /** Returns the bytes of a picture, or undefined if it has none. */
  findPicture (tenant: string, place: LinkPlace): Promise<Picture | undefined>
  /**
   * Reads, revises and writes in one transaction, and returns what was stored after it is safe. A blob that does not exist
   * is created, and linked if the place is a link.
   * @throws the error of the revision, or StorageError; nothing is changed then
   */
  saveBlob (tenant: string, save: BlobSave): Promise<BlobEntity>
  /** Removes a blob and all links to it. Does nothing if it does not exist. */
  removeBlob (tenant: string, blobId: number, removal: BlobRemoval): Promise<void>
  /** Makes a blob the picture of an owner, whose thumbnail is removed. Returns false if the blob does not exist. */
  linkPicture (tenant: string, place: LinkPlace, linking: PictureLinking): Promise<boolean>
  /** Unlinks the picture of an owner and removes the thumbnail. The blob of the picture is kept. */
  unlinkPicture (tenant: string, place: LinkPlace, now: string): Promise<void>
  /** Removes the blobs that an owner links. Blobs that another owner links as well are only unlinked. */
  removeOwnerBlobs (tenant: string, owner: Owner, removalTime: RemovalTime): Promise<void>
  /** Lists the owners of one kind that are stored or link a blob, with their pictures. */
  listPictures (tenant: string, range: PictureRange): Promise<PicturePage>
  /** Finds stored bytes of any tenant by their hash. */
  findContent (sha256: Buffer): Promise<Content | undefined>
  /**
   * Returns the bytes of a content. Must be called in the turn of the event loop in which the content was found. Large
   * contents are returned as a stream, which keeps the bytes until it is read or destroyed, even if the blob is removed.
   * @throws DamagedContentError before anything can be read
   */
  openContent (content: Content): Buffer | Promise<Buffer | Readable>
  /** True if the owner is stored: a product, or a seeded person, project or contact. */
  hasOwner (tenant: string, owner: Owner): Promise<boolean>
  /** Lists the items of a list by rank and id, deleted ones too. */
  listItems (tenant: string, list: ListName): Promise<ListItem[]>
  /** Lists the price lists by id. */
  listPriceLists (tenant: string): Promise<PriceList[]>
  findProduct (tenant: string, productId: number): Promise<Product | undefined>
  listProducts (tenant: string, query: ProductQuery): Promise<ProductRow[]>
  /**
   * Reads, revises and writes in one transaction, and returns what was stored after it is safe.
   * @throws the error of the revision, or StorageError; nothing is changed then
   */
  saveProduct (tenant: string, save: ProductSave): Promise<Product>
  /** Removes the product, if it exists, and its blobs, as removeOwnerBlobs does. */
  removeProduct (tenant: string, productId: number, now: string): Promise<void>
  /** @throws if nothing can be saved at present */
  check (): Promise<void>
  close (): Promise<void>
}

/** Thrown when the database refused an operation. The message is a clause with the reason. */
export class StorageError extends Error {}

/** Thrown when the database cannot be reached now. The message is a clause with the reason. */
export class StorageUnavailableError extends Error {}

/** Thrown when bytes in the database differ from those that were saved. */
export class DamagedContentError extends Error {
  constructor (key: Content['key']) {
    super(`The stored bytes are damaged: content ${key} of the database does not have the SHA-256 that it was saved with. ` +
      'Save the picture again, or restore the database from a backup.')
  }
}

/** Thrown at the start when the database cannot be used. */
export class StorageStartError extends StartError {}
