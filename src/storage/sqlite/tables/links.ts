import type Database from 'better-sqlite3'
import { BLOB_LINKS, BLOB_LINK_NAMES, IMAGE_LINKS, THUMBNAIL_LINKS, type BlobLink } from '../../../carriers/blob-links.js'
import { changedAt } from '../../../carriers/date-time.js'
import type { Owner } from '../../../carriers/owner.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import type { BlobPlace, LinkPlace } from '../../blob-place.js'
import type { Contents } from './contents.js'
import type { Ids } from './ids.js'

/** SQL expression for the `changedDate` of a blob. */
export const CHANGED_DATE = 'max(updated_date, ifnull(linked_date, updated_date))'

const LINK_OF_TYPE = new Map<number, BlobLink>(BLOB_LINK_NAMES.map(link => [BLOB_LINKS[link].type, link]))

/**
 * The links between owners and blobs. The functions with the parameter `now` do not make the `changedDate` of a place earlier, even if
 * `now` is earlier. Functions that write must be called in a transaction.
 */
export interface Links {
  /** Returns the links of each linked blob, by the key of the blob. The links of a blob are ordered by owner id. */
  all (tenantId: number): ReadonlyMap<number, readonly LinkPlace[]>
  /**
   * Returns the `changedDate` of the picture of the place. Without a picture, returns the recorded date of the last removal; undefined if
   * no removal was recorded.
   */
  changedDate (tenantId: number, place: LinkPlace): string | undefined
  /** Returns the recorded date of the last removal of the place's picture; undefined if none was recorded, or `place` is not a link. */
  removalAt (tenantId: number, place: BlobPlace | undefined): string | undefined
  /** Links a blob to an owner. Replaces the owner's link of the same kind, if any. Does not change the dates of the blob. */
  add (tenantId: number, place: LinkPlace, blobKey: number): void
  /** Makes a blob the picture of an owner, and removes the owner's thumbnail. */
  changePicture (tenantId: number, place: LinkPlace, blobKey: number, now: string): void
  /** Unlinks the picture of an owner, and removes the owner's thumbnail. */
  unlinkPicture (tenantId: number, place: LinkPlace, now: string): void
  /** Unlinks the picture and the thumbnail of an owner, and removes each of the two blobs that has no other link. */
  removeOwnerLinks (tenantId: number, owner: Owner, now: string): void
  /** An owner with two links to the blob is listed twice. */
  listOwners (blobKey: number): Owner[]
  /** Unlinks a blob from all owners that have it as their picture, and removes the thumbnails of these owners. */
  unlinkPictures (tenantId: number, blobKey: number, now: string): void
  /** Removes the thumbnails of all owners that have the blob as their picture. */
  removeThumbnails (tenantId: number, blobKey: number): void
}

export function createLinks (db: Database.Database, contents: Contents, blobIds: Ids): Links {
  const selectAll = db.prepare<[number], [blobKey: number, ownerId: number, linkType: number]>(
    'SELECT blob_key, owner_id, link_type FROM entity_blob WHERE tenant_id = ? ORDER BY owner_id, link_type').raw()
  const select = db.prepare<[number, number, number], number>(
    'SELECT blob_key FROM entity_blob WHERE tenant_id = ? AND link_type = ? AND owner_id = ?').pluck()
  const selectOfBlob = db.prepare<[number], [ownerId: number, linkType: number]>(
    'SELECT owner_id, link_type FROM entity_blob WHERE blob_key = ?').raw()
  const selectChange = db.prepare<[number, number, number], string>(
    `SELECT ${CHANGED_DATE} FROM entity_blob JOIN blob USING (blob_key)
     WHERE entity_blob.tenant_id = ? AND link_type = ? AND owner_id = ?`).pluck()
  const selectRemoval = db.prepare<[number, number, number], string>(
    'SELECT removed_date FROM removed_picture WHERE tenant_id = ? AND link_type = ? AND owner_id = ?').pluck()
  const insert = db.prepare<[number, number, number, number]>(
    `INSERT INTO entity_blob (tenant_id, link_type, owner_id, blob_key) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET blob_key = excluded.blob_key`)
  const insertRemoval = db.prepare<[number, number, number, string]>(
    `INSERT INTO removed_picture (tenant_id, link_type, owner_id, removed_date) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET removed_date = excluded.removed_date`)
  // A later `linked_date` is kept, because the blob may already be another owner's picture, whose `changedDate` must not become earlier.
  const updateLinkedDate = db.prepare<[{ readonly date: string, readonly blobKey: number }]>(
    'UPDATE blob SET linked_date = max(@date, ifnull(linked_date, @date)) WHERE blob_key = @blobKey')
  const remove = db.prepare<[number, number, number]>(
    'DELETE FROM entity_blob WHERE tenant_id = ? AND link_type = ? AND owner_id = ?')
  const removeUnlinked = db.prepare<[number, number], [blobId: number, contentKey: number | null]>(
    'DELETE FROM blob WHERE blob_key = ? AND NOT EXISTS (SELECT 1 FROM entity_blob WHERE blob_key = ?) RETURNING blob_id, content_key').raw()

  const changedDate = (tenantId: number, { link, ownerId }: LinkPlace) =>
    selectChange.get(tenantId, BLOB_LINKS[link].type, ownerId) ?? selectRemoval.get(tenantId, BLOB_LINKS[link].type, ownerId)

  function add (tenantId: number, { link, ownerId }: LinkPlace, blobKey: number): void {
    insert.run(tenantId, BLOB_LINKS[link].type, ownerId, blobKey)
  }

  /** Removes a link of an owner, and the linked blob if it has no other link. */
  function removeLinked (tenantId: number, link: BlobLink | undefined, ownerId: number): void {
    if (link === undefined) return
    const { type } = BLOB_LINKS[link]
    const blobKey = select.get(tenantId, type, ownerId)
    if (blobKey === undefined) return
    remove.run(tenantId, type, ownerId)
    for (const [blobId, contentKey] of removeUnlinked.all(blobKey, blobKey)) {
      blobIds.retire(tenantId, blobId)
      if (contentKey !== null) contents.release(contentKey)
    }
  }

  function recordRemoval (tenantId: number, { link, ownerId }: LinkPlace, now: string): void {
    const { type } = BLOB_LINKS[link]
    const changed = selectChange.get(tenantId, type, ownerId)
    if (changed !== undefined) insertRemoval.run(tenantId, type, ownerId, changedAt(now, changed))
  }

  function removeThumbnail (tenantId: number, { link, ownerId }: LinkPlace): void {
    removeLinked(tenantId, THUMBNAIL_LINKS[BLOB_LINKS[link].entity], ownerId)
  }

  function unlinkPicture (tenantId: number, place: LinkPlace, now: string): void {
    recordRemoval(tenantId, place, now)
    removeThumbnail(tenantId, place)
    remove.run(tenantId, BLOB_LINKS[place.link].type, place.ownerId)
  }

  const listPictureLinks = (blobKey: number) => selectOfBlob.all(blobKey).map(toPlace).filter(({ link }) => BLOB_LINKS[link].role === 'image')

  return {
    all (tenantId) {
      const links = new Map<number, LinkPlace[]>()
      for (const [blobKey, ...row] of selectAll.all(tenantId)) {
        const place = toPlace(row)
        const others = links.get(blobKey)
        if (others === undefined) links.set(blobKey, [place])
        else others.push(place)
      }
      return links
    },
    changedDate,
    removalAt (tenantId, place) {
      if (place === undefined || !('link' in place)) return undefined
      return selectRemoval.get(tenantId, BLOB_LINKS[place.link].type, place.ownerId)
    },
    add,
    listOwners: blobKey => selectOfBlob.all(blobKey).map(toPlace).map(({ link, ownerId }) => ({ entity: BLOB_LINKS[link].entity, id: ownerId })),
    changePicture (tenantId, place, blobKey, now) {
      updateLinkedDate.run({ date: changedAt(now, changedDate(tenantId, place)), blobKey })
      // The blob can be the owner's thumbnail. It is linked as the picture first, because `removeThumbnail` removes a blob without another
      // link.
      add(tenantId, place, blobKey)
      removeThumbnail(tenantId, place)
    },
    unlinkPicture,
    removeOwnerLinks (tenantId, { entity, id }, now) {
      const place = { link: IMAGE_LINKS[entity], ownerId: id }
      recordRemoval(tenantId, place, now)
      removeThumbnail(tenantId, place)
      removeLinked(tenantId, place.link, id)
    },
    unlinkPictures (tenantId, blobKey, now) {
      for (const place of listPictureLinks(blobKey)) unlinkPicture(tenantId, place, now)
    },
    removeThumbnails (tenantId, blobKey) {
      for (const place of listPictureLinks(blobKey)) removeThumbnail(tenantId, place)
    },
  }
}

const toPlace = ([ownerId, linkType]: [ownerId: number, linkType: number]): LinkPlace =>
  ({ link: assertDefined(LINK_OF_TYPE.get(linkType), 'The link type is unknown.'), ownerId })
