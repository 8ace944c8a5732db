import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BLANK_BLOB, type BlobEntity, type BlobEntityBody } from '../carriers/blob-entity.js'
import { UNSET_DATE, changedAt } from '../carriers/date-time.js'
import { defaultsOf } from '../carriers/defaults.js'
import type { EntityChange } from './entity-change.js'
import type { Revision } from '../storage/store.js'
import type { NewContent } from '../storage/content.js'

/** Who owns the id, the dates and the authors of an image info: the server, as in the real service, or the caller. */
export type WritePolicy = 'server' | 'client'

/** When something is written, and how the caller writes instants. */
export interface Writing {
  /** The time of the call, as it is kept. */
  readonly now: string
  /** The instant that a date of the body means, as it is kept. */
  readonly readDate: (sent: string) => string
}

const NEW_ASSOCIATE = defaultsOf(AssociateSchema)

/** What is to be kept instead of what is kept now. */
type Revise = (change: EntityChange<BlobEntity, BlobEntityBody>, writing: Writing, ...now: Parameters<Revision>) => BlobEntity

/**
 * What each policy makes of a body (superoffice-protocol, section 10). Where the server is the owner, the sizes of bytes
 * that are stored are its own as well.
 */
export const REVISIONS: Readonly<Record<WritePolicy, Revise>> = {
  server ({ base, body }, { now }, current, { newBlobId, author, changedDate }) {
    const entity = current?.entity
    const updated = changedAt(now, changedDate)
    return {
      ...base,
      ...body,
      ...(current?.content !== undefined && sizesOf(current.entity)),
      BlobId: newBlobId,
      CreatedDate: entity?.CreatedDate ?? updated,
      UpdatedDate: updated,
      CreatedBy: entity === undefined ? author : entity.CreatedBy,
      UpdatedBy: author,
    }
  },

  client ({ base, body }, { now, readDate }, current, { newBlobId, author, changedDate }) {
    const entity = current?.entity
    const updated = changedAt(now, changedDate)
    return {
      ...base,
      ...body,
      BlobId: body.BlobId ?? newBlobId,
      CreatedDate: body.CreatedDate === undefined ? entity?.CreatedDate ?? updated : sentDate(body.CreatedDate, readDate),
      UpdatedDate: body.UpdatedDate === undefined ? updated : sentDate(body.UpdatedDate, readDate),
      CreatedBy: sentAssociate(body.CreatedBy, entity === undefined ? author : entity.CreatedBy),
      UpdatedBy: sentAssociate(body.UpdatedBy, author),
    }
  },
}

/**
 * What a blob is when it is given bytes, under each policy: it follows them by itself (superoffice-protocol, section 10),
 * and what is no picture has the media type that it had.
 */
export const revisionFor = ({ bytes, mediaType }: NewContent, now: string): Revision => (current, { newBlobId, author, changedDate }) => {
  const updated = changedAt(now, changedDate)
  const entity = current?.entity ?? { ...BLANK_BLOB, BlobId: newBlobId, CreatedDate: updated, CreatedBy: author }
  return {
    ...entity,
    MimeType: mediaType ?? entity.MimeType,
    BlobSize: bytes.length,
    OriginalSize: bytes.length,
    UpdatedDate: updated,
    UpdatedBy: author,
  }
}

/**
 * Returns the id that a body sets for a blob that does not exist yet, or undefined if it sets none. A patch that cannot be
 * applied to the empty entity sets none: the save throws the error if the blob does not exist.
 * @param changeOfEmpty returns the change that the body makes to the empty entity
 */
export function idWantedBy (changeOfEmpty: () => EntityChange<BlobEntity, BlobEntityBody>): number | undefined {
  try {
    const { BlobId = 0 } = changeOfEmpty().body
    return BlobId > 0 ? BlobId : undefined
  } catch {
    return undefined
  }
}

const sizesOf = ({ BlobSize, OriginalSize }: BlobEntity) => ({ BlobSize, OriginalSize })

const sentDate = (sent: string | null, readDate: Writing['readDate']) => sent === null ? UNSET_DATE : readDate(sent)

function sentAssociate (sent: BlobEntityBody['CreatedBy'], otherwise: Associate | null): Associate | null {
  if (sent === undefined) return otherwise
  return sent === null ? null : { ...NEW_ASSOCIATE, ...sent }
}
