import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from '../../carriers/scalars.js'
import { NamedValueSchema } from '../matching/named-value.js'
import { bodyCriterion } from './body-criterion.js'
import {
  callerCriterion, faultCriterion, headerCriterion, methodCriterion, pathCriterion, queryCriterion, statusCriterion, unmatchedCriterion, type Criterion,
} from './criteria.js'
import { JournalEntrySchema } from './entry.js'

/** Limit of WaitForMilliseconds: common proxies cut requests after a minute. */
const LONGEST_WAIT_MS = 60_000
const MOST_CALLS = 1_000_000_000
/** Limit of the steps of a sequence, each of which may be compared with each call. */
const MOST_STEPS = 50

/** Describes the parameter of listings and of matches. */
export const UNMATCHED = 'True for calls that the API does not have: those of no route, and those that were refused for what they say ' +
  '(status 400, 406, 413 or 415) unless a fault did it; false for all others.'

const Count = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: MOST_CALLS, description })

const SinceSchema = Type.Union([Type.Integer({ minimum: 0, maximum: MOST_CALLS }), Type.String({ minLength: 1 })], {
  description: 'An id: only calls behind it; or a date and time: only calls from then on.',
})

const MatchSchema = Type.Partial(Type.Object({
  Method: Type.String({ minLength: 1, description: 'The method, in any case.' }),
  Path: Type.String({
    minLength: 1, description: 'The path without the tenant: {…} stands for any segment, * at the end for any rest.',
  }),
  Status: Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ minLength: 1 })], { description: 'Such as 404 or "4xx".' }),
  Header: NamedValueSchema('A header of the call. What is secret is not kept, and has no Value.'),
  Query: NamedValueSchema('A parameter of the query.'),
  Body: Type.Unknown({
    description: 'Properties that the body has, with whichever others; names in any case. Or one property as rules of /_mock/faults have it: ' +
      'a Property such as CreatedBy.Name, and a Value with * for any text.',
  }),
  Caller: Type.String({ minLength: 1, description: 'The user name, with * for any text.' }),
  FaultId: Count('The rule of /_mock/faults that the call met.', 1),
  Unmatched: Type.Boolean({ description: UNMATCHED }),
}), { additionalProperties: false, xml: { name: 'Match' }, description: 'The calls that are meant; all when nothing is said.' })

export const TimesSchema = Type.Partial(Type.Object({
  Exactly: Count('As many calls, no more and no fewer.'),
  AtLeast: Count('As many calls or more.'),
  AtMost: Count('As many calls or fewer.'),
}), { additionalProperties: false, description: 'How many calls there must be: at least 1 when nothing is said.' })

/** Body of POST /_mock/journal/verify. */
export const VerificationSchema = Type.Partial(Type.Object({
  Match: MatchSchema,
  Sequence: Type.Array(MatchSchema, {
    minItems: 1,
    maxItems: MOST_STEPS,
    expected: `an array of 1 to ${MOST_STEPS} matches`,
    description: 'Calls that there must have been in this order, with any others between them; instead of Match and Times.',
  }),
  Times: TimesSchema,
  Since: SinceSchema,
  WaitForMilliseconds: Type.Integer({
    minimum: 0, maximum: LONGEST_WAIT_MS, description: 'How long to wait until it holds; the answer comes as soon as that is known.',
  }),
}), {
  $id: 'Verification',
  xml: { name: 'Verification' },
  additionalProperties: false,
  description: 'Which calls there must have been, and how many or in which order.',
  examples: [{
    Match: { Method: 'PUT', Path: '/api/v1/Product/{productId}/ImageInfo', Body: { Description: 'Front view' }, Status: 200 },
    Times: { Exactly: 1 },
  }],
})

const DifferenceSchema = Type.Object({
  Field: Type.String({ description: 'Such as Method, or Body.CreatedBy.Name.' }),
  Expected: Type.Unknown(),
  Came: Type.Unknown(),
})

/** Response of POST /_mock/journal/verify. */
export const VerificationResultSchema = Type.Object({
  Held: Type.Boolean({ description: 'False as well when calls that are not kept could decide.' }),
  Count: Type.Integer({ description: 'Calls that fitted; of a Sequence, its first matches that were met in order.' }),
  Unknown: Type.Integer({ description: 'Calls of which nobody knows: those that were dropped for space, and those whose body was cut.' }),
  Message: Type.String({ description: 'What was found, what was to be found, and in what the nearest call differs.' }),
  Nearest: Nullable(Type.Object({
    Entry: JournalEntrySchema,
    Differences: Type.Array(DifferenceSchema),
  }), { description: 'When too few fitted, the call that differs least, the last of those. Of a Sequence, from its first match that was not met.' }),
}, { $id: 'VerificationResult', description: 'Whether it held.' })

/** The requests that a test expects, how many of them, and how long to wait. */
export type Verification = Static<typeof VerificationSchema>
/** Whether a verification held, with the reason and the nearest request if not. */
export type VerificationResult = Static<typeof VerificationResultSchema>

/** @throws ApiError 400 for a match that no request can fit */
export function compileMatch ({ Method, Path, Status, Header, Query, Body, Caller, FaultId, Unmatched }: Static<typeof MatchSchema>): Criterion {
  const criteria = [
    Method === undefined ? undefined : methodCriterion(Method),
    Path === undefined ? undefined : pathCriterion(Path),
    Status === undefined ? undefined : statusCriterion(Status),
    Header === undefined ? undefined : headerCriterion(Header),
    Query === undefined ? undefined : queryCriterion(Query),
    Caller === undefined ? undefined : callerCriterion(Caller),
    FaultId === undefined ? undefined : faultCriterion(FaultId),
    Unmatched === undefined ? undefined : unmatchedCriterion(Unmatched),
    Body === undefined ? undefined : bodyCriterion(Body),
  ].filter(criterion => criterion !== undefined)
  return {
    differences: call => criteria.flatMap(criterion => criterion.differences(call)),
    isDecidable: call => criteria.every(criterion => criterion.isDecidable(call)),
  }
}
