import type { BlobEntity } from '../../../carriers/blob-entity.js'
import { BLOB_LINKS } from '../../../carriers/blob-links.js'
import type { Owner } from '../../../carriers/owner.js'
import { BLOB_COLUMNS, type BlobValues } from '../../blob-columns.js'
import type { BlobPlace, LinkPlace } from '../../blob-place.js'
import type { BlobSave, Picture, PictureLinking, StoredBlob } from '../../store.js'
import type { Query } from '../engine/connections.js'
import { singleValue } from '../engine/single-values.js'
import { readAssociate, writeAssociate } from './associates.js'
import { findAuthor, keepAuthor } from './callers.js'
import { toContent } from './contents.js'
import { freeId, retireId } from './ids.js'
import * as links from './links.js'
import { hasOwner } from './owners.js'
import { SET, knownSet, type SetReference } from './set-reference.js'

type Values = BlobValues<boolean, string>

/** SQL expressions for the values of a BlobRow, from the tables `blob` and `content`. */
export const BLOB_ROW = [...BLOB_COLUMNS, links.CHANGED_DATE, 'blob_id', 'blob_key', 'content_sha256', 'size', 'media_type']

export type BlobRow = [
  ...Values, changedDate: string, blobId: number, blobKey: number,
  contentSha256: Buffer | null, size: number, mediaType: string | null
]

const WITH_CONTENT = 'LEFT JOIN content ON sha256 = content_sha256'
const SELECT_LINKED = `SELECT ${BLOB_ROW} FROM entity_blob JOIN blob USING (set_id, blob_key) ${WITH_CONTENT} WHERE set_id = ${SET} AND link_type = $3 AND owner_id = $4`
const SELECT_BY_ID = `SELECT ${BLOB_ROW} FROM blob ${WITH_CONTENT} WHERE set_id = ${SET} AND blob_id = $3 ORDER BY blob_key LIMIT 1`
const SELECT_ALL = `SELECT ${BLOB_ROW} FROM blob ${WITH_CONTENT} WHERE set_id = ${SET} ORDER BY blob_id, blob_key`
const SELECT_PICTURE = `SELECT ${links.CHANGED_DATE}, sha256, size, media_type FROM entity_blob JOIN blob USING (set_id, blob_key)
  JOIN content ON sha256 = content_sha256 WHERE set_id = ${SET} AND link_type = $3 AND owner_id = $4`
const SELECT_NEXT_KEY = 'SELECT coalesce(max(blob_key), 0) + 1 FROM blob WHERE set_id = $1'
const OF_BLOB = 'WHERE set_id = $1 AND blob_key = $2'
// A save clears linked_date, so that CHANGED_DATE is the new updated_date.
const UPDATE = `UPDATE blob SET ${BLOB_COLUMNS.map((column, index) => `${column} = $${index + 3}`)}, linked_date = NULL ${OF_BLOB}`
const UPDATE_ID = `UPDATE blob SET blob_id = $3 ${OF_BLOB}`
const UPDATE_CONTENT = `UPDATE blob SET content_sha256 = $3 ${OF_BLOB}`
const INSERT = `INSERT INTO blob (set_id, blob_key, blob_id, ${BLOB_COLUMNS}) VALUES ($1, $2, $3, ${BLOB_COLUMNS.map((_, index) => `$${index + 4}`)})`
const DELETE = `DELETE FROM blob ${OF_BLOB}`

export interface FoundBlob extends StoredBlob {
  readonly key: number
}

export async function findBlob (query: Query, set: SetReference, place: BlobPlace): Promise<FoundBlob | undefined> {
  const [row] = 'link' in place
    ? await query<BlobRow>(SELECT_LINKED, [...set, BLOB_LINKS[place.link].type, place.ownerId])
    : await query<BlobRow>(SELECT_BY_ID, [...set, place.blobId])
  return row && toBlob(row)
}

export async function findPicture (query: Query, set: SetReference, { link, ownerId }: LinkPlace): Promise<Picture | undefined> {
  const [row] = await query<[changedDate: string, sha256: Buffer, size: number, mediaType: string | null]>(SELECT_PICTURE, [...set, BLOB_LINKS[link].type, ownerId])
  if (row === undefined) return undefined
  const [changedDate, ...content] = row
  return { changedDate, content: toContent(...content) }
}

/** Returns the owners that have the blob as their picture or thumbnail. An owner with two links to the blob is listed twice. */
export async function ownersOfBlob (query: Query, set: SetReference, blobId: number): Promise<Owner[]> {
  const blob = await findBlob(query, set, { blobId })
  return blob === undefined ? [] : links.listOwners(query, set, blob.key)
}

/** Returns all blobs of a set, ordered by id. */
export const allBlobs = async (query: Query, set: SetReference): Promise<FoundBlob[]> => (await query<BlobRow>(SELECT_ALL, set)).map(toBlob)

/**
 * Calls `revise`, and stores and returns the resulting entity. A new blob is linked if `place` is a link. If `content` is set, the bytes
 * must be stored before the call. A save with `content` removes the thumbnails of all owners that have the blob as their picture.
 *
 * All functions of this file that write must be called in a transaction that has locked the tenant.
 */
export async function saveBlob (query: Query, setId: string, { place, caller, wantedBlobId, needs = {}, revise, content }: BlobSave): Promise<BlobEntity> {
  const set = knownSet(setId)
  const current = place && await findBlob(query, set, place)
  const author = await findAuthor(query, set, caller)
  const entity = revise(current, {
    isOwnerKept: needs.isOwnerKept === true && place !== undefined && 'link' in place &&
      await hasOwner(query, set, { entity: BLOB_LINKS[place.link].entity, id: place.ownerId }),
    linkedBy: needs.linkedBy === true && current !== undefined ? await links.listOwners(query, set, current.key) : [],
    changedDate: current === undefined ? await links.removalAt(query, set, place) : current.changedDate,
    newBlobId: current === undefined ? await freeId(query, 'Blob', set, wantedBlobId) : current.entity.BlobId,
    author: author.associate,
  })
  await keepAuthor(query, setId, author)
  const key = current === undefined ? await addBlob(query, setId, entity, place) : await updateBlob(query, setId, current, entity)
  if (content !== undefined) {
    await links.removeThumbnails(query, setId, key)
    await query(UPDATE_CONTENT, [setId, key, content.sha256])
  }
  return entity
}

async function addBlob (query: Query, setId: string, entity: BlobEntity, place: BlobPlace | undefined): Promise<number> {
  const key = await singleValue(query<[number]>(SELECT_NEXT_KEY, [setId]))
  await query(INSERT, [setId, key, entity.BlobId, ...blobValues(entity)])
  if (place !== undefined && 'link' in place) await links.addLink(query, setId, place, key)
  return key
}

async function updateBlob (query: Query, setId: string, current: FoundBlob, entity: BlobEntity): Promise<number> {
  await query(UPDATE, [setId, current.key, ...blobValues(entity)])
  if (entity.BlobId !== current.entity.BlobId) {
    await query(UPDATE_ID, [setId, current.key, entity.BlobId])
    await retireId(query, 'Blob', knownSet(setId), current.entity.BlobId)
  }
  return current.key
}

export async function removeBlob (query: Query, setId: string, blobId: number, now: string): Promise<void> {
  const blob = await findBlob(query, knownSet(setId), { blobId })
  if (blob === undefined) return
  await links.unlinkPictures(query, setId, blob.key, now)
  await links.unlinkAll(query, setId, blob.key)
  await query(DELETE, [setId, blob.key])
  await retireId(query, 'Blob', knownSet(setId), blobId)
}

/** Makes a blob the picture of an owner, and removes the owner's thumbnail. Returns false if the blob does not exist. */
export async function linkPicture (query: Query, setId: string, place: LinkPlace, { blobId, now }: PictureLinking): Promise<boolean> {
  const blob = await findBlob(query, knownSet(setId), { blobId })
  if (blob === undefined) return false
  await links.changePicture(query, setId, place, blob.key, now)
  return true
}

/** Returns the values of an entity in the order of BLOB_COLUMNS. */
export const blobValues = (entity: BlobEntity): Values => [
  entity.BlobSize, entity.Description, entity.ExtraInfo,
  entity.IsEncrypted, entity.IsZipped, entity.MimeType, entity.OriginalSize,
  entity.CreatedDate, entity.UpdatedDate,
  writeAssociate(entity.CreatedBy), writeAssociate(entity.UpdatedBy),
  entity.ConceptualType,
]

export function toBlob (row: readonly [...BlobRow, ...unknown[]]): FoundBlob {
  const [
    BlobSize, Description, ExtraInfo, IsEncrypted, IsZipped, MimeType, OriginalSize,
    CreatedDate, UpdatedDate, createdBy, updatedBy, ConceptualType, changedDate, BlobId, key, sha256, size, mediaType,
  ] = row
  const entity = {
    BlobId,
    BlobSize,
    Description,
    ExtraInfo,
    IsEncrypted,
    IsZipped,
    MimeType,
    OriginalSize,
    CreatedDate,
    UpdatedDate,
    CreatedBy: readAssociate(createdBy),
    UpdatedBy: readAssociate(updatedBy),
    ConceptualType,
  }
  return { entity, changedDate, key, content: sha256 === null ? undefined : toContent(sha256, size, mediaType) }
}
