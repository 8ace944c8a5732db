import { Type, type Static } from '@sinclair/typebox'
import { Words } from '../../carriers/scalars.js'

/** How long a call may wait at most. */
export const LONGEST_DELAY_MS = 600_000
const MOST_ACTIONS = 10
const MOST_CALLS = 1_000_000_000

const Count = (description: string, minimum = 1) => Type.Integer({ minimum, maximum: MOST_CALLS, description })
const Millisecond = (description: string) => Type.Integer({ minimum: 0, maximum: LONGEST_DELAY_MS, description })

const MatchSchema = Type.Partial(Type.Object({
  Method: Type.String({ minLength: 1, description: 'The method, in any case.' }),
  Path: Type.String({
    minLength: 1, description: 'The path without the tenant: {…} stands for any segment, * at the end for any rest.',
  }),
  Header: Type.Object({
    Name: Type.String({ minLength: 1, description: 'Its name, in any case.' }),
    Value: Type.Optional(Type.String({ description: 'What it says, with * for any text; without it, whatever it says.' })),
  }, { additionalProperties: false }),
  Call: Count('The call that is meant, from 1, of those that all else here fits.'),
  EveryCall: Count('Each so manieth call is meant, of those that all else here fits.'),
  Probability: Type.Number({ description: 'How likely each call is meant: more than 0, at most 1.' }),
  Seed: Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: 'The calls that are meant are the same for the same seed.' }),
}), { additionalProperties: false, description: 'The calls that are meant; all when nothing is said.' })

const ActionSchema = Type.Object({
  Action: Words(['Delay', 'Answer', 'Drop', 'Reset'], {
    description: 'Delay waits; Answer answers a failure; Drop closes the connection without an answer, Reset by a TCP RST.',
  }),
  Phase: Type.Optional(Words(['before', 'after'], { description: 'After: the call has done what it does.' })),
  Distribution: Type.Optional(Words(['fixed', 'uniform', 'lognormal'], { description: 'How the delays of a Delay vary.' })),
  Milliseconds: Type.Optional(Millisecond('Of a Delay: how long, the least of uniform, the median of lognormal.')),
  MaxMilliseconds: Type.Optional(Millisecond('Of a Delay that is uniform: the most.')),
  Sigma: Type.Optional(Type.Number({ description: 'Of a Delay that is lognormal: the deviation of the logarithm.' })),
  Status: Type.Optional(Type.Integer({ minimum: 400, maximum: 599, description: 'Of an Answer.' })),
  RetryAfter: Type.Optional(Count('Of an Answer 429 or 503: the seconds of Retry-After.', 0)),
}, { additionalProperties: false, xml: { name: 'Action' } })

/** A rule as a tester gives it. */
export const FaultRuleSchema = Type.Object({
  Match: Type.Optional(MatchSchema),
  Actions: Type.Array(ActionSchema, { minItems: 1, maxItems: MOST_ACTIONS, description: 'What happens to a call, one after the other.' }),
  Times: Type.Optional(Count('After so many calls the rule is spent.')),
  TimeToLiveSeconds: Type.Optional(Type.Number({ description: 'After so many seconds the rule is removed; more than 0.' })),
}, {
  $id: 'FaultRule',
  xml: { name: 'FaultRule' },
  additionalProperties: false,
  description: 'What goes wrong, for which calls.',
  examples: [{
    Match: { Method: 'PUT', Path: '/api/v1/Product/{productId}/ImageInfo' },
    Actions: [{ Action: 'Answer', Status: 503, RetryAfter: 1 }],
    Times: 2,
  }],
})

/** A rule as it is listed. */
export const FaultSchema = Type.Object({
  Id: Type.Integer({ description: 'What names it.' }),
  Met: Type.Integer({ description: 'Calls that its method, path and header fitted.' }),
  Applied: Type.Integer({ description: 'Calls that it happened to.' }),
  Rule: FaultRuleSchema,
}, { $id: 'Fault', description: 'A rule, and how often it was met.' })

export type FaultRule = Static<typeof FaultRuleSchema>
export type FaultMatch = Static<typeof MatchSchema>
export type FaultAction = Static<typeof ActionSchema>
export type Fault = Static<typeof FaultSchema>
