import type { Readable } from 'node:stream'
import type { Associate } from '../carriers/associate.js'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { Product } from '../carriers/product.js'
import type { ProductPicture } from '../carriers/product-picture.js'
import type { Snapshot, TenantCounts } from '../carriers/tenant-counts.js'
import { StartError } from '../config/start-error.js'
import type { Seed } from './seed.js'
import type { ProductQuery, ProductRow } from './product-query.js'

/** The numbers of a tenant's blobs, or products, seen from inside of the save that needs one. */
export interface FreeIds {
  /** Whether nothing of the tenant has this number. */
  isFree (id: number): boolean
  /** The next number that is free: above all that are stored, or from 1 again when int32 has no more. */
  next (): number
}

/** What a product links a blob as (superoffice-protocol, section 12, BlobLinkType). */
export type BlobLink = 'ProductImage' | 'ProductThumbnail'

/** Where a blob is found: as what a product links, or by its number. */
export type BlobPlace = { readonly productId: number, readonly link: BlobLink } | { readonly blobId: number }

/** Bytes that are kept. They are never changed, so whoever has the key has the bytes. */
export interface Content {
  readonly key: number
  readonly size: number
  /** What the bytes are, such as `image/jpeg`; null for what is no picture. */
  readonly mediaType: string | null
}

/** Bytes that are to be kept. */
export interface NewContent {
  readonly bytes: Buffer
  readonly sha256: Buffer
  readonly mediaType: string | null
}

export interface StoredBlob {
  readonly entity: BlobEntity
  /** Its UpdatedDate, or when it was linked as a picture after that: what conditions compare with. */
  readonly changedDate: string
  /** Its bytes; undefined for one of which only the description is known. */
  readonly content: Content | undefined
}

/** The bytes of a picture, without the rest of what describes it. */
export interface Picture {
  readonly content: Content
  /** As of the blob that it is of. */
  readonly changedDate: string
}

/** What a save is done with. */
export interface SaveContext {
  readonly blobIds: FreeIds
  /** Whether the product is kept that the place is of. */
  readonly isProductKept: () => boolean
  /** When the blob of the place was changed, or the picture removed that the place had; undefined where there never was one. */
  readonly changedDate: string | undefined
  /** The products whose picture or thumbnail the blob is. */
  readonly linkedBy: () => readonly number[]
  /** The associate that the caller is, who is made at first sight. To be called when nothing can be refused any more. */
  readonly author: () => Associate
}

/** Makes the entity that is to be kept from what is kept now; what it throws refuses the save. */
export type Revision = (current: StoredBlob | undefined, context: SaveContext) => BlobEntity

/** What is saved, by whom. A product's thumbnail goes when its picture is given other bytes. */
export interface BlobSave {
  /** Undefined for a new blob that nothing links. */
  readonly place: BlobPlace | undefined
  readonly caller: Caller
  readonly revise: Revision
  /** The bytes that the blob has from now on; without them it keeps those that it has. */
  readonly content?: NewContent
}

/** Which blob is linked as a picture, when, and whether. */
export interface PictureLinking {
  readonly blobId: number
  /** The time of the call, as it is kept. */
  readonly now: string
  /** Asks which products link the blob; what it throws refuses the linking. */
  readonly judge: (linkedBy: () => readonly number[]) => void
}

/** When the blobs of a product are removed, and whether. */
export interface BlobsRemoval {
  /** The time of the call, as it is kept. */
  readonly now: string
  /** Hears when the picture was changed or removed last; what it throws refuses the removal. */
  readonly judge: (changedDate: string | undefined) => void
}

/** When a blob is removed, and whether. */
export interface BlobRemoval {
  /** The time of the call, as it is kept. */
  readonly now: string
  /** Asks which products link the blob; what it throws refuses the removal. */
  readonly judge: (linkedBy: () => readonly number[]) => void
}

/** Makes the product that is to be kept from the one that is kept now; what it throws refuses the save. */
export type ProductRevision = (current: Product | undefined, productIds: FreeIds) => Product

/** Who calls. */
export interface Caller {
  /** The user name, in any case; without one it is the first user of the seed. */
  readonly name: string | undefined
  /** What the associate has that is made when the name is seen first. */
  readonly properties: Partial<Associate>
}

/** The first user of the tenant's seed: who calls when nobody is named. */
export const ADMINISTRATOR: Caller = { name: undefined, properties: {} }

/** All that a tenant had at an instant. What is iterated is read as it is asked for. */
export interface TenantDump {
  readonly administrator: Associate | undefined
  readonly callers: readonly Associate[]
  readonly products: Iterable<Product>
  readonly blobs: Iterable<DumpedBlob>
  /** To be called when nothing is read any more. */
  release (): void
}

/** What is to be kept of a tenant. */
export interface NewSnapshot {
  readonly name: string
  /** When it is taken, in ISO 8601. */
  readonly takenAt: string
  /** Refuses by what it throws, when it hears how many others there are. */
  readonly judge: (others: number) => void
}

export interface DumpedBlob {
  readonly entity: BlobEntity
  /** Products whose picture it is, and whose thumbnail. */
  readonly imageOf: readonly number[]
  readonly thumbnailOf: readonly number[]
  readonly mediaType: string | null | undefined
  readonly bytes: Buffer | undefined
}

/** Which products of a tenant are listed: at most `limit` of those whose id is above `after`, by id. */
export interface PictureRange {
  readonly after: number
  readonly limit: number
}

export interface PicturePage {
  readonly pictures: readonly ProductPicture[]
  /** The `after` of the next page; undefined on the last. */
  readonly next: number | undefined
}

/**
 * What is kept. Each call names a tenant, which is made with its seed at first use and found in
 * any case. All are asynchronous, because the next engine may be.
 */
export interface Store {
  /** Makes the tenant with its seed, unless it is there. */
  prepareTenant (tenant: string): Promise<void>
  /** Who calls when nobody is named. */
  findAdministrator (tenant: string): Promise<Associate>
  /** All tenants that were used, by name. */
  listTenants (): Promise<TenantCounts[]>
  /**
   * Gives the tenant the data of the seed in the place of all that it has. Calls in flight read and write the ones or the
   * others; what was saved before is gone.
   */
  resetTenant (tenant: string): Promise<void>
  /** Leaves the tenant with the administrator of the seed alone, in the same way. */
  clearTenant (tenant: string): Promise<void>
  dumpTenant (tenant: string): Promise<TenantDump>
  /**
   * Gives the tenant the data of a seed in the place of all that it has, as a reset does.
   * @throws StorageError; all is as it was then
   */
  loadTenant (tenant: string, seed: Seed): Promise<void>
  /** By name. */
  listSnapshots (tenant: string): Promise<Snapshot[]>
  /**
   * Keeps all that the tenant has as it is now, under a name, which is found in any case; what had that name goes.
   * @throws what `judge` throws of the others' number, or StorageError; all is as it was then
   */
  takeSnapshot (tenant: string, snapshot: NewSnapshot): Promise<Snapshot>
  /** Gives the tenant the data of a snapshot in the place of all that it has, as a reset does; false when there is none. */
  restoreSnapshot (tenant: string, name: string): Promise<boolean>
  /** False when there is none. */
  removeSnapshot (tenant: string, name: string): Promise<boolean>
  /** Removes the tenant, if it is there, with its snapshots. */
  removeTenant (tenant: string): Promise<void>
  /** Lets the next reset be as fast as it can be, and goes on with what an earlier process did not end. */
  prepareReset (): void
  /** Of several blobs with one number it is the oldest. */
  findBlob (tenant: string, place: BlobPlace): Promise<StoredBlob | undefined>
  /** When the picture of a product was removed last; undefined for one that never was. */
  findRemoval (tenant: string, productId: number): Promise<string | undefined>
  /** The products whose picture or thumbnail a blob is. */
  listProductsOf (tenant: string, blobId: number): Promise<readonly number[]>
  /** The bytes of a product's picture; undefined where there are none. */
  findPicture (tenant: string, productId: number): Promise<Picture | undefined>
  /**
   * Reads, revises and writes in one transaction and gives what was kept, after it is safe. A blob that is not there
   * is made, and linked where the place is a product's.
   * @throws what the revision throws, or StorageError; everything is as it was then
   */
  saveBlob (tenant: string, save: BlobSave): Promise<BlobEntity>
  /** Removes a blob and all links to it. */
  removeBlob (tenant: string, blobId: number, removal: BlobRemoval): Promise<void>
  /** Lets a blob be a product's picture, whose thumbnail goes; false when there is no such blob. */
  linkPicture (tenant: string, productId: number, linking: PictureLinking): Promise<boolean>
  /** Leaves a product without a picture and thumbnail, and the blob of the picture as it is. */
  unlinkPicture (tenant: string, productId: number, now: string): Promise<void>
  /** Removes the blobs that a product links; those that another product links as well are only unlinked. */
  removeBlobsOf (tenant: string, productId: number, removal: BlobsRemoval): Promise<void>
  /** The products that are stored and those that link a blob, with their pictures. */
  listPictures (tenant: string, range: PictureRange): Promise<PicturePage>
  /** What is known of bytes by their hash, of whichever tenant. */
  findContent (sha256: Buffer): Promise<Content | undefined>
  /**
   * The bytes of a content, in the turn of the event loop in which it was found: in one piece when they are few, else as a
   * stream that must be read or destroyed, and until then holds them, whatever becomes of the blob.
   */
  openContent (content: Content): Buffer | Readable
  /** Whether the product is kept. */
  hasProduct (tenant: string, productId: number): Promise<boolean>
  findProduct (tenant: string, productId: number): Promise<Product | undefined>
  listProducts (tenant: string, query: ProductQuery): Promise<ProductRow[]>
  /**
   * Reads, revises and writes in one transaction and gives what was kept, after it is safe. Without a number there is
   * nothing to revise, and the revision gives the product one that is free.
   * @throws what the revision throws, or StorageError; all is as it was then
   */
  saveProduct (tenant: string, productId: number | undefined, revise: ProductRevision): Promise<Product>
  /** Removes the product, if it is kept, and what is known of its picture. */
  removeProduct (tenant: string, productId: number, now: string): Promise<void>
  /** @throws when the database could not save anything now */
  check (): Promise<void>
  close (): Promise<void>
}

/** The database could not do what it was asked for; the message is half a sentence that says why. */
export class StorageError extends Error {}

/** The database cannot be used. */
export class StorageStartError extends StartError {}
