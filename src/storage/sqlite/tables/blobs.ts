import type Database from 'better-sqlite3'
import type { Associate } from '../../../carriers/associate.js'
import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { BlobPlace, FreeIds, NewContent, Picture, PictureLinking, Revision, SaveContext, StoredBlob } from '../../store.js'
import type { Associates } from './associates.js'
import { toContent, type Contents } from './contents.js'
import { createFreeIds } from './free-ids.js'
import { CHANGED_DATE, LINK_TYPES, type Linking, type Links } from './links.js'

/** The columns that a save of a blob's description writes. */
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

/** The columns that a blob is read from: its own and those of its content. */
const ROW = [...COLUMNS, CHANGED_DATE, 'blob_id', 'blob_key', 'content_key', 'size', 'media_type']

type Row = [
  ...Values, changedDate: string, blobId: number, blobKey: number,
  contentKey: number | null, size: number, mediaType: string | null
]

const WITH_CONTENT = 'LEFT JOIN content USING (content_key)'

/** A blob as it is stored, with the key of its row. */
interface FoundBlob extends StoredBlob {
  readonly key: number
}

interface Write {
  readonly tenantId: number
  readonly place: BlobPlace | undefined
  readonly current: FoundBlob | undefined
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

/** All methods but find, findPicture, productsOf and all are to be called within a transaction. */
export interface Blobs {
  find (tenantId: number, place: BlobPlace): StoredBlob | undefined
  /** Returns the products that link a blob. */
  productsOf (tenantId: number, blobId: number): number[]
  findPicture (tenantId: number, productId: number): Picture | undefined
  /** Stores what the revision returns for the current entity, and links it if it is new and its place is a product's. */
  save (tenantId: number, change: BlobChange): BlobEntity
  /** Returns what finds free ids of blobs. */
  freeIds (tenantId: number): FreeIds
  /** Returns all blobs by id as they are now; each is mapped from its row when it is iterated. */
  all (tenantId: number): BlobRows
  /** Adds a blob and links it. */
  add (tenantId: number, blob: NewBlob): void
  remove (tenantId: number, blobId: number, now: string): void
  /** Links the blob as the product's picture; false if the blob does not exist. */
  linkPicture (tenantId: number, productId: number, linking: PictureLinking): boolean
  unlinkPicture (tenantId: number, productId: number, now: string): void
  /** Removes all links of the product, and the blobs that nothing else links. */
  removeOf (tenantId: number, productId: number, now: string): void
}

export interface BlobsOptions {
  readonly db: Database.Database
  readonly associates: Associates
  readonly contents: Contents
  readonly links: Links
  readonly hasProduct: (tenantId: number, productId: number) => boolean
}

export function createBlobs ({ db, associates, contents, links, hasProduct }: BlobsOptions): Blobs {
  const selectLinked = db.prepare<[number, number, number]>(
    `SELECT ${ROW} FROM product_blob JOIN blob USING (blob_key) ${WITH_CONTENT}
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ?`).raw()
  const selectById = db.prepare<[number, number]>(
    `SELECT ${ROW} FROM blob ${WITH_CONTENT}
     WHERE tenant_id = ? AND blob_id = ? ORDER BY blob_key LIMIT 1`).raw()
  const selectPicture = db.prepare<[number, number], [changedDate: string, contentKey: number, size: number, mediaType: string | null]>(
    `SELECT ${CHANGED_DATE}, content_key, size, media_type FROM product_blob JOIN blob USING (blob_key) JOIN content USING (content_key)
     WHERE product_blob.tenant_id = ? AND product_id = ? AND link_type = ${LINK_TYPES.ProductImage}`).raw()
  // A save clears linked_date: updated_date is now the later one, unless the client sets an earlier date.
  const update = db.prepare<[[...Values, blobKey: number]]>(
    `UPDATE blob SET ${COLUMNS.map(column => `${column} = ?`)}, linked_date = NULL WHERE blob_key = ?`)
  const updateId = db.prepare<[number, number]>('UPDATE blob SET blob_id = ? WHERE blob_key = ?')
  const updateContent = db.prepare<[number, number]>('UPDATE blob SET content_key = ? WHERE blob_key = ?')
  const insert = db.prepare<[[...Values, tenantId: number, blobId: number]]>(
    `INSERT INTO blob (${COLUMNS}, tenant_id, blob_id) VALUES (${COLUMNS.map(() => '?')}, ?, ?)`)
  const deleteBlob = db.prepare<[number]>('DELETE FROM blob WHERE blob_key = ?')
  const selectContentKeys = db.prepare<[number], number>('SELECT content_key FROM blob WHERE tenant_id = ? AND content_key IS NOT NULL').pluck()
  const selectAll = db.prepare<[number]>(
    `SELECT ${ROW} FROM blob ${WITH_CONTENT} WHERE tenant_id = ? ORDER BY blob_id, blob_key`).raw()
  const blobIdsOf = createFreeIds(db, ['blob'], 'blob_id')

  function find (tenantId: number, place: BlobPlace): FoundBlob | undefined {
    const row = 'link' in place
      ? selectLinked.get(tenantId, place.productId, LINK_TYPES[place.link])
      : selectById.get(tenantId, place.blobId)
    return row === undefined ? undefined : toBlob(row as Row, associates.get)
  }

  const linkersOf = (blob: FoundBlob | undefined) => blob === undefined ? [] : links.productsOf(blob.key)

  /** Makes the changes that take more than one statement. */
  const write = db.transaction(({ tenantId, place, current, entity, values, content }: Write) => {
    const key = current?.key ?? Number(insert.run([...values, tenantId, entity.BlobId]).lastInsertRowid)
    if (current !== undefined) {
      update.run([...values, key])
      updateId.run(entity.BlobId, key)
    } else if (place !== undefined && 'link' in place) {
      links.add(tenantId, place, key)
    }
    if (content === undefined) return
    links.removeThumbnails(tenantId, key)
    const contentKey = contents.keyOf(content)
    updateContent.run(contentKey, key)
    if (current?.content !== undefined && current.content.key !== contentKey) contents.release(current.content.key)
  })

  return {
    find,
    freeIds: blobIdsOf,
    productsOf: (tenantId, blobId) => linkersOf(find(tenantId, { blobId })),
    findPicture (tenantId, productId) {
      const row = selectPicture.get(tenantId, productId)
      if (row === undefined) return undefined
      const [changedDate, ...content] = row
      return { changedDate, content: toContent(...content) }
    },
    save (tenantId, { place, revise, author, content }) {
      const current = place && find(tenantId, place)
      const isProductKept = () => place !== undefined && 'link' in place && hasProduct(tenantId, place.productId)
      const linkedBy = () => linkersOf(current)
      const changedDate = current === undefined ? links.removalAt(tenantId, place) : current.changedDate
      const entity = revise(current, { blobIds: blobIdsOf(tenantId), author, isProductKept, linkedBy, changedDate })
      const values = valuesOf(entity, tenantId, associates)
      if (current !== undefined && content === undefined && entity.BlobId === current.entity.BlobId) {
        update.run([...values, current.key])
      } else {
        write({ tenantId, place, current, entity, values, content })
      }
      return entity
    },
    all (tenantId) {
      const rows = selectAll.all(tenantId) as Row[]
      const linkings = links.all(tenantId)
      const authors = associates.all(tenantId)
      const findAuthor = (key: number) => assertDefined(authors.get(key), `Associate ${key} is missing.`)
      return {
        contentKeys: selectContentKeys.all(tenantId),
        * read () {
          for (const row of rows) {
            const { key, ...blob } = toBlob(row, findAuthor)
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
      links.unlinkPictures(tenantId, blob.key, now)
      deleteBlob.run(blob.key)
      if (blob.content !== undefined) contents.release(blob.content.key)
    }),
    linkPicture: db.transaction((tenantId: number, productId: number, { blobId, now }: PictureLinking): boolean => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return false
      links.changePicture(tenantId, productId, blob.key, now)
      return true
    }),
    unlinkPicture: db.transaction((tenantId: number, productId: number, now: string) => {
      links.unlinkPicture(tenantId, productId, now)
    }),
    removeOf: db.transaction((tenantId: number, productId: number, now: string) => {
      links.removeOf(tenantId, productId, now)
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

function toBlob (row: Row, findAuthor: (key: number) => Associate): FoundBlob {
  const [
    BlobSize, Description, ExtraInfo, isEncrypted, isZipped, MimeType, OriginalSize,
    CreatedDate, UpdatedDate, createdBy, updatedBy, ConceptualType, changedDate, BlobId, key, contentKey, size, mediaType,
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
    CreatedBy: createdBy === null ? null : findAuthor(createdBy),
    UpdatedBy: updatedBy === null ? null : findAuthor(updatedBy),
    ConceptualType,
  }
  return { entity, changedDate, key, content: contentKey === null ? undefined : toContent(contentKey, size, mediaType) }
}
