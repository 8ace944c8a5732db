import { Type, type Static } from '@sinclair/typebox'
import { CLOSED, Words } from '../../carriers/scalars.js'
import { BodyPropertySchema } from '../matching/body-pattern.js'
import { NamedTextSchema } from '../matching/named-text.js'
import { MOST_RULES } from '../rules/tenant-rules.js'

/** Limits a single delay. Ten minutes exceed the usual timeouts of clients. */
export const LONGEST_DELAY_MS = 600_000

/** Limits the actions of a rule. There are seven kinds, of which few can follow each other. */
const MOST_ACTIONS = 10

/** Limits counts, so that sums and products of them stay exact. No test makes as many requests. */
const MOST_COUNT = 1_000_000_000

const BoundedCount = (description: string, minimum = 1) => Type.Integer({ minimum, maximum: MOST_COUNT, description })
const Millisecond = (description: string, minimum = 0) => Type.Integer({ minimum, maximum: LONGEST_DELAY_MS, description })

const QuotaSchema = Type.Object({
  Calls: BoundedCount('Calls that may come in a window.'),
  Seconds: BoundedCount('How long a window is, by the clock of the tenant, from the first call in it.'),
  Per: Type.Optional(Words(['Tenant', 'Caller'], { description: 'Whose calls are counted together; a caller is who has the same credential.' })),
}, { ...CLOSED, description: 'Only calls beyond so many in a window are meant. An Answer 429 or 503 says the rest of the window as Retry-After.' })

const FaultMatchSchema = Type.Partial(Type.Object({
  Method: Type.String({ minLength: 1, description: 'The method, in any case.' }),
  Path: Type.String({
    minLength: 1, description: 'The path without the tenant: {…} stands for any segment, * at the end for any rest.',
  }),
  Query: NamedTextSchema('A parameter of the query.'),
  Header: NamedTextSchema('A header.'),
  Body: BodyPropertySchema,
  Call: BoundedCount('The call that is meant, from 1, of those that all else here fits.'),
  EveryCall: BoundedCount('Each so manieth call is meant, of those that all else here fits.'),
  Probability: Type.Number({ description: 'How likely each call is meant: more than 0, at most 1.' }),
  Seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: 'The calls that are meant are the same for the same seed.' }),
  Quota: QuotaSchema,
}), { ...CLOSED, description: 'The calls that are meant; all when nothing is said.' })

/** An action of a rule. */
export const ActionSchema = Type.Object({
  Action: Words(['Delay', 'Answer', 'Drop', 'Reset', 'Truncate', 'Malform', 'Trickle'], {
    description: 'Delay waits; Answer answers a failure; Drop closes the connection without an answer, Reset by a TCP RST. ' +
      'Of the bytes of an answer, Truncate sends the first and closes, Malform spoils the second half, Trickle sends them piece by piece.',
  }),
  Phase: Type.Optional(Words(['before', 'after'], { description: 'After: the call has done what it does.' })),
  Distribution: Type.Optional(Words(['fixed', 'uniform', 'lognormal'], { description: 'How the delays of a Delay vary.' })),
  Milliseconds: Type.Optional(Millisecond('Of a Delay: how long, the least of uniform, the median of lognormal. Of a Trickle: between two pieces.')),
  MaxMilliseconds: Type.Optional(Millisecond('Of a Delay that is uniform: the most.')),
  Sigma: Type.Optional(Type.Number({ description: 'Of a Delay that is lognormal: the deviation of the logarithm, from 0 to 5.' })),
  Status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'Of an Answer.' })),
  RetryAfter: Type.Optional(BoundedCount('Of an Answer 429 or 503: the seconds of Retry-After.', 0)),
  Bytes: Type.Optional(BoundedCount('Of a Truncate: how many are sent, all but one at most.', 0)),
  Fraction: Type.Optional(Type.Number({ description: 'Of a Truncate: how many are sent, as a part of all: at least 0, less than 1; a half by default.' })),
  ChunkBytes: Type.Optional(BoundedCount('Of a Trickle: how many a piece has.')),
  TotalMilliseconds: Type.Optional(Millisecond('Of a Trickle, in the place of ChunkBytes and Milliseconds: from the first piece to the last.', 1)),
}, { ...CLOSED, xml: { name: 'Action' } })

/** A fault rule in a request. */
export const FaultRuleSchema = Type.Object({
  Match: Type.Optional(FaultMatchSchema),
  Actions: Type.Array(ActionSchema, { minItems: 1, maxItems: MOST_ACTIONS, description: 'What happens to a call, one after the other.' }),
  Times: Type.Optional(BoundedCount('After so many calls the rule is spent.')),
  TimeToLiveSeconds: Type.Optional(Type.Number({ description: 'After so many seconds the rule is removed; more than 0.' })),
}, {
  ...CLOSED,
  $id: 'FaultRule',
  xml: { name: 'FaultRule' },
  description: 'What goes wrong, for which calls.',
  examples: [{
    Match: { Method: 'PUT', Path: '/api/v1/Product/{productId}/ImageInfo' },
    Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 1 }],
    Times: 2,
  }],
})

/** The body of `POST /_mock/faults`: one rule, or several. */
export const FaultRequestSchema = Type.Object({
  ...Type.Partial(FaultRuleSchema).properties,
  Rules: Type.Optional(Type.Array(FaultRuleSchema, { minItems: 1, maxItems: MOST_RULES, description: 'Several rules, in the place of one; all are added, or none.' })),
}, {
  ...CLOSED,
  $id: 'FaultRequest',
  xml: { name: 'FaultRequest' },
  description: 'A rule, or several as Rules.',
  examples: FaultRuleSchema.examples,
})

/** A fault rule in a response, with its counters. */
export const FaultSchema = Type.Object({
  Id: Type.Integer({ description: 'What names it.' }),
  Preset: Type.Optional(Type.String({ description: 'The preset that it is of, if any.' })),
  Met: Type.Integer({ description: 'Calls that its method, path, query, header and body fitted.' }),
  Applied: Type.Integer({ description: 'Calls that it happened to.' }),
  ActionsApplied: Type.Array(Type.Integer(), { description: 'How often each of its actions happened, in their order.' }),
  Rule: FaultRuleSchema,
}, { $id: 'Fault', description: 'A rule, and how often it was met.' })

export type FaultRequest = Static<typeof FaultRequestSchema>
/** A fault rule as a test adds it: the requests that it matches, and its actions in order. */
export type FaultRule = Static<typeof FaultRuleSchema>
export type FaultMatch = Static<typeof FaultMatchSchema>
export type FaultQuota = Static<typeof QuotaSchema>
export type FaultAction = Static<typeof ActionSchema>
/** A fault rule with its id and the number of requests that it matched. */
export type Fault = Static<typeof FaultSchema>
