import { BLOB_LINKS, BLOB_LINK_NAMES, IMAGE_LINKS, THUMBNAIL_LINKS, type BlobLink } from '../../../carriers/blob-links.js'
import { changedAt } from '../../../carriers/date-time.js'
import type { Owner } from '../../../carriers/owner.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { BlobPlace, LinkPlace } from '../../blob-place.js'
import type { Query } from '../engine/connections.js'
import { findValue } from '../engine/single-values.js'
import { retireId } from './ids.js'
import { SET, knownSet, type SetReference } from './set-reference.js'

/** SQL expression for the `changedDate` of a blob: the later of the two dates. `greatest` ignores a null. */
export const CHANGED_DATE = 'greatest(updated_date, linked_date)'

const LINK_OF_TYPE = new Map<number, BlobLink>(BLOB_LINK_NAMES.map(link => [BLOB_LINKS[link].type, link]))

const OF_PLACE = `set_id = ${SET} AND link_type = $3 AND owner_id = $4`
const SELECT_ALL = `SELECT blob_key, owner_id, link_type FROM entity_blob WHERE set_id = ${SET} ORDER BY owner_id, link_type`
const SELECT = `SELECT blob_key FROM entity_blob WHERE ${OF_PLACE}`
const SELECT_OF_BLOB = `SELECT owner_id, link_type FROM entity_blob WHERE set_id = ${SET} AND blob_key = $3 ORDER BY link_type, owner_id`
const SELECT_CHANGE = `SELECT ${CHANGED_DATE} FROM entity_blob JOIN blob USING (set_id, blob_key) WHERE ${OF_PLACE}`
const SELECT_REMOVAL = `SELECT removed_date FROM removed_picture WHERE ${OF_PLACE}`
const INSERT = `INSERT INTO entity_blob (set_id, link_type, owner_id, blob_key) VALUES ($1, $2, $3, $4)
  ON CONFLICT (set_id, link_type, owner_id) DO UPDATE SET blob_key = excluded.blob_key`
const INSERT_REMOVAL = `INSERT INTO removed_picture (set_id, link_type, owner_id, removed_date) VALUES ($1, $2, $3, $4)
  ON CONFLICT (set_id, link_type, owner_id) DO UPDATE SET removed_date = excluded.removed_date`
// The later of the two dates is stored, because the blob may already be the picture of another owner, and the `changedDate` of that picture
// must not become earlier.
const UPDATE_LINKED_DATE = 'UPDATE blob SET linked_date = greatest($3, linked_date) WHERE set_id = $1 AND blob_key = $2'
const DELETE = 'DELETE FROM entity_blob WHERE set_id = $1 AND link_type = $2 AND owner_id = $3'
const DELETE_OF_BLOB = 'DELETE FROM entity_blob WHERE set_id = $1 AND blob_key = $2'
const DELETE_UNLINKED = `DELETE FROM blob WHERE set_id = $1 AND blob_key = $2
  AND NOT EXISTS (SELECT 1 FROM entity_blob WHERE entity_blob.set_id = $1 AND entity_blob.blob_key = $2) RETURNING blob_id`

const toPlace = (ownerId: number, linkType: number): LinkPlace => ({ link: assertDefined(LINK_OF_TYPE.get(linkType), 'The link type is unknown.'), ownerId })

const toLinkValues = ({ link, ownerId }: LinkPlace) => [BLOB_LINKS[link].type, ownerId] as const

/** Returns the links of all blobs, by the key of the blob. The links of a blob are ordered by owner id and type. */
export async function allLinks (query: Query, set: SetReference): Promise<ReadonlyMap<number, readonly LinkPlace[]>> {
  const links = new Map<number, LinkPlace[]>()
  for (const [blobKey, ownerId, linkType] of await query<[blobKey: number, ownerId: number, linkType: number]>(SELECT_ALL, set)) {
    const place = toPlace(ownerId, linkType)
    const others = links.get(blobKey)
    if (others === undefined) links.set(blobKey, [place])
    else others.push(place)
  }
  return links
}

/**
 * Returns the date of the last removal of a picture from the place. Returns undefined if no removal is recorded, or if `place` is
 * undefined or not a link.
 */
export async function removalAt (query: Query, set: SetReference, place: BlobPlace | undefined): Promise<string | undefined> {
  return place === undefined || !('link' in place) ? undefined : findValue(query<[string]>(SELECT_REMOVAL, [...set, ...toLinkValues(place)]))
}

const changeAt = (query: Query, setId: string, place: LinkPlace) => findValue(query<[string]>(SELECT_CHANGE, [...knownSet(setId), ...toLinkValues(place)]))

/**
 * Returns the `changedDate` of the linked blob. If the place has no blob, returns the recorded date of the last removal of a picture;
 * undefined if no removal is recorded.
 */
export const changedDate = async (query: Query, setId: string, place: LinkPlace) =>
  await changeAt(query, setId, place) ?? await removalAt(query, knownSet(setId), place)

const listLinks = async (query: Query, set: SetReference, blobKey: number) =>
  (await query<[ownerId: number, linkType: number]>(SELECT_OF_BLOB, [...set, blobKey])).map(row => toPlace(...row))

/** Returns the owners that have the blob as their picture or thumbnail. An owner with two links to the blob is listed twice. */
export const listOwners = async (query: Query, set: SetReference, blobKey: number): Promise<Owner[]> =>
  (await listLinks(query, set, blobKey)).map(({ link, ownerId }) => ({ entity: BLOB_LINKS[link].entity, id: ownerId }))

/**
 * Links a blob to an owner. If the owner has a link of the same kind to another blob, this link is replaced. The dates of the blob do not
 * change.
 *
 * All functions of this file that write must be called in a transaction that has locked the tenant.
 */
export async function addLink (query: Query, setId: string, place: LinkPlace, blobKey: number): Promise<void> {
  await query(INSERT, [setId, ...toLinkValues(place), blobKey])
}

/** Removes a link of an owner, and the linked blob if it has no other link. */
async function removeLinked (query: Query, setId: string, link: BlobLink | undefined, ownerId: number): Promise<void> {
  if (link === undefined) return
  const place = { link, ownerId }
  const blobKey = await findValue(query<[number]>(SELECT, [...knownSet(setId), ...toLinkValues(place)]))
  if (blobKey === undefined) return
  await query(DELETE, [setId, ...toLinkValues(place)])
  for (const [blobId] of await query<[number]>(DELETE_UNLINKED, [setId, blobKey])) await retireId(query, 'Blob', knownSet(setId), blobId)
}

/**
 * Records the date of the removal of a picture: `now`, or the date of the picture's last change if that date is later. Does nothing if the
 * place has no picture.
 */
async function keepRemoval (query: Query, setId: string, place: LinkPlace, now: string): Promise<void> {
  const changed = await changeAt(query, setId, place)
  if (changed !== undefined) await query(INSERT_REMOVAL, [setId, ...toLinkValues(place), changedAt(now, changed)])
}

const removeThumbnail = (query: Query, setId: string, { link, ownerId }: LinkPlace) =>
  removeLinked(query, setId, THUMBNAIL_LINKS[BLOB_LINKS[link].entity], ownerId)

/** Unlinks the picture of an owner, records the date of its removal, and removes the owner's thumbnail. The blob of the picture is kept. */
export async function unlinkPicture (query: Query, setId: string, place: LinkPlace, now: string): Promise<void> {
  await keepRemoval(query, setId, place, now)
  await removeThumbnail(query, setId, place)
  await query(DELETE, [setId, ...toLinkValues(place)])
}

/** Makes a blob the picture of an owner, sets `linked_date` of the blob to `now` or a later date, and removes the owner's thumbnail. */
export async function changePicture (query: Query, setId: string, place: LinkPlace, blobKey: number, now: string): Promise<void> {
  await query(UPDATE_LINKED_DATE, [setId, blobKey, changedAt(now, await changedDate(query, setId, place))])
  // The blob is linked before the thumbnail is removed. Otherwise, if the blob is also the thumbnail, `removeThumbnail` could remove the
  // blob.
  await addLink(query, setId, place, blobKey)
  await removeThumbnail(query, setId, place)
}

/**
 * Unlinks the picture and the thumbnail of an owner, and records the date of the picture's removal. Removes the blob of the picture and the
 * blob of the thumbnail, each only if it has no other link.
 */
export async function removeOwnerLinks (query: Query, setId: string, { entity, id }: Owner, now: string): Promise<void> {
  const place = { link: IMAGE_LINKS[entity], ownerId: id }
  await keepRemoval(query, setId, place, now)
  await removeThumbnail(query, setId, place)
  await removeLinked(query, setId, place.link, id)
}

const listPictureLinks = async (query: Query, setId: string, blobKey: number) =>
  (await listLinks(query, knownSet(setId), blobKey)).filter(({ link }) => BLOB_LINKS[link].role === 'image')

/**
 * Unlinks a blob from all owners that have it as their picture, records the dates of the removals, and removes the thumbnails of these
 * owners.
 */
export async function unlinkPictures (query: Query, setId: string, blobKey: number, now: string): Promise<void> {
  for (const place of await listPictureLinks(query, setId, blobKey)) await unlinkPicture(query, setId, place, now)
}

/** Removes all links to a blob. */
export async function unlinkAll (query: Query, setId: string, blobKey: number): Promise<void> {
  await query(DELETE_OF_BLOB, [setId, blobKey])
}

/** Removes the thumbnails of all owners that have the blob as their picture. */
export async function removeThumbnails (query: Query, setId: string, blobKey: number): Promise<void> {
  for (const place of await listPictureLinks(query, setId, blobKey)) await removeThumbnail(query, setId, place)
}
