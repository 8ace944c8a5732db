import type { ApiError } from '../../errors/api-errors.js'
import { faultAnswer, type RefuseRule } from '../errors.js'
import { malforming, trickling, tricklingWithin, truncating, type AlterBytes } from './answer-bytes.js'
import { LONGEST_DELAY_MS, type FaultAction } from './rule.js'

type Phase = 'before' | 'after'

/** An action with its parameters checked. */
export type CompiledAction = Compiled & {
  /** Its place in the rule. */
  readonly index: number
}

type Compiled = { readonly phase: Phase } & (
  | { readonly kind: 'Delay', readonly milliseconds: () => number }
  | { readonly kind: 'Answer', readonly failure: (retryAfter?: number) => ApiError }
  | { readonly kind: 'Drop' | 'Reset' }
  | { readonly kind: 'Alter', readonly alter: AlterBytes }
)

/** With more, nearly all delays would be none or the longest that there is. */
const MOST_SIGMA = 5

/** The parameters that each action may have, but its phase. */
const PARAMETERS: Readonly<Record<FaultAction['Action'], readonly string[]>> = {
  Delay: ['Distribution', 'Milliseconds', 'MaxMilliseconds', 'Sigma'],
  Answer: ['Status', 'RetryAfter'],
  Drop: [],
  Reset: [],
  Truncate: ['Bytes', 'Fraction'],
  Malform: [],
  Trickle: ['ChunkBytes', 'Milliseconds', 'TotalMilliseconds'],
}

/**
 * Compiles the actions of a rule, in the order in which they happen.
 * @throws ApiError 400 when parameters are missing or of no use to an action, or an action can never happen
 */
export function compileActions (actions: readonly FaultAction[], random: () => number, refuse: RefuseRule): readonly CompiledAction[] {
  const compiled = actions.map((action, index) => ({ ...compileAction(action, random, refuse), index }))
  const inOrder = [...compiled.filter(({ phase }) => phase === 'before'), ...compiled.filter(({ phase }) => phase === 'after')]
  for (const [position, next] of inOrder.slice(1).entries()) {
    const last = inOrder[position]
    if (last !== undefined && ends(last, next)) throw refuse(`Actions[${next.index}] would come after Actions[${last.index}], after which nothing does`)
  }
  return inOrder
}

/** Whether an action does not let the next one happen. What is done to answers is done to those of failures as well. */
const ends = ({ kind, phase }: Compiled, next: Compiled) =>
  kind === 'Drop' || kind === 'Reset' || (kind === 'Answer' && phase === next.phase && phase === 'before')

function compileAction (action: FaultAction, random: () => number, refuse: RefuseRule): Compiled {
  const { Action, Phase = 'before', ...parameters } = action
  const useless = Object.keys(parameters).find(name => !PARAMETERS[Action].includes(name))
  if (useless !== undefined) throw refuse(`${useless} is of no use to the action ${Action}`)
  switch (Action) {
    case 'Delay': return { kind: Action, phase: Phase, milliseconds: compileDelay(action, random, refuse) }
    case 'Answer': return { kind: Action, phase: Phase, failure: compileFailure(action, refuse) }
    case 'Drop': case 'Reset': return { kind: Action, phase: Phase }
  }
  if (action.Phase === 'before') throw refuse(`a ${Action} is of an answer, so its Phase is after`)
  return { kind: 'Alter', phase: 'after', alter: compileAlteration(action, refuse) }
}

function compileDelay (
  { Distribution = 'fixed', Milliseconds, MaxMilliseconds, Sigma }: FaultAction, random: () => number, refuse: RefuseRule
): () => number {
  if (Milliseconds === undefined) throw refuse('a Delay must have Milliseconds')
  if ((Distribution === 'uniform') !== (MaxMilliseconds !== undefined)) {
    throw refuse('a Delay has MaxMilliseconds when its Distribution is uniform, and only then')
  }
  if ((Distribution === 'lognormal') !== (Sigma !== undefined)) {
    throw refuse('a Delay has Sigma when its Distribution is lognormal, and only then')
  }
  if (MaxMilliseconds !== undefined) {
    if (MaxMilliseconds < Milliseconds) throw refuse('MaxMilliseconds must be at least Milliseconds')
    return () => Milliseconds + random() * (MaxMilliseconds - Milliseconds)
  }
  if (Sigma === undefined) return () => Milliseconds
  if (!(Sigma >= 0 && Sigma <= MOST_SIGMA)) throw refuse(`Sigma must be at least 0 and at most ${MOST_SIGMA}; ${Sigma} came`)
  return () => Math.min(LONGEST_DELAY_MS, Milliseconds * Math.exp(Sigma * standardNormal(random)))
}

/** By Box and Muller; the logarithm has no value at 0. */
const standardNormal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** The statuses whose answers may say when to come again. */
const COMING_AGAIN: readonly (number | undefined)[] = [429, 503]

function compileFailure ({ Status, RetryAfter }: FaultAction, refuse: RefuseRule): (retryAfter?: number) => ApiError {
  const failure = Status === undefined ? undefined : faultAnswer(Status)
  if (failure === undefined) throw refuse('an Answer must have a Status of 401, 403, 404, 409, 412, 421, 429, 500 or 503')
  if (!COMING_AGAIN.includes(Status)) {
    if (RetryAfter !== undefined) throw refuse('RetryAfter goes with the Status 429 or 503')
    return () => failure()
  }
  return retryAfter => failure(RetryAfter ?? retryAfter)
}

function compileAlteration ({ Action, Bytes, Fraction, ...trickle }: FaultAction, refuse: RefuseRule): AlterBytes {
  if (Action === 'Malform') return malforming
  if (Action === 'Trickle') return compileTrickle(trickle, refuse)
  if (Bytes !== undefined) {
    if (Fraction !== undefined) throw refuse('a Truncate has Bytes or Fraction, and not both')
    return truncating(() => Bytes)
  }
  const fraction = Fraction ?? 0.5
  if (!(fraction >= 0 && fraction < 1)) throw refuse(`Fraction must be at least 0 and less than 1; ${fraction} came`)
  return truncating(size => Math.floor(size * fraction))
}

function compileTrickle ({ ChunkBytes, Milliseconds, TotalMilliseconds }: Omit<FaultAction, 'Action'>, refuse: RefuseRule): AlterBytes {
  if (ChunkBytes !== undefined && Milliseconds !== undefined && TotalMilliseconds === undefined) return trickling(ChunkBytes, Milliseconds)
  if (ChunkBytes !== undefined || Milliseconds !== undefined || TotalMilliseconds === undefined) {
    throw refuse('a Trickle must have either ChunkBytes and Milliseconds, or TotalMilliseconds')
  }
  return tricklingWithin(TotalMilliseconds)
}
