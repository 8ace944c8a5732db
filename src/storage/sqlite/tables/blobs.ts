import type Database from 'better-sqlite3'
import type { Associate } from '../../../carriers/associate.js'
import type { BlobEntity } from '../../../carriers/blob-entity.js'
import type { BlobPlace, FreeIds, NewContent, Picture, PictureLinking, Revision, SaveContext, StoredBlob } from '../../store.js'
import type { Associates } from './associates.js'
import type { Contents } from './contents.js'
import { createFreeIds } from './free-ids.js'
import { CHANGED_DATE, LINK_TYPES, type Linking, type Links } from './links.js'
import type { SavedBlobs } from '../saved-blobs.js'

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

/** What a blob is read as. */
const ROW = [...COLUMNS, CHANGED_DATE, 'blob_id', 'blob_key', 'content_key']

type Row = [...Values, changedDate: string, blobId: number, blobKey: number, contentKey: number | null]

/** A blob as it is found, with the key of its row. */
export interface FoundBlob extends StoredBlob {
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
  /** The numbers that are free for its blobs. */
  freeIds (tenantId: number): FreeIds
  /** All blobs by number as they are now; each is made from its row when it is asked for. */
  all (tenantId: number): BlobRows
  /** Keeps a blob that is new, and links it. */
  add (tenantId: number, blob: NewBlob): void
  remove (tenantId: number, blobId: number, now: string): void
  /** Whether there is such a blob, which is the product's picture then. */
  linkPicture (tenantId: number, productId: number, linking: PictureLinking): boolean
  unlinkPicture (tenantId: number, productId: number, now: string): void
  /** Removes what only this product links, and all its links. */
  removeOf (tenantId: number, productId: number, now: string): void
}

export interface BlobsOptions {
  readonly db: Database.Database
  readonly saved: SavedBlobs
  readonly associates: Associates
  readonly contents: Contents
  readonly links: Links
  readonly hasProduct: (tenantId: number, productId: number) => boolean
}

export function createBlobs ({ db, saved, associates, contents, links, hasProduct }: BlobsOptions): Blobs {
  const selectLinked = db.prepare<[number, number, number]>(
    `SELECT ${ROW} FROM product_blob JOIN blob USING (blob_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ?`).raw()
  const selectById = db.prepare<[number, number]>(
    `SELECT ${ROW} FROM blob
     WHERE tenant_id = ? AND blob_id = ? ORDER BY blob_key LIMIT 1`).raw()
  const selectPicture = db.prepare<[number, number]>(
    `SELECT ${CHANGED_DATE}, content_key FROM product_blob JOIN blob USING (blob_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ${LINK_TYPES.ProductImage} AND content_key IS NOT NULL`).raw()
  // Its own date counts from now on: it is later than that of the link, unless the caller wants it otherwise.
  const update = db.prepare<[[...Values, blobKey: number]]>(
    `UPDATE blob SET ${COLUMNS.map(column => `${column} = ?`)}, linked_date = NULL WHERE blob_key = ?`)
  const updateId = db.prepare<[number, number]>('UPDATE blob SET blob_id = ? WHERE blob_key = ?')
  const updateContent = db.prepare<[number, number]>('UPDATE blob SET content_key = ? WHERE blob_key = ?')
  const insert = db.prepare<[[...Values, tenantId: number, blobId: number]]>(
    `INSERT INTO blob (${COLUMNS}, tenant_id, blob_id) VALUES (${COLUMNS.map(() => '?')}, ?, ?)`)
  const deleteBlob = db.prepare<[number]>('DELETE FROM blob WHERE blob_key = ?')
  const selectAll = db.prepare<[number]>(
    `SELECT ${ROW} FROM blob WHERE tenant_id = ? ORDER BY blob_id, blob_key`).raw()
  const blobIdsOf = createFreeIds(db, ['blob'], 'blob_id')

  function find (tenantId: number, place: BlobPlace): FoundBlob | undefined {
    const row = 'link' in place
      ? selectLinked.get(tenantId, place.productId, LINK_TYPES[place.link])
      : selectById.get(tenantId, place.blobId)
    return row === undefined ? undefined : toBlob(row as Row, associates, contents)
  }

  const linkersOf = (blob: FoundBlob | undefined) => blob === undefined ? [] : links.productsOf(blob.key)

  /** What takes more than one statement, all of which are done or none. */
  const write = db.transaction(({ tenantId, place, key: current, entity, values, content }: Write) => {
    const key = current ?? Number(insert.run([...values, tenantId, entity.BlobId]).lastInsertRowid)
    if (current !== undefined) {
      update.run([...values, key])
      updateId.run(entity.BlobId, key)
    } else if (place !== undefined && 'link' in place) {
      links.add(tenantId, place, key)
    }
    if (content === undefined) return
    links.removeThumbnails(tenantId, key)
    updateContent.run(contents.keyOf(content), key)
    contents.sweep()
  })

  return {
    find,
    freeIds: blobIdsOf,
    productsOf: (tenantId, blobId) => linkersOf(find(tenantId, { blobId })),
    findPicture (tenantId, productId) {
      const row = selectPicture.get(tenantId, productId) as [changedDate: string, contentKey: number] | undefined
      return row && { changedDate: row[0], content: contents.get(row[1]) }
    },
    save (tenantId, { place, revise, author, content }) {
      const { productId, link } = place !== undefined && 'link' in place ? place : { productId: 0, link: undefined }
      const isPicture = link === 'ProductImage'
      const current = (isPicture ? saved.recall(tenantId, productId) : undefined) ?? (place && find(tenantId, place))
      const isProductKept = () => hasProduct(tenantId, productId)
      const linkedBy = () => linkersOf(current)
      const changedDate = current === undefined ? links.removalAt(tenantId, place) : current.changedDate
      const entity = revise(current, { blobIds: blobIdsOf(tenantId), author, isProductKept, linkedBy, changedDate })
      const values = valuesOf(entity, tenantId, associates)
      if (current !== undefined && content === undefined && entity.BlobId === current.entity.BlobId) {
        update.run([...values, current.key])
        if (isPicture && isShared(entity.CreatedBy) && isShared(entity.UpdatedBy)) {
          const { key, content: kept } = current
          saved.keep(tenantId, productId, { key, entity, changedDate: entity.UpdatedDate, content: kept }, values)
        } else {
          saved.forget()
        }
      } else {
        write({ tenantId, place, key: current?.key, entity, values, content })
        saved.forget()
      }
      return entity
    },
    all (tenantId) {
      const rows = selectAll.all(tenantId) as Row[]
      const linkings = links.all(tenantId)
      return {
        contentKeys: rows.flatMap(row => row.at(-1) ?? []).map(Number),
        * read () {
          for (const row of rows) {
            const { key, ...blob } = toBlob(row, associates, contents)
            yield { ...blob, links: linkings.get(key) ?? [] }
          }
        },
      }
    },
    add: db.transaction((tenantId: number, { entity, content, links: linkings }: NewBlob) => {
      const key = Number(insert.run([...valuesOf(entity, tenantId, associates), tenantId, entity.BlobId]).lastInsertRowid)
      for (const linking of linkings) links.add(tenantId, linking, key)
      if (content !== undefined) updateContent.run(contents.keyOf(content), key)
    }),
    remove: db.transaction((tenantId: number, blobId: number, now: string) => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return
      saved.forget()
      links.unlinkPictures(tenantId, blob.key, now)
      deleteBlob.run(blob.key)
      contents.sweep()
    }),
    linkPicture: db.transaction((tenantId: number, productId: number, { blobId, now }: PictureLinking): boolean => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return false
      saved.forget()
      links.changePicture(tenantId, productId, blob.key, now)
      contents.sweep()
      return true
    }),
    unlinkPicture: db.transaction((tenantId: number, productId: number, now: string) => {
      saved.forget()
      links.unlinkPicture(tenantId, productId, now)
      contents.sweep()
    }),
    removeOf: db.transaction((tenantId: number, productId: number, now: string) => {
      saved.forget()
      links.removeOf(tenantId, productId, now)
      contents.sweep()
    }),
  }
}

/** Whether an author is the object that all blobs of his have, rather than one that a body brought. */
const isShared = (author: Associate | null) => author === null || Object.isFrozen(author)

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
    CreatedDate, UpdatedDate, createdBy, updatedBy, ConceptualType, changedDate, BlobId, key, contentKey,
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
  return { entity, changedDate, key, content: contentKey === null ? undefined : contents.get(contentKey) }
}
