import { AssociateSchema, type Associate } from '../carriers/associate.js'
import { BLANK_BLOB, type BlobEntity, type BlobEntityBody } from '../carriers/blob-entity.js'
import { UNSET_DATE, changedAt } from '../carriers/date-time.js'
import { createDefaults } from '../carriers/defaults.js'
import type { EntityChange } from './entity-change.js'
import type { Revision } from '../storage/store.js'
import type { NewContent } from '../storage/content.js'

/**
 * The setting WRITE_POLICY. Under `server`, the server determines the dates and authors of an image info and the id of a new product. The
 * body of a PUT can set the id of a new image info, if the id is positive and free. Under `client`, a request body can set the id, dates
 * and authors of an image info, and the id of a new product.
 */
export type WritePolicy = 'server' | 'client'

export interface Writing {
  /** The time of the save, in stored form. For a conditional request, it can be one second after the time of the request. */
  readonly now: string
  /** Converts a date of the request body to stored form. */
  readonly readDate: (sent: string) => string
}

const NEW_ASSOCIATE = createDefaults(AssociateSchema)

type Revise = (change: EntityChange<BlobEntity, BlobEntityBody>, writing: Writing, ...now: Parameters<Revision>) => BlobEntity

/**
 * Functions that apply a change, by write policy (superoffice-protocol, section 10). Under `server`, a blob with stored bytes keeps its
 * `BlobSize` and `OriginalSize`.
 */
export const REVISIONS: Readonly<Record<WritePolicy, Revise>> = {
  server ({ base, body }, { now }, current, { newBlobId, author, changedDate }) {
    const entity = current?.entity
    const updated = changedAt(now, changedDate)
    return {
      ...base,
      ...body,
      ...(current?.content !== undefined && pickSizes(current.entity)),
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
      CreatedDate: body.CreatedDate === undefined ? entity?.CreatedDate ?? updated : readSentDate(body.CreatedDate, readDate),
      UpdatedDate: body.UpdatedDate === undefined ? updated : readSentDate(body.UpdatedDate, readDate),
      CreatedBy: readSentAssociate(body.CreatedBy, entity === undefined ? author : entity.CreatedBy),
      UpdatedBy: readSentAssociate(body.UpdatedBy, author),
    }
  },
}

/**
 * Creates the revision of a blob that receives new bytes. Under both write policies, the bytes determine the sizes, and the bytes of a
 * picture also determine the media type (superoffice-protocol, section 10). With other bytes, the blob keeps its media type.
 */
export const createContentRevision = ({ bytes, mediaType }: NewContent, now: string): Revision => (current, { newBlobId, author, changedDate }) => {
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
 * Returns the id that a request body sets for a new blob. Returns undefined if the body sets no positive id, or is a patch that cannot be
 * applied to the empty entity. Such a patch can be valid for the stored blob; if it is not, the save throws the error.
 * @param changeEmpty returns the change that the body makes to the empty entity, BLANK_BLOB
 */
export function requestedBlobId (changeEmpty: () => EntityChange<BlobEntity, BlobEntityBody>): number | undefined {
  try {
    const { BlobId = 0 } = changeEmpty().body
    return BlobId > 0 ? BlobId : undefined
  } catch {
    return undefined
  }
}

const pickSizes = ({ BlobSize, OriginalSize }: BlobEntity) => ({ BlobSize, OriginalSize })

const readSentDate = (sent: string | null, readDate: Writing['readDate']) => sent === null ? UNSET_DATE : readDate(sent)

function readSentAssociate (sent: BlobEntityBody['CreatedBy'], otherwise: Associate | null): Associate | null {
  if (sent === undefined) return otherwise
  return sent === null ? null : { ...NEW_ASSOCIATE, ...sent }
}
