import type { Associate } from '../carriers/associate.js'
import type { BlobEntity } from '../carriers/blob-entity.js'
import type { Product } from '../carriers/product.js'
import { StartError } from '../start-error.js'
import type { ProductQuery, ProductRow } from './product-query.js'

/** The numbers of a tenant's blobs, or products, seen from inside of the save that needs one. */
export interface FreeIds {
  /** Whether nothing of the tenant has this number. */
  isFree (id: number): boolean
  /** The next number that is free: above all that are stored, or from 1 again when int32 has no more. */
  next (): number
}

/** Makes the entity that is to be kept from the one that is kept now; what it throws refuses the save. */
export type Revision = (current: BlobEntity | undefined, blobIds: FreeIds) => BlobEntity

/** The same for products. */
export type ProductRevision = (current: Product | undefined, productIds: FreeIds) => Product

/** Who calls. */
export interface Caller {
  /** The user name, in any case; without one it is the first user of the seed. */
  readonly name: string | undefined
  /** What the associate has that is made when the name is seen first. */
  readonly properties: Partial<Associate>
}

/**
 * What is kept. Each call names a tenant, which is made with its seed at first use and found in
 * any case. All are asynchronous, because the next engine may be.
 */
export interface Store {
  /** Makes the tenant with its seed, unless it is there. */
  prepareTenant (tenant: string): Promise<void>
  findImageInfo (tenant: string, productId: number): Promise<BlobEntity | undefined>
  /**
   * Reads, revises and writes in one transaction and gives what was kept, after it is safe.
   * @throws what the revision throws, or StorageError; the image info is as it was then
   */
  saveImageInfo (tenant: string, productId: number, revise: Revision): Promise<BlobEntity>
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
  removeProduct (tenant: string, productId: number): Promise<void>
  /** The associate that a caller is, the same at each call. */
  findAssociate (tenant: string, caller: Caller): Promise<Associate>
  /** @throws when the database could not save anything now */
  check (): Promise<void>
  close (): Promise<void>
}

/** The database could not do what it was asked for; the message is half a sentence that says why. */
export class StorageError extends Error {}

/** The database cannot be used. */
export class StorageStartError extends StartError {}
