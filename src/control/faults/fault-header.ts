import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { faultHeaderInvalid, faultHeaderUnauthorized, faultHeaderUnknown } from '../errors.js'
import { memoize } from '../../http/memoize.js'
import { REMOVED } from '../../http/secrets.js'
import { compileTokenCheck } from '../control-token.js'
import { compileActions, type CompiledAction } from './action.js'
import { PRESETS, PRESET_NAMES } from './presets.js'
import { ActionSchema, type ActionParameters } from './rule.js'

const HEADER = /^(?<name>(?<word>[a-z-]+|\d{3})(=(?<value>\d{1,9}))?)(;\s*phase=(?<Phase>before|after))?(;\s*token=(?<token>[^\s;]+))?$/i

/** Matches the parameter `token` of the header X-Mock-Fault, and everything after it. Messages must not contain the token. */
const TOKEN_PARAMETER = /(token\s*=).*/i

/**
 * Returns the texts in the header X-Mock-Fault that may be its token. There can be several, because the header can have the name of the
 * preset `expired-token` with a value.
 */
export const listFaultTokens = (text: string): string[] => Array.from(text.matchAll(/token\s*=\s*([^\s;]+)/gi), ([, token = '']) => token)

/**
 * Returns the value of the header X-Mock-Fault without its token, for the journal. If the value is malformed, or begins with neither a
 * number, an action nor a preset, the whole value is replaced, because it might be the token itself.
 */
export function shownFault (text: string): string {
  const { word = '' } = HEADER.exec(text)?.groups ?? {}
  return parseActions(word.toLowerCase(), undefined).length > 0 ? text.replace(TOKEN_PARAMETER, `$1${REMOVED}`) : REMOVED
}

const ActionsSchema = Type.Array(ActionSchema, { minItems: 1 })

interface Word {
  readonly Action: ActionParameters['Action']
  /** The parameter whose value follows the `=`; undefined if the action has no such parameter. */
  readonly parameter?: keyof ActionParameters
}

const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['delay', { Action: 'Delay', parameter: 'Milliseconds' }],
  ['drop', { Action: 'Drop' }],
  ['reset', { Action: 'Reset' }],
  ['truncate', { Action: 'Truncate', parameter: 'Bytes' }],
  ['malform', { Action: 'Malform' }],
  ['trickle', { Action: 'Trickle', parameter: 'TotalMilliseconds' }],
])

interface RequestedFault {
  /** The fault as it is spelled in the header, without phase and token: `delay=200`. */
  readonly name: string
  readonly actions: readonly CompiledAction[]
}

/**
 * Compiles a parser of the header X-Mock-Fault, such as `503`, `delay=200;phase=after` or `flaky;token=…`. If the header has the name of a
 * preset, only the actions of the first rule of the preset are used. The parser throws ApiError 400 for an invalid header. If
 * `controlToken` is not empty, the parser throws 403 for a missing or wrong token.
 */
export function compileFaultHeader (controlToken: string): (text: string) => RequestedFault {
  const isToken = compileTokenCheck(controlToken)
  const unknown = (received: string) => faultHeaderUnknown(controlToken === '' ? received : received.replaceAll(controlToken, '…'), PRESET_NAMES)

  return memoize(text => {
    const { name, word = '', value, Phase, token } = HEADER.exec(text)?.groups ?? {}
    if (name === undefined) throw unknown(text.replace(TOKEN_PARAMETER, '$1…'))
    if (!isToken(token)) throw faultHeaderUnauthorized()
    const phase = Phase !== undefined && { Phase: Phase.toLowerCase() }
    const actions = parseActions(word.toLowerCase(), value).map(action => ({ ...action, ...phase }))
    if (!Value.Check(ActionsSchema, actions)) throw unknown(name)
    return { name, actions: compileActions(actions, faultHeaderInvalid) }
  })
}

/** Returns the actions for a word of the header, without validating them; an empty list for an unknown word. `value` follows the `=`. */
function parseActions (word: string, value: string | undefined): readonly object[] {
  const parameters = (name = 'value') => value === undefined ? {} : { [name]: Number(value) }
  const preset = PRESET_NAMES.find(name => name === word)
  if (preset !== undefined) return PRESETS[preset].rules[0].Actions.map(action => ({ ...action, ...parameters() }))
  if (/^\d/.test(word)) return [{ Action: 'Answer', Status: Number(word), ...parameters() }]
  const known = WORDS.get(word)
  return known === undefined ? [] : [{ Action: known.Action, ...parameters(known.parameter) }]
}
