import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { faultHeaderImpossible, faultHeaderUnauthorized, faultHeaderUnknown } from '../errors.js'
import { remembering } from '../../http/memoize.js'
import { REMOVED } from '../../http/secrets.js'
import { compileTokenCheck } from '../control-token.js'
import { compileActions, type CompiledAction } from './action.js'
import { PRESETS, PRESET_NAMES } from './presets.js'
import { ActionSchema, type FaultAction } from './rule.js'

const HEADER = /^(?<name>(?<word>[a-z-]+|\d{3})(=(?<value>\d{1,9}))?)(;\s*phase=(?<Phase>before|after))?(;\s*token=(?<token>[^\s;]+))?$/i

/** What no message may show. */
const TOKEN = /(token\s*=).*/i

/** Returns the token of the header; an empty string if it has none. */
export const faultToken = (text: string) => /token\s*=\s*([^\s;]+)/i.exec(text)?.[1] ?? ''

/** Returns the header without its token. If it names no fault it is removed, because it may be the token alone. */
export function shownFault (text: string): string {
  const { word = '' } = HEADER.exec(text)?.groups ?? {}
  return actionsOf(word.toLowerCase(), undefined).length > 0 ? text.replace(TOKEN, `$1${REMOVED}`) : REMOVED
}

const ActionsSchema = Type.Array(ActionSchema, { minItems: 1 })

interface Word {
  readonly Action: FaultAction['Action']
  /** What stands behind `=`. */
  readonly parameter?: keyof FaultAction
}

const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['delay', { Action: 'Delay', parameter: 'Milliseconds' }],
  ['drop', { Action: 'Drop' }],
  ['reset', { Action: 'Reset' }],
  ['truncate', { Action: 'Truncate', parameter: 'Bytes' }],
  ['malform', { Action: 'Malform' }],
  ['trickle', { Action: 'Trickle', parameter: 'TotalMilliseconds' }],
])

/** What a caller asks for by the header X-Mock-Fault. */
export interface AskedFault {
  /** The fault as it is called there: `delay=200`. */
  readonly name: string
  readonly actions: readonly CompiledAction[]
}

/**
 * Compiles the reading of `503`, `delay=200`, `drop` or `flaky`, with `;phase=after` and `;token=…` behind it if need be.
 * Of a preset it is what the first of its rules does.
 * @throws ApiError 400 when it is none of these, 403 when it has not the token that there is
 */
export function compileFaultHeader (controlToken: string): (text: string) => AskedFault {
  const isToken = compileTokenCheck(controlToken)
  const unknown = (came: string) => faultHeaderUnknown(controlToken === '' ? came : came.replaceAll(controlToken, '…'), PRESET_NAMES)

  return remembering(text => {
    const { name, word = '', value, Phase, token } = HEADER.exec(text)?.groups ?? {}
    if (name === undefined) throw unknown(text.replace(TOKEN, '$1…'))
    if (!isToken(token)) throw faultHeaderUnauthorized()
    const phase = Phase !== undefined && { Phase: Phase.toLowerCase() }
    const actions = actionsOf(word.toLowerCase(), value).map(action => ({ ...action, ...phase }))
    if (!Value.Check(ActionsSchema, actions)) throw unknown(name)
    return { name, actions: compileActions(actions, Math.random, faultHeaderImpossible) }
  })
}

/** The actions that a word stands for, with its value in the place that it has; not every value fits. */
function actionsOf (word: string, value: string | undefined): readonly object[] {
  const parameters = (name = 'value') => value === undefined ? {} : { [name]: Number(value) }
  const preset = PRESET_NAMES.find(name => name === word)
  if (preset !== undefined) return PRESETS[preset].rules[0].Actions.map(action => ({ ...action, ...parameters() }))
  if (/^\d/.test(word)) return [{ Action: 'Answer', Status: Number(word), ...parameters() }]
  const known = WORDS.get(word)
  return known === undefined ? [] : [{ Action: known.Action, ...parameters(known.parameter) }]
}
