import { AssociateSchema, type Associate } from '../../carriers/associate.js'
import type { BlobEntity, BlobEntityBody } from '../../carriers/blob-entity.js'
import { UNSET_DATE, toUtcSeconds } from '../../carriers/date-time.js'
import { defaultsOf } from '../../carriers/defaults.js'
import type { BlobIds, Revision } from '../../storage/store.js'

/** Who owns the id, the dates and the authors of an image info: the server, as in the real service, or the caller. */
export type WritePolicy = 'server' | 'client'

export interface Writing {
  /** What the properties are that the body does not name. */
  readonly base: BlobEntity
  readonly body: BlobEntityBody
  readonly caller: Associate
  /** The time of the call, as it is kept. */
  readonly now: string
}

const NEW_ASSOCIATE = defaultsOf(AssociateSchema)

/** What is to be kept instead of what is kept now. */
type Revise = (writing: Writing, ...now: Parameters<Revision>) => BlobEntity

/** What each policy makes of a body (superoffice-protocol, section 10). */
export const REVISIONS: Readonly<Record<WritePolicy, Revise>> = {
  server: ({ base, body, caller, now }, current, blobIds) => ({
    ...base,
    ...body,
    BlobId: current?.BlobId ?? adoptedBlobId(body.BlobId, blobIds),
    CreatedDate: current?.CreatedDate ?? now,
    UpdatedDate: now,
    CreatedBy: current === undefined ? caller : current.CreatedBy,
    UpdatedBy: caller,
  }),

  client: ({ base, body, caller, now }, current, blobIds) => ({
    ...base,
    ...body,
    BlobId: body.BlobId ?? current?.BlobId ?? blobIds.next(),
    CreatedDate: sentDate(body.CreatedDate, current?.CreatedDate ?? now),
    UpdatedDate: sentDate(body.UpdatedDate, now),
    CreatedBy: sentAssociate(body.CreatedBy, current === undefined ? caller : current.CreatedBy),
    UpdatedBy: sentAssociate(body.UpdatedBy, caller),
  }),
}

function adoptedBlobId (sent: number | undefined, blobIds: BlobIds): number {
  return sent !== undefined && sent > 0 && blobIds.isFree(sent) ? sent : blobIds.next()
}

function sentDate (sent: string | null | undefined, otherwise: string): string {
  if (sent === undefined) return otherwise
  return sent === null ? UNSET_DATE : toUtcSeconds(sent)
}

function sentAssociate (sent: BlobEntityBody['CreatedBy'], otherwise: Associate | null): Associate | null {
  if (sent === undefined) return otherwise
  return sent === null ? null : { ...NEW_ASSOCIATE, ...sent }
}
