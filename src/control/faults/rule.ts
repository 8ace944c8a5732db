import { Type, type Static } from '@sinclair/typebox'
import { CLOSED, Words } from '../../carriers/scalars.js'
import type { FaultAction } from './fault-action.js'
import { BodyPropertySchema } from '../matching/body-pattern.js'
import { NamedValueSchema } from '../matching/named-value.js'
import { MOST_RULES } from '../rules/tenant-rules.js'

/** Maximum in milliseconds of a delay and of the times of Trickle: ten minutes, which is longer than the usual timeouts of clients. */
export const LONGEST_DELAY_MS = 600_000

/** Maximum number of actions in a rule. Only seven kinds exist, and a rule rarely needs one of them twice. */
const MOST_ACTIONS = 10

/** Maximum of the counts, bytes and seconds that are integers. Tests need much smaller values. */
const MOST_COUNT = 1_000_000_000

const BoundedCount = (description: string, minimum = 1) => Type.Integer({ minimum, maximum: MOST_COUNT, description })
const Millisecond = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: LONGEST_DELAY_MS, description })

const QuotaSchema = Type.Object({
  Calls: BoundedCount('The number of requests that a window allows.'),
  Seconds: BoundedCount('The length of a window in seconds, by the clock of the tenant. A window starts with its first request.'),
  Per: Type.Optional(Words(['Tenant', 'Caller'], { description: 'With Tenant, all requests of the tenant are counted together; with Caller, the requests with each credential are counted separately.' })),
}, { ...CLOSED, description: 'Limits the rule to requests that exceed a quota. An Answer with 429 or 503 sets Retry-After to the seconds until the window ends.' })

const FaultMatchSchema = Type.Partial(Type.Object({
  Method: Type.String({ minLength: 1, description: 'The method; case-insensitive.' }),
  Path: Type.String({
    minLength: 1, description: 'The path without the tenant. {…} matches one segment; a * at the end matches all that follows.',
  }),
  Query: NamedValueSchema('A query parameter.'),
  Header: NamedValueSchema('A header.'),
  Body: BodyPropertySchema,
  Call: BoundedCount('Limits the rule to the nth request that matches the other conditions; the first is 1.'),
  EveryCall: BoundedCount('Limits the rule to every nth request that matches the other conditions.'),
  Probability: Type.Number({ description: 'The probability that the rule is applied to a matching request: more than 0, at most 1.' }),
  Seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: 'The seed of Probability. The same seed selects the same requests.' }),
  Quota: QuotaSchema,
}), { ...CLOSED, description: 'The conditions of the rule; by default it matches all requests.' })

/** Schema of an action. It has the parameters of all kinds of actions. `compileActions` refuses those that an action does not support. */
export const ActionSchema = Type.Object({
  Action: Words(['Delay', 'Answer', 'Drop', 'Reset', 'Truncate', 'Malform', 'Trickle'], {
    description: 'Delay waits; Answer responds with a failure; Drop closes the connection without a response, Reset by a TCP RST. ' +
      'Truncate sends the first bytes of the response and closes the connection, Malform overwrites its second half, Trickle sends it in pieces.',
  }),
  Phase: Type.Optional(Words(['before', 'after'], { description: 'With before, the action is applied before the request is executed; with after, it is applied to the response.' })),
  Distribution: Type.Optional(Words(['fixed', 'uniform', 'lognormal'], { description: 'The distribution of the delays of Delay.' })),
  Milliseconds: Type.Optional(Millisecond('Delay: the duration, the minimum of uniform or the median of lognormal. Trickle: the time between two pieces.')),
  MaxMilliseconds: Type.Optional(Millisecond('Delay with uniform: the maximum.')),
  Sigma: Type.Optional(Type.Number({ description: 'Delay with lognormal: the standard deviation of the logarithm, from 0 to 5.' })),
  Status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'Answer: the status of the response.' })),
  RetryAfter: Type.Optional(BoundedCount('Answer with 429 or 503: the value of Retry-After in seconds.', 0)),
  Body: Type.Optional(Type.Unknown({
    description: 'Answer: the body that replaces the usual one. A string is sent as HTML unless Headers has a Content-Type, an object or an array as JSON.',
  })),
  Headers: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Answer: headers of the response, by name.' })),
  Bytes: Type.Optional(BoundedCount('Truncate: the number of bytes that are sent, at most all but one.', 0)),
  Fraction: Type.Optional(Type.Number({ description: 'Truncate: the fraction of the bytes that is sent, at least 0 and less than 1; 0.5 by default.' })),
  ChunkBytes: Type.Optional(BoundedCount('Trickle: the size of a piece in bytes.')),
  TotalMilliseconds: Type.Optional(Millisecond('Trickle, instead of ChunkBytes and Milliseconds: the time from the first piece to the last.', 1)),
}, { ...CLOSED, xml: { name: 'Action' } })

export const FaultRuleSchema = Type.Object({
  Match: Type.Optional(FaultMatchSchema),
  Actions: Type.Array(Type.Unsafe<FaultAction>(ActionSchema), { minItems: 1, maxItems: MOST_ACTIONS, description: 'The actions, which are applied in order.' }),
  Times: Type.Optional(BoundedCount('The maximum number of requests to which the rule is applied.')),
  TimeToLiveSeconds: Type.Optional(Type.Number({ description: 'The number of seconds after which the rule is removed; more than 0.' })),
}, {
  ...CLOSED,
  $id: 'FaultRule',
  xml: { name: 'FaultRule' },
  description: 'A rule that applies faults to matching requests.',
  examples: [{
    Match: { Method: 'PUT', Path: '/api/v1/Product/{productId}/ImageInfo' },
    Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 1 }],
    Times: 2,
  }],
})

/** Schema of the body of `POST /_mock/faults`: one rule, or several. */
export const FaultRequestSchema = Type.Object({
  ...Type.Partial(FaultRuleSchema).properties,
  Rules: Type.Optional(Type.Array(FaultRuleSchema, { minItems: 1, maxItems: MOST_RULES, description: 'Several rules instead of one. All of them are added, or none.' })),
}, {
  ...CLOSED,
  $id: 'FaultRequest',
  xml: { name: 'FaultRequest' },
  description: 'One rule, or several in Rules.',
  examples: FaultRuleSchema.examples,
})

export const FaultSchema = Type.Object({
  Id: Type.Integer({ description: 'The id of the rule.' }),
  Preset: Type.Optional(Type.String({ description: 'The preset that the rule belongs to, if any.' })),
  Met: Type.Integer({ description: 'The number of requests that matched the conditions on method, path, query, header and body.' }),
  Applied: Type.Integer({ description: 'The number of requests to which the rule was applied.' }),
  ActionsApplied: Type.Array(Type.Integer(), { description: 'The number of times that each action was applied, in the order of the actions.' }),
  Rule: FaultRuleSchema,
}, { $id: 'Fault', description: 'A rule with its counts.' })

export type FaultRequest = Static<typeof FaultRequestSchema>
/** A fault rule as a client adds it: the requests that it matches, its actions in order, and its limits. */
export type FaultRule = Static<typeof FaultRuleSchema>
export type FaultMatch = Static<typeof FaultMatchSchema>
export type FaultQuota = Static<typeof QuotaSchema>
export type ActionParameters = Static<typeof ActionSchema>
/** A fault rule with its id and its counts. */
export type Fault = Static<typeof FaultSchema>
