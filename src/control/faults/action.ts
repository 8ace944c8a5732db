import type { ApiError } from '../../errors/error-bodies.js'
import { quote } from '../../errors/expectation.js'
import { faultFailure, type RefuseRule } from '../errors.js'
import { FAULT_STATUSES } from './fault-action.js'
import { compileOwnResponse } from './own-response.js'
import { createTimedTrickle, createTrickle, createTruncation, malform, type AlterBytes } from './response-bytes.js'
import { LONGEST_DELAY_MS, type ActionParameters } from './rule.js'

type Phase = 'before' | 'after'

/** An action with validated parameters. */
export type CompiledAction = ActionEffect & {
  /** Index of the action in its rule. */
  readonly index: number
}

type ActionEffect = { readonly phase: Phase } & (
  | { readonly kind: 'Delay', readonly draws: number, readonly milliseconds: DrawDelay }
  | { readonly kind: 'Answer', readonly failure: (retryAfter?: number) => ApiError }
  | { readonly kind: 'Drop' | 'Reset' }
  | { readonly kind: 'Alter', readonly alter: AlterBytes }
)

/** Returns the duration of one delay in milliseconds. The property `draws` of the action is the number of calls of `random`. */
type DrawDelay = (random: () => number) => number

/** Maximum of Sigma. With a larger Sigma, too many delays would be close to 0 or equal to the longest allowed delay. */
const MOST_SIGMA = 5

/** The parameters that each action supports, except Phase. */
const PARAMETERS: Readonly<Record<ActionParameters['Action'], readonly string[]>> = {
  Delay: ['Distribution', 'Milliseconds', 'MaxMilliseconds', 'Sigma'],
  Answer: ['Status', 'RetryAfter', 'Body', 'Headers'],
  Drop: [],
  Reset: [],
  Truncate: ['Bytes', 'Fraction'],
  Malform: [],
  Trickle: ['ChunkBytes', 'Milliseconds', 'TotalMilliseconds'],
}

/**
 * Compiles the actions of a rule. Returns them in the order in which they are applied: first those with the phase `before`.
 * @throws ApiError 400 if a parameter is missing, invalid or not supported by its action, or if an action can never be applied
 */
export function compileActions (actions: readonly ActionParameters[], refuse: RefuseRule): readonly CompiledAction[] {
  const compiled = actions.map((action, index) => ({ ...compileAction(action, refuse), index }))
  const inOrder = [...compiled.filter(({ phase }) => phase === 'before'), ...compiled.filter(({ phase }) => phase === 'after')]
  for (const [position, next] of inOrder.slice(1).entries()) {
    const last = inOrder[position]
    if (last !== undefined && preventsNext(last, next)) throw refuse(`Actions[${next.index}] is never applied, because Actions[${last.index}] ends the request`)
  }
  return inOrder
}

/** An Answer does not prevent actions with the phase `after`: they are applied to its response. */
const preventsNext = ({ kind, phase }: ActionEffect, next: ActionEffect) =>
  kind === 'Drop' || kind === 'Reset' || (kind === 'Answer' && phase === next.phase && phase === 'before')

function compileAction (action: ActionParameters, refuse: RefuseRule): ActionEffect {
  const { Action, Phase = 'before', ...parameters } = action
  const unsupported = Object.keys(parameters).find(name => !PARAMETERS[Action].includes(name))
  if (unsupported !== undefined) throw refuse(`the action ${Action} does not support ${unsupported}`)
  switch (Action) {
    case 'Delay': return { kind: Action, phase: Phase, ...compileDelay(action, refuse) }
    case 'Answer': return { kind: Action, phase: Phase, failure: compileFailure(action, refuse) }
    case 'Drop': case 'Reset': return { kind: Action, phase: Phase }
  }
  if (action.Phase === 'before') throw refuse(`${Action} applies to the response, so its Phase must be after`)
  return { kind: 'Alter', phase: 'after', alter: compileAlteration(action, refuse) }
}

const DISTRIBUTION_PARAMETERS = [['uniform', 'MaxMilliseconds'], ['lognormal', 'Sigma']] as const

function compileDelay (
  { Distribution, Milliseconds, ...parameters }: ActionParameters, refuse: RefuseRule
): { readonly draws: number, readonly milliseconds: DrawDelay } {
  if (Milliseconds === undefined) throw refuse('Delay requires Milliseconds')
  for (const [distribution, name] of DISTRIBUTION_PARAMETERS) {
    const hasParameter = parameters[name] !== undefined
    if (Distribution === distribution && !hasParameter) throw refuse(`the Distribution ${distribution} requires ${name}; got none`)
    if (Distribution !== distribution && hasParameter) throw refuse(`${name} requires the Distribution ${distribution}; got ${Distribution ?? 'none'}`)
  }
  const { MaxMilliseconds, Sigma } = parameters
  if (MaxMilliseconds !== undefined) {
    if (MaxMilliseconds < Milliseconds) throw refuse(`MaxMilliseconds must be at least Milliseconds, which is ${Milliseconds}; got ${MaxMilliseconds}`)
    return { draws: 1, milliseconds: random => Milliseconds + random() * (MaxMilliseconds - Milliseconds) }
  }
  if (Sigma === undefined) return { draws: 0, milliseconds: () => Milliseconds }
  if (!(Sigma >= 0 && Sigma <= MOST_SIGMA)) throw refuse(`Sigma must be at least 0 and at most ${MOST_SIGMA}; got ${Sigma}`)
  return { draws: 2, milliseconds: random => Math.min(LONGEST_DELAY_MS, Milliseconds * Math.exp(Sigma * standardNormal(random))) }
}

/** Returns the number of random numbers that must be reserved for the actions of a rule each time the rule is applied. */
export const countDraws = (actions: readonly CompiledAction[]) =>
  actions.reduce((sum, action) => sum + (action.kind === 'Delay' ? action.draws : 0), 0)

/**
 * Returns a normally distributed number, by the Box-Muller transform. The argument of the logarithm is never 0, because `random` returns
 * less than 1.
 */
const standardNormal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const RETRYABLE_STATUSES: readonly (number | undefined)[] = [429, 503]

const [LAST_STATUS, ...OTHER_STATUSES] = FAULT_STATUSES.toReversed()
const STATUS_WORDS = `${OTHER_STATUSES.reverse().join(', ')} or ${LAST_STATUS}`

function compileFailure ({ Status, RetryAfter, Body, Headers }: ActionParameters, refuse: RefuseRule): (retryAfter?: number) => ApiError {
  const status = FAULT_STATUSES.find(known => known === Status)
  if (status === undefined) throw refuse(`Answer requires a Status of ${STATUS_WORDS}; got ${quote(Status)}`)
  const { headers, body: ownBody } = compileOwnResponse({ Body, Headers: Headers ?? {} }, refuse)
  if (!RETRYABLE_STATUSES.includes(status)) {
    if (RetryAfter !== undefined) throw refuse(`RetryAfter requires the Status 429 or 503; got ${status}`)
    return () => faultFailure(status, { retryAfter: undefined, headers, ownBody })
  }
  if (RetryAfter !== undefined && headers['retry-after'] !== undefined) throw refuse('RetryAfter and the header Retry-After must not be combined')
  return retryAfter => faultFailure(status, { retryAfter: RetryAfter ?? retryAfter, headers, ownBody })
}

function compileAlteration ({ Action, Bytes, Fraction, ...trickle }: ActionParameters, refuse: RefuseRule): AlterBytes {
  if (Action === 'Malform') return malform
  if (Action === 'Trickle') return compileTrickle(trickle, refuse)
  if (Bytes !== undefined) {
    if (Fraction !== undefined) throw refuse('Truncate must not have both Bytes and Fraction')
    return createTruncation(() => Bytes)
  }
  const fraction = Fraction ?? 0.5
  if (!(fraction >= 0 && fraction < 1)) throw refuse(`Fraction must be at least 0 and less than 1; got ${fraction}`)
  return createTruncation(size => Math.floor(size * fraction))
}

function compileTrickle ({ ChunkBytes, Milliseconds, TotalMilliseconds }: Omit<ActionParameters, 'Action'>, refuse: RefuseRule): AlterBytes {
  if (ChunkBytes !== undefined && Milliseconds !== undefined && TotalMilliseconds === undefined) return createTrickle(ChunkBytes, Milliseconds)
  if (ChunkBytes !== undefined || Milliseconds !== undefined || TotalMilliseconds === undefined) {
    throw refuse('Trickle requires either ChunkBytes and Milliseconds, or TotalMilliseconds')
  }
  return createTimedTrickle(TotalMilliseconds)
}
