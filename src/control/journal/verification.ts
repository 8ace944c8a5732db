import { Type, type Static } from '@sinclair/typebox'
import { Nullable } from '../../carriers/scalars.js'
import { NamedValueSchema } from '../matching/named-value.js'
import { bodyCriterion } from './body-criterion.js'
import {
  callerCriterion, faultCriterion, headerCriterion, methodCriterion, pathCriterion, queryCriterion, statusCriterion, unmatchedCriterion, type Criterion,
} from './criteria.js'
import { JournalEntrySchema } from './entry.js'

/** Maximum of WaitForMilliseconds. Common proxies wait about a minute for a response. */
const LONGEST_WAIT_MS = 60_000
const MOST_CALLS = 1_000_000_000
/** Maximum number of steps in a sequence, because the message of the result lists the id of a request for each step that was met. */
const MOST_STEPS = 50

/** Description of the parameter Unmatched, for listings, streams and verifications. */
export const UNMATCHED = 'True selects requests that break the contract of the API: those without a route, and those refused with status 400, 406, 413 or 415, ' +
  'unless a fault set the status. False selects all others.'

const Count = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: MOST_CALLS, description })

const SinceSchema = Type.Union([Type.Integer({ minimum: 0, maximum: MOST_CALLS }), Type.String({ minLength: 1 })], {
  description: 'An id, which selects the requests after it, or a date and time, which selects the requests at or after it.',
})

const MatchSchema = Type.Partial(Type.Object({
  Method: Type.String({ minLength: 1, description: 'The method, case-insensitive.' }),
  Path: Type.String({
    minLength: 1, description: 'The path without the tenant. {…} matches one segment; a * at the end matches all that follows.',
  }),
  Status: Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ minLength: 1 })], { description: 'The status, such as 404 or "4xx".' }),
  Header: NamedValueSchema('A request header. Values of secret headers are not kept and cannot be matched.'),
  Query: NamedValueSchema('A query parameter.'),
  Body: Type.Unknown({
    description: 'Properties of the request body, which may have others as well. Names are case-insensitive. Alternatively one property as ' +
      'in rules of /_mock/faults: a Property such as CreatedBy.Name, and a Value in which * matches any string.',
  }),
  Caller: Type.String({ minLength: 1, description: 'The user name, in which * matches any string.' }),
  FaultId: Count('The id of the rule of /_mock/faults that was applied to the request.', 1),
  Unmatched: Type.Boolean({ description: UNMATCHED }),
}), { additionalProperties: false, xml: { name: 'Match' }, description: 'The conditions on a request. By default, all requests match.' })

export const TimesSchema = Type.Partial(Type.Object({
  Exactly: Count('The exact number of requests.'),
  AtLeast: Count('The minimum number of requests.'),
  AtMost: Count('The maximum number of requests.'),
}), { additionalProperties: false, description: 'The expected number of requests; at least 1 by default.' })

export const VerificationSchema = Type.Partial(Type.Object({
  Match: MatchSchema,
  Sequence: Type.Array(MatchSchema, {
    minItems: 1,
    maxItems: MOST_STEPS,
    expected: `an array of 1 to ${MOST_STEPS} matches`,
    description: 'The requests that are expected in this order. Other requests may be between them. Replaces Match and Times.',
  }),
  Times: TimesSchema,
  Since: SinceSchema,
  WaitForMilliseconds: Type.Integer({
    minimum: 0, maximum: LONGEST_WAIT_MS, description: 'The longest time to wait for matching requests. The response is sent as soon as the verification holds or too many requests match.',
  }),
}), {
  $id: 'Verification',
  xml: { name: 'Verification' },
  additionalProperties: false,
  description: 'The requests that are expected, and their number or order.',
  examples: [{
    Match: { Method: 'PUT', Path: '/api/v1/Product/{productId}/ImageInfo', Body: { Description: 'Front view' }, Status: 200 },
    Times: { Exactly: 1 },
  }],
})

const DifferenceSchema = Type.Object({
  Field: Type.String({ description: 'The name of the field, such as Method or Body.CreatedBy.Name.' }),
  Expected: Type.Unknown(),
  Came: Type.Unknown(),
})

export const VerificationResultSchema = Type.Object({
  Held: Type.Boolean({ description: 'True if the number or order of requests is as expected. It is also false if requests that are not kept could change the result.' }),
  Count: Type.Integer({ description: 'The number of matching requests; for a Sequence, the number of steps that were met in order.' }),
  Unknown: Type.Integer({ description: 'The number of requests that may have matched, but were dropped to free space or not kept completely.' }),
  Message: Type.String({ description: 'The actual and the expected number, and the differences of the nearest request.' }),
  Nearest: Nullable(Type.Object({
    Entry: JournalEntrySchema,
    Differences: Type.Array(DifferenceSchema),
  }), { description: 'If too few requests match: the request with the fewest differences, or the latest of several such requests. For a Sequence, the request is compared with the first step that is not met.' }),
}, { $id: 'VerificationResult', description: 'The result of a verification.' })

/** The requests that a test expects: their conditions, their number or order, since when they count, and how long to wait for them. */
export type Verification = Static<typeof VerificationSchema>
/** The result of a verification. */
export type VerificationResult = Static<typeof VerificationResultSchema>

/**
 * Compiles the conditions on a request.
 * @throws ApiError 400 for an invalid condition, and for one that a criterion recognizes as impossible to match
 */
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
    differences: recorded => criteria.flatMap(criterion => criterion.differences(recorded)),
    isDecidable: recorded => criteria.every(criterion => criterion.isDecidable(recorded)),
  }
}
