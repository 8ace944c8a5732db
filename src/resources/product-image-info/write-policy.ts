import { AssociateSchema, type Associate } from '../../carriers/associate.js'
import type { BlobEntity, BlobEntityBody } from '../../carriers/blob-entity.js'
import { UNSET_DATE, nextSecond } from '../../carriers/date-time.js'
import { defaultsOf } from '../../carriers/defaults.js'
import type { FreeIds, Revision } from '../../storage/store.js'

/** Who owns the id, the dates and the authors of an image info: the server, as in the real service, or the caller. */
export type WritePolicy = 'server' | 'client'

export interface Writing {
  /** What the properties are that the body does not name. */
  readonly base: BlobEntity
  readonly body: BlobEntityBody
  readonly caller: Associate
  /** The time of the call, as it is kept. */
  readonly now: string
  /** The instant that a date of the body means, as it is kept. */
  readonly readDate: (sent: string) => string
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
    UpdatedDate: changedAt(now, current),
    CreatedBy: current === undefined ? caller : current.CreatedBy,
    UpdatedBy: caller,
  }),

  client: ({ base, body, caller, now, readDate }, current, blobIds) => ({
    ...base,
    ...body,
    BlobId: body.BlobId ?? current?.BlobId ?? blobIds.next(),
    CreatedDate: body.CreatedDate === undefined ? current?.CreatedDate ?? now : sentDate(body.CreatedDate, readDate),
    UpdatedDate: body.UpdatedDate === undefined ? changedAt(now, current) : sentDate(body.UpdatedDate, readDate),
    CreatedBy: sentAssociate(body.CreatedBy, current === undefined ? caller : current.CreatedBy),
    UpdatedBy: sentAssociate(body.UpdatedBy, caller),
  }),
}

function adoptedBlobId (sent: number | undefined, blobIds: FreeIds): number {
  return sent !== undefined && sent > 0 && blobIds.isFree(sent) ? sent : blobIds.next()
}

/**
 * The time of a change, a second after the last one at least: conditions on dates compare whole seconds, and must
 * tell each change from the one before.
 */
function changedAt (now: string, current: BlobEntity | undefined): string {
  return current === undefined || current.UpdatedDate < now ? now : nextSecond(current.UpdatedDate)
}

const sentDate = (sent: string | null, readDate: Writing['readDate']) => sent === null ? UNSET_DATE : readDate(sent)

function sentAssociate (sent: BlobEntityBody['CreatedBy'], otherwise: Associate | null): Associate | null {
  if (sent === undefined) return otherwise
  return sent === null ? null : { ...NEW_ASSOCIATE, ...sent }
}
