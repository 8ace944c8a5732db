import { faultAnswer, faultImpossible, type ApiError } from '../../errors.js'
import { LONGEST_DELAY_MS, type FaultAction } from './rule.js'

/** An action with its parameters checked. */
export type CompiledAction = { readonly phase: 'before' | 'after' } & (
  | { readonly kind: 'Delay', readonly milliseconds: () => number }
  | { readonly kind: 'Answer', readonly failure: ApiError }
  | { readonly kind: 'Drop' | 'Reset' }
)

/** The parameters that each action may have, but its phase. */
const PARAMETERS: Readonly<Record<FaultAction['Action'], readonly string[]>> = {
  Delay: ['Distribution', 'Milliseconds', 'MaxMilliseconds', 'Sigma'],
  Answer: ['Status', 'RetryAfter'],
  Drop: [],
  Reset: [],
}

/** @throws ApiError 400 when parameters are missing or of no use to it */
export function compileAction (action: FaultAction, random: () => number): CompiledAction {
  const { Action, Phase: phase = 'before', ...parameters } = action
  const useless = Object.keys(parameters).find(name => !PARAMETERS[Action].includes(name))
  if (useless !== undefined) throw faultImpossible(`${useless} is of no use to the action ${Action}`)
  switch (Action) {
    case 'Delay': return { kind: Action, phase, milliseconds: compileDelay(action, random) }
    case 'Answer': return { kind: Action, phase, failure: compileFailure(action) }
    default: return { kind: Action, phase }
  }
}

function compileDelay (
  { Distribution = 'fixed', Milliseconds, MaxMilliseconds, Sigma }: FaultAction, random: () => number
): () => number {
  if (Milliseconds === undefined) throw faultImpossible('a Delay must have Milliseconds')
  if ((Distribution === 'uniform') !== (MaxMilliseconds !== undefined)) {
    throw faultImpossible('a Delay has MaxMilliseconds when its Distribution is uniform, and only then')
  }
  if ((Distribution === 'lognormal') !== (Sigma !== undefined)) {
    throw faultImpossible('a Delay has Sigma when its Distribution is lognormal, and only then')
  }
  if (MaxMilliseconds !== undefined) {
    if (MaxMilliseconds < Milliseconds) throw faultImpossible('MaxMilliseconds must be at least Milliseconds')
    return () => Milliseconds + random() * (MaxMilliseconds - Milliseconds)
  }
  if (Sigma === undefined) return () => Milliseconds
  return () => Math.min(LONGEST_DELAY_MS, Milliseconds * Math.exp(Sigma * standardNormal(random)))
}

/** By Box and Muller; the logarithm has no value at 0. */
const standardNormal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

function compileFailure ({ Status, RetryAfter }: FaultAction): ApiError {
  const failure = Status === undefined ? undefined : faultAnswer(Status, RetryAfter)
  if (failure === undefined) throw faultImpossible('an Answer must have a Status of 401, 403, 404, 409, 412, 421, 429, 500 or 503')
  if (RetryAfter !== undefined && Status !== 429 && Status !== 503) throw faultImpossible('RetryAfter goes with the Status 429 or 503')
  return failure
}
