import type Database from 'better-sqlite3'
import type { BlobEntity } from '../../carriers/blob-entity.js'
import type { BlobLink, BlobPlace, NewContent, Picture, Revision, SaveContext, StoredBlob } from '../store.js'
import type { Associates } from './associates.js'
import type { Contents } from './contents.js'
import { createFreeIds } from './free-ids.js'

/** The columns of a blob that a change of its description may touch. */
const COLUMNS = [
  'blob_size', 'description', 'extra_info', 'is_encrypted', 'is_zipped', 'mime_type', 'original_size',
  'created_date', 'updated_date', 'created_by', 'updated_by', 'conceptual_type',
]

/** The values of COLUMNS. */
type Values = [
  blobSize: number, description: string | null, extraInfo: string | null,
  isEncrypted: number, isZipped: number, mimeType: string | null, originalSize: number,
  createdDate: string, updatedDate: string, createdBy: number | null, updatedBy: number | null,
  conceptualType: string | null
]

type Row = [...Values, blobId: number, blobKey: number, contentKey: number | null]

/** The service's numbers for links (superoffice-protocol, section 12). */
const LINK_TYPES: Readonly<Record<BlobLink, number>> = { ProductImage: 7, ProductThumbnail: 8 }

const LINKS: readonly BlobLink[] = ['ProductThumbnail', 'ProductImage']

/** A blob as it is found, with the key of its row. */
interface FoundBlob extends StoredBlob {
  readonly key: number
}

interface Write {
  readonly tenantId: number
  readonly place: BlobPlace | undefined
  /** The row that there is. */
  readonly key: number | undefined
  readonly entity: BlobEntity
  readonly values: Values
  readonly content: NewContent | undefined
}

export interface BlobChange {
  readonly place: BlobPlace | undefined
  readonly revise: Revision
  readonly author: SaveContext['author']
  readonly content?: NewContent | undefined
}

interface Linking {
  readonly link: BlobLink
  readonly productId: number
}

interface NewBlob {
  readonly entity: BlobEntity
  readonly content: NewContent | undefined
  readonly links: readonly Linking[]
}

export interface BlobRows {
  readonly contentKeys: readonly number[]
  read (): Iterable<StoredBlob & { readonly links: readonly Linking[] }>
}

/** All but find, findPicture, productsOf and all are to be called inside of a transaction. */
export interface Blobs {
  find (tenantId: number, place: BlobPlace): StoredBlob | undefined
  /** The products that link a blob. */
  productsOf (tenantId: number, blobId: number): number[]
  findPicture (tenantId: number, productId: number): Picture | undefined
  /** Keeps what the revision makes of the current entity, and links it if it is new and has a place at a product. */
  save (tenantId: number, change: BlobChange): BlobEntity
  /** All blobs by number as they are now; each is made from its row when it is asked for. */
  all (tenantId: number): BlobRows
  /** Keeps a blob that is new, and links it. */
  add (tenantId: number, blob: NewBlob): void
  remove (tenantId: number, blobId: number): void
  /** Whether there is such a blob, which is the product's picture then. */
  linkPicture (tenantId: number, productId: number, blobId: number): boolean
  unlinkPicture (tenantId: number, productId: number): void
  /** Removes what only this product links, and all its links. */
  removeOf (tenantId: number, productId: number): void
}

export interface BlobsOptions {
  readonly db: Database.Database
  readonly associates: Associates
  readonly contents: Contents
  readonly hasProduct: (tenantId: number, productId: number) => boolean
}

export function createBlobs ({ db, associates, contents, hasProduct }: BlobsOptions): Blobs {
  const selectLinked = db.prepare<[number, number, number]>(
    `SELECT ${COLUMNS}, blob_id, blob_key, content_key FROM product_blob JOIN blob USING (blob_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ?`).raw()
  const selectById = db.prepare<[number, number]>(
    `SELECT ${COLUMNS}, blob_id, blob_key, content_key FROM blob
     WHERE tenant_id = ? AND blob_id = ? ORDER BY blob_key LIMIT 1`).raw()
  const selectPicture = db.prepare<[number, number]>(
    `SELECT updated_date, content_key FROM product_blob JOIN blob USING (blob_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ${LINK_TYPES.ProductImage} AND content_key IS NOT NULL`).raw()
  const update = db.prepare<[[...Values, blobKey: number]]>(
    `UPDATE blob SET ${COLUMNS.map(column => `${column} = ?`)} WHERE blob_key = ?`)
  const updateId = db.prepare<[number, number]>('UPDATE blob SET blob_id = ? WHERE blob_key = ?')
  const updateContent = db.prepare<[number, number]>('UPDATE blob SET content_key = ? WHERE blob_key = ?')
  const insert = db.prepare<[[...Values, tenantId: number, blobId: number]]>(
    `INSERT INTO blob (${COLUMNS}, tenant_id, blob_id) VALUES (${COLUMNS.map(() => '?')}, ?, ?)`)
  const deleteBlob = db.prepare<[number]>('DELETE FROM blob WHERE blob_key = ?')
  const insertLink = db.prepare<[number, number, number, number]>(
    'INSERT OR REPLACE INTO product_blob (tenant_id, product_id, link_type, blob_key) VALUES (?, ?, ?, ?)')
  const deleteLink = db.prepare<[number, number, number]>(
    'DELETE FROM product_blob WHERE tenant_id = ? AND product_id = ? AND link_type = ?')
  const selectLink = db.prepare<[number, number, number]>(
    'SELECT blob_key FROM product_blob WHERE tenant_id = ? AND product_id = ? AND link_type = ?').pluck()
  const selectPictured = db.prepare<[number]>(
    `SELECT product_id FROM product_blob WHERE blob_key = ? AND link_type = ${LINK_TYPES.ProductImage}`).pluck()
  const selectLinkers = db.prepare<[number], number>('SELECT DISTINCT product_id FROM product_blob WHERE blob_key = ?').pluck()
  const deleteUnlinked = db.prepare<[number, number]>(
    'DELETE FROM blob WHERE blob_key = ? AND NOT EXISTS (SELECT 1 FROM product_blob WHERE blob_key = ?)')
  const selectAll = db.prepare<[number]>(
    `SELECT ${COLUMNS}, blob_id, blob_key, content_key FROM blob WHERE tenant_id = ? ORDER BY blob_id, blob_key`).raw()
  const selectLinks = db.prepare<[number], [key: number, productId: number, linkType: number]>(
    'SELECT blob_key, product_id, link_type FROM product_blob WHERE tenant_id = ? ORDER BY product_id').raw()
  const blobIdsOf = createFreeIds(db, ['blob'], 'blob_id')

  function find (tenantId: number, place: BlobPlace): FoundBlob | undefined {
    const row = 'link' in place
      ? selectLinked.get(tenantId, place.productId, LINK_TYPES[place.link])
      : selectById.get(tenantId, place.blobId)
    return row === undefined ? undefined : toBlob(row as Row, associates, contents)
  }

  const linkersOf = (blob: FoundBlob | undefined) => blob === undefined ? [] : selectLinkers.all(blob.key)

  /** Removes what a product links, unless another link has it as well. */
  function removeLinked (tenantId: number, productId: number, link: BlobLink): void {
    const key = selectLink.get(tenantId, productId, LINK_TYPES[link])
    if (key === undefined) return
    deleteLink.run(tenantId, productId, LINK_TYPES[link])
    deleteUnlinked.run(Number(key), Number(key))
  }

  /** Thumbnails go with the picture that they were made of. */
  function removeThumbnailsOf (tenantId: number, key: number): void {
    for (const productId of selectPictured.all(key)) removeLinked(tenantId, Number(productId), 'ProductThumbnail')
  }

  /** What takes more than one statement, all of which are done or none. */
  const write = db.transaction(({ tenantId, place, key: current, entity, values, content }: Write) => {
    const key = current ?? Number(insert.run([...values, tenantId, entity.BlobId]).lastInsertRowid)
    if (current !== undefined) {
      update.run([...values, key])
      updateId.run(entity.BlobId, key)
    } else if (place !== undefined && 'link' in place) {
      insertLink.run(tenantId, place.productId, LINK_TYPES[place.link], key)
    }
    if (content === undefined) return
    removeThumbnailsOf(tenantId, key)
    updateContent.run(contents.keyOf(content), key)
    contents.sweep()
  })

  return {
    find,
    productsOf: (tenantId, blobId) => linkersOf(find(tenantId, { blobId })),
    findPicture (tenantId, productId) {
      const row = selectPicture.get(tenantId, productId) as [updatedDate: string, contentKey: number] | undefined
      return row && { updatedDate: row[0], content: contents.get(row[1]) }
    },
    save (tenantId, { place, revise, author, content }) {
      const current = place && find(tenantId, place)
      const productId = place !== undefined && 'link' in place ? place.productId : 0
      const isProductKept = () => hasProduct(tenantId, productId)
      const linkedBy = () => linkersOf(current)
      const entity = revise(current, { blobIds: blobIdsOf(tenantId), author, isProductKept, linkedBy })
      const values = valuesOf(entity, tenantId, associates)
      if (current !== undefined && content === undefined && entity.BlobId === current.entity.BlobId) {
        update.run([...values, current.key])
      } else {
        write({ tenantId, place, key: current?.key, entity, values, content })
      }
      return entity
    },
    all (tenantId) {
      const rows = selectAll.all(tenantId) as Row[]
      const links = new Map<number, Linking[]>()
      for (const [key, productId, linkType] of selectLinks.all(tenantId)) {
        const link = linkType === LINK_TYPES.ProductImage ? 'ProductImage' : 'ProductThumbnail'
        links.set(key, [...links.get(key) ?? [], { link, productId }])
      }
      return {
        contentKeys: rows.flatMap(row => row.at(-1) ?? []).map(Number),
        * read () {
          for (const row of rows) {
            const { key, ...blob } = toBlob(row, associates, contents)
            yield { ...blob, links: links.get(key) ?? [] }
          }
        },
      }
    },
    add: db.transaction((tenantId: number, { entity, content, links }: NewBlob) => {
      const key = Number(insert.run([...valuesOf(entity, tenantId, associates), tenantId, entity.BlobId]).lastInsertRowid)
      for (const { productId, link } of links) insertLink.run(tenantId, productId, LINK_TYPES[link], key)
      if (content !== undefined) updateContent.run(contents.keyOf(content), key)
    }),
    remove: db.transaction((tenantId: number, blobId: number) => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return
      removeThumbnailsOf(tenantId, blob.key)
      deleteBlob.run(blob.key)
      contents.sweep()
    }),
    linkPicture: db.transaction((tenantId: number, productId: number, blobId: number): boolean => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return false
      removeLinked(tenantId, productId, 'ProductThumbnail')
      insertLink.run(tenantId, productId, LINK_TYPES.ProductImage, blob.key)
      contents.sweep()
      return true
    }),
    unlinkPicture: db.transaction((tenantId: number, productId: number) => {
      removeLinked(tenantId, productId, 'ProductThumbnail')
      deleteLink.run(tenantId, productId, LINK_TYPES.ProductImage)
      contents.sweep()
    }),
    removeOf: db.transaction((tenantId: number, productId: number) => {
      for (const link of LINKS) removeLinked(tenantId, productId, link)
      contents.sweep()
    }),
  }
}

function valuesOf (entity: BlobEntity, tenantId: number, associates: Associates): Values {
  const { CreatedBy, UpdatedBy } = entity
  return [
    entity.BlobSize, entity.Description, entity.ExtraInfo,
    Number(entity.IsEncrypted), Number(entity.IsZipped), entity.MimeType, entity.OriginalSize,
    entity.CreatedDate, entity.UpdatedDate,
    CreatedBy && associates.keyOf(tenantId, CreatedBy), UpdatedBy && associates.keyOf(tenantId, UpdatedBy),
    entity.ConceptualType,
  ]
}

function toBlob (row: Row, associates: Associates, contents: Contents): FoundBlob {
  const [
    BlobSize, Description, ExtraInfo, isEncrypted, isZipped, MimeType, OriginalSize,
    CreatedDate, UpdatedDate, createdBy, updatedBy, ConceptualType, BlobId, key, contentKey,
  ] = row
  const entity = {
    BlobId,
    BlobSize,
    Description,
    ExtraInfo,
    IsEncrypted: isEncrypted === 1,
    IsZipped: isZipped === 1,
    MimeType,
    OriginalSize,
    CreatedDate,
    UpdatedDate,
    CreatedBy: createdBy === null ? null : associates.get(createdBy),
    UpdatedBy: updatedBy === null ? null : associates.get(updatedBy),
    ConceptualType,
  }
  return { entity, key, content: contentKey === null ? undefined : contents.get(contentKey) }
}
