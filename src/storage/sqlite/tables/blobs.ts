import type Database from 'better-sqlite3'
import type { Associate } from '../../../carriers/associate.js'
import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { BLOB_LINKS } from '../../../carriers/blob-links.js'
import type { Owner } from '../../../carriers/owner.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { Author } from '../../authors.js'
import type { BlobSave, Picture, PictureLinking, StoredBlob } from '../../store.js'
import type { NewContent } from '../../content.js'
import { BLOB_COLUMNS, type BlobValues } from '../../blob-columns.js'
import type { BlobPlace, LinkPlace } from '../../blob-place.js'
import type { NewBlob } from '../../seeding.js'
import type { Associates } from './associates.js'
import type { Callers } from './callers.js'
import { toContent, type Contents } from './contents.js'
import type { Ids } from './ids.js'
import { CHANGED_DATE, type Links } from './links.js'

type Values = BlobValues<number, number>

/** SQL expressions for the values of a `Row`, from the tables `blob` and `content`. */
const ROW = [...BLOB_COLUMNS, CHANGED_DATE, 'blob_id', 'blob_key', 'content_key', 'size', 'media_type']

type Row = [
  ...Values, changedDate: string, blobId: number, blobKey: number,
  contentKey: number | null, size: number, mediaType: string | null
]

const WITH_CONTENT = 'LEFT JOIN content USING (content_key)'

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
  readonly author: Author
}

export interface BlobRows {
  readonly contentKeys: readonly number[]
  read (): Iterable<StoredBlob & { readonly links: readonly LinkPlace[] }>
}

/** Functions that write must be called in a transaction. */
export interface Blobs {
  find (tenantId: number, place: BlobPlace): StoredBlob | undefined
  /** An owner with two links to the blob is listed twice. */
  listOwners (tenantId: number, blobId: number): Owner[]
  findPicture (tenantId: number, place: LinkPlace): Picture | undefined
  /** Stores and returns the entity that `save.revise` returns. A new blob is linked if `save.place` is a link. */
  save (tenantId: number, save: BlobSave): BlobEntity
  /** Reads the rows of all blobs, ordered by id. `read` converts a row only when the iterator reaches it. */
  all (tenantId: number): BlobRows
  add (tenantId: number, blob: NewBlob): void
  remove (tenantId: number, blobId: number, now: string): void
  /** Does not call `linking.check`. Returns false if the blob does not exist. */
  linkPicture (tenantId: number, place: LinkPlace, linking: PictureLinking): boolean
  unlinkPicture (tenantId: number, place: LinkPlace, now: string): void
  removeOwnerBlobs (tenantId: number, owner: Owner, now: string): void
}

export interface BlobsOptions {
  readonly db: Database.Database
  readonly associates: Associates
  readonly contents: Contents
  readonly links: Links
  readonly callers: Callers
  /** The ids of blobs. */
  readonly ids: Ids
  readonly hasOwner: (tenantId: number, owner: Owner) => boolean
}

export function createBlobs ({ db, associates, contents, links, callers, ids, hasOwner }: BlobsOptions): Blobs {
  const selectLinked = db.prepare<[number, number, number]>(
    `SELECT ${ROW} FROM entity_blob JOIN blob USING (blob_key) ${WITH_CONTENT}
     WHERE entity_blob.tenant_id = ? AND link_type = ? AND owner_id = ?`).raw()
  const selectById = db.prepare<[number, number]>(
    `SELECT ${ROW} FROM blob ${WITH_CONTENT}
     WHERE tenant_id = ? AND blob_id = ? ORDER BY blob_key LIMIT 1`).raw()
  const selectPicture = db.prepare<[number, number, number], [changedDate: string, contentKey: number, size: number, mediaType: string | null]>(
    `SELECT ${CHANGED_DATE}, content_key, size, media_type FROM entity_blob JOIN blob USING (blob_key) JOIN content USING (content_key)
     WHERE entity_blob.tenant_id = ? AND link_type = ? AND owner_id = ?`).raw()
  // A save clears linked_date, so that CHANGED_DATE is the new updated_date. The new CHANGED_DATE is earlier than the previous one only if
  // a client sets an earlier UpdatedDate, which WRITE_POLICY=client allows.
  const update = db.prepare<[[...Values, blobKey: number]]>(
    `UPDATE blob SET ${BLOB_COLUMNS.map(column => `${column} = ?`)}, linked_date = NULL WHERE blob_key = ?`)
  const updateId = db.prepare<[number, number]>('UPDATE blob SET blob_id = ? WHERE blob_key = ?')
  const updateContent = db.prepare<[number, number]>('UPDATE blob SET content_key = ? WHERE blob_key = ?')
  const insert = db.prepare<[[...Values, tenantId: number, blobId: number]]>(
    `INSERT INTO blob (${BLOB_COLUMNS}, tenant_id, blob_id) VALUES (${BLOB_COLUMNS.map(() => '?')}, ?, ?)`)
  const deleteBlob = db.prepare<[number]>('DELETE FROM blob WHERE blob_key = ?')
  const selectContentKeys = db.prepare<[number], number>('SELECT content_key FROM blob WHERE tenant_id = ? AND content_key IS NOT NULL').pluck()
  const selectAll = db.prepare<[number]>(
    `SELECT ${ROW} FROM blob ${WITH_CONTENT} WHERE tenant_id = ? ORDER BY blob_id, blob_key`).raw()

  function find (tenantId: number, place: BlobPlace): FoundBlob | undefined {
    const row = 'link' in place
      ? selectLinked.get(tenantId, BLOB_LINKS[place.link].type, place.ownerId)
      : selectById.get(tenantId, place.blobId)
    return row === undefined ? undefined : toBlob(row as Row, associates.get)
  }

  const listLinkers = (blob: FoundBlob | undefined) => blob === undefined ? [] : links.listOwners(blob.key)

  const isKept = (tenantId: number, place: BlobPlace | undefined) => place !== undefined && 'link' in place &&
    hasOwner(tenantId, { entity: BLOB_LINKS[place.link].entity, id: place.ownerId })

  function changeId (tenantId: number, { key, entity }: FoundBlob, blobId: number): void {
    updateId.run(blobId, key)
    ids.retire(tenantId, entity.BlobId)
  }

  /** A nested transaction, so that an error in it usually rolls back only its own changes, not the other writes of the turn. */
  const write = db.transaction(({ tenantId, place, current, entity, values, content, author }: Write) => {
    if (author.isNew) callers.add(tenantId, author.associate)
    const key = current?.key ?? Number(insert.run([...values, tenantId, entity.BlobId]).lastInsertRowid)
    if (current !== undefined) {
      update.run([...values, key])
      if (entity.BlobId !== current.entity.BlobId) changeId(tenantId, current, entity.BlobId)
    } else if (place !== undefined && 'link' in place) {
      links.add(tenantId, place, key)
    }
    if (content === undefined) return
    links.removeThumbnails(tenantId, key)
    const contentKey = contents.ensureContentKey(content)
    updateContent.run(contentKey, key)
    if (current?.content !== undefined && current.content.key !== contentKey) contents.release(Number(current.content.key))
  })

  return {
    find,
    listOwners: (tenantId, blobId) => listLinkers(find(tenantId, { blobId })),
    findPicture (tenantId, { link, ownerId }) {
      const row = selectPicture.get(tenantId, BLOB_LINKS[link].type, ownerId)
      if (row === undefined) return undefined
      const [changedDate, ...content] = row
      return { changedDate, content: toContent(...content) }
    },
    save (tenantId, { place, caller, wantedBlobId, needs = {}, revise, content }) {
      const current = place && find(tenantId, place)
      const author = callers.find(tenantId, caller)
      const entity = revise(current, {
        isOwnerKept: needs.isOwnerKept === true && isKept(tenantId, place),
        linkedBy: needs.linkedBy === true ? listLinkers(current) : [],
        changedDate: current === undefined ? links.removalAt(tenantId, place) : current.changedDate,
        newBlobId: current === undefined ? ids.free(tenantId, wantedBlobId) : current.entity.BlobId,
        author: author.associate,
      })
      const values = toBlobValues(entity, tenantId, associates)
      if (current !== undefined && content === undefined && entity.BlobId === current.entity.BlobId && !author.isNew) {
        update.run([...values, current.key])
      } else {
        write({ tenantId, place, current, entity, values, content, author })
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
      const key = Number(insert.run([...toBlobValues(entity, tenantId, associates), tenantId, entity.BlobId]).lastInsertRowid)
      for (const linking of linkings) links.add(tenantId, linking, key)
      if (content !== undefined) updateContent.run(contents.ensureContentKey(content), key)
    }),
    remove: db.transaction((tenantId: number, blobId: number, now: string) => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return
      links.unlinkPictures(tenantId, blob.key, now)
      deleteBlob.run(blob.key)
      ids.retire(tenantId, blobId)
      if (blob.content !== undefined) contents.release(Number(blob.content.key))
    }),
    linkPicture: db.transaction((tenantId: number, place: LinkPlace, { blobId, now }: PictureLinking): boolean => {
      const blob = find(tenantId, { blobId })
      if (blob === undefined) return false
      links.changePicture(tenantId, place, blob.key, now)
      return true
    }),
    unlinkPicture: db.transaction((tenantId: number, place: LinkPlace, now: string) => {
      links.unlinkPicture(tenantId, place, now)
    }),
    removeOwnerBlobs: db.transaction((tenantId: number, owner: Owner, now: string) => {
      links.removeOwnerLinks(tenantId, owner, now)
    }),
  }
}

function toBlobValues (entity: BlobEntity, tenantId: number, associates: Associates): Values {
  const { CreatedBy, UpdatedBy } = entity
  return [
    entity.BlobSize, entity.Description, entity.ExtraInfo,
    Number(entity.IsEncrypted), Number(entity.IsZipped), entity.MimeType, entity.OriginalSize,
    entity.CreatedDate, entity.UpdatedDate,
    CreatedBy && associates.ensureAssociateKey(tenantId, CreatedBy), UpdatedBy && associates.ensureAssociateKey(tenantId, UpdatedBy),
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
