import type Database from 'better-sqlite3'
import { changedAt } from '../../../carriers/date-time.js'
import type { BlobLink, BlobPlace } from '../../store.js'
import type { Contents } from './contents.js'

/** The service's numbers for links (superoffice-protocol, section 12). */
export const LINK_TYPES: Readonly<Record<BlobLink, number>> = { ProductImage: 7, ProductThumbnail: 8 }

/** When a blob was changed last, or linked as a picture. */
export const CHANGED_DATE = 'max(updated_date, ifnull(linked_date, updated_date))'

/** A product, and what it links a blob as. */
export interface Linking {
  readonly productId: number
  readonly link: BlobLink
}

/**
 * Which blobs are the pictures and thumbnails of products. A picture that takes the place of another, or none that does,
 * is of a later date than what was there. All that change something are to be called inside of a transaction.
 */
export interface Links {
  /** All links by the key of the blob, in the order of the products. */
  all (tenantId: number): ReadonlyMap<number, readonly Linking[]>
  /** When the picture of a product was changed or removed last. */
  changedDate (tenantId: number, productId: number): string | undefined
  /** When the picture was removed last that a place had. */
  removalAt (tenantId: number, place: BlobPlace | undefined): string | undefined
  /** Links a blob that is of a date of its own. */
  add (tenantId: number, linking: Linking, blobKey: number): void
  /** Links a blob as the product's picture, whose thumbnail goes. */
  changePicture (tenantId: number, productId: number, blobKey: number, now: string): void
  /** Unlinks the product's picture, and removes its thumbnail. */
  unlinkPicture (tenantId: number, productId: number, now: string): void
  /** Unlinks the product's picture and thumbnail, and removes what no other link has. */
  removeOf (tenantId: number, productId: number, now: string): void
  /** The products whose picture or thumbnail a blob is. */
  productsOf (blobKey: number): number[]
  /** Unlinks a blob as the picture of all products, and removes their thumbnails. */
  unlinkPictures (tenantId: number, blobKey: number, now: string): void
  /** Removes the thumbnails of all products whose picture the blob is: they were made of it. */
  removeThumbnails (tenantId: number, blobKey: number): void
}

export function createLinks (db: Database.Database, contents: Contents): Links {
  const selectAll = db.prepare<[number], [blobKey: number, productId: number, linkType: number]>(
    'SELECT blob_key, product_id, link_type FROM product_blob WHERE tenant_id = ? ORDER BY product_id').raw()
  const select = db.prepare<[number, number, number], number>(
    'SELECT blob_key FROM product_blob WHERE tenant_id = ? AND product_id = ? AND link_type = ?').pluck()
  const selectPictured = db.prepare<[number], number>(
    `SELECT product_id FROM product_blob WHERE blob_key = ? AND link_type = ${LINK_TYPES.ProductImage}`).pluck()
  const selectProducts = db.prepare<[number], number>('SELECT DISTINCT product_id FROM product_blob WHERE blob_key = ?').pluck()
  const selectChange = db.prepare<[number, number], string>(
    `SELECT ${CHANGED_DATE} FROM product_blob JOIN blob USING (blob_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ${LINK_TYPES.ProductImage}`).pluck()
  const selectRemoval = db.prepare<[number, number], string>(
    'SELECT removed_date FROM removed_picture WHERE tenant_id = ? AND product_id = ?').pluck()
  const insert = db.prepare<[number, number, number, number]>(
    `INSERT INTO product_blob (tenant_id, product_id, link_type, blob_key) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET blob_key = excluded.blob_key`)
  const insertRemoval = db.prepare<[number, number, string]>(
    `INSERT INTO removed_picture (tenant_id, product_id, removed_date) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET removed_date = excluded.removed_date`)
  // The blob may be the picture of other products as well, whose dates do not go back either.
  const updateLinkedDate = db.prepare<[{ readonly date: string, readonly blobKey: number }]>(
    'UPDATE blob SET linked_date = max(@date, ifnull(linked_date, @date)) WHERE blob_key = @blobKey')
  const remove = db.prepare<[number, number, number]>(
    'DELETE FROM product_blob WHERE tenant_id = ? AND product_id = ? AND link_type = ?')
  const removeUnlinked = db.prepare<[number, number], number | null>(
    'DELETE FROM blob WHERE blob_key = ? AND NOT EXISTS (SELECT 1 FROM product_blob WHERE blob_key = ?) RETURNING content_key').pluck()

  const changedDate = (tenantId: number, productId: number) =>
    selectChange.get(tenantId, productId) ?? selectRemoval.get(tenantId, productId)

  function add (tenantId: number, { productId, link }: Linking, blobKey: number): void {
    insert.run(tenantId, productId, LINK_TYPES[link], blobKey)
  }

  /** Removes what a product links, unless another link has it as well. */
  function removeLinked (tenantId: number, productId: number, link: BlobLink): void {
    const blobKey = select.get(tenantId, productId, LINK_TYPES[link])
    if (blobKey === undefined) return
    remove.run(tenantId, productId, LINK_TYPES[link])
    for (const contentKey of removeUnlinked.all(blobKey, blobKey)) if (contentKey !== null) contents.release(contentKey)
  }

  /** Keeps that the picture of a product is removed now, if it has one. */
  function keepRemoval (tenantId: number, productId: number, now: string): void {
    const changed = selectChange.get(tenantId, productId)
    if (changed !== undefined) insertRemoval.run(tenantId, productId, changedAt(now, changed))
  }

  function unlinkPicture (tenantId: number, productId: number, now: string): void {
    keepRemoval(tenantId, productId, now)
    removeLinked(tenantId, productId, 'ProductThumbnail')
    remove.run(tenantId, productId, LINK_TYPES.ProductImage)
  }

  return {
    all (tenantId) {
      const links = new Map<number, Linking[]>()
      for (const [blobKey, productId, linkType] of selectAll.all(tenantId)) {
        const link = linkType === LINK_TYPES.ProductImage ? 'ProductImage' : 'ProductThumbnail'
        links.set(blobKey, [...links.get(blobKey) ?? [], { link, productId }])
      }
      return links
    },
    changedDate,
    removalAt (tenantId, place) {
      if (place === undefined || !('link' in place) || place.link !== 'ProductImage') return undefined
      return selectRemoval.get(tenantId, place.productId)
    },
    add,
    productsOf: blobKey => selectProducts.all(blobKey),
    changePicture (tenantId, productId, blobKey, now) {
      updateLinkedDate.run({ date: changedAt(now, changedDate(tenantId, productId)), blobKey })
      // Linked first: the blob may be that of the thumbnail, and would go with it.
      add(tenantId, { productId, link: 'ProductImage' }, blobKey)
      removeLinked(tenantId, productId, 'ProductThumbnail')
    },
    unlinkPicture,
    removeOf (tenantId, productId, now) {
      keepRemoval(tenantId, productId, now)
      removeLinked(tenantId, productId, 'ProductThumbnail')
      removeLinked(tenantId, productId, 'ProductImage')
    },
    unlinkPictures (tenantId, blobKey, now) {
      for (const productId of selectPictured.all(blobKey)) unlinkPicture(tenantId, productId, now)
    },
    removeThumbnails (tenantId, blobKey) {
      for (const productId of selectPictured.all(blobKey)) removeLinked(tenantId, productId, 'ProductThumbnail')
    },
  }
}
