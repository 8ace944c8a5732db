import { quote, shortText } from '../../errors/expectation.js'
import { isProperties } from '../../codec/properties.js'
import { compileRedaction, type Redaction } from './redaction/redaction.js'
import { REMOVED, isPlaceName, isSecretName, isValueName } from '../../http/secrets.js'
import type { Call } from './call.js'
import type { Difference } from './criteria.js'
import { addressOf, entryOf } from './entry.js'
import type { VerificationResult } from './verification.js'

/** More of them tell nobody more. */
const MOST_DIFFERENCES = 20

/** As many of them are in a sentence. */
const MOST_NAMED = 3

/** What is farther within what came is not looked at. */
const MOST_LEVELS = 32

type NearestCall = NonNullable<VerificationResult['Nearest']>

/** The call that differs least from what was looked for, as somebody reads it: without its secrets. */
export function nearestCall (call: Call, differences: readonly Difference[]): NearestCall {
  const redact = compileRedaction(addressOf(call).query)
  return {
    Entry: entryOf(call),
    Differences: differences.slice(0, MOST_DIFFERENCES).map(({ field, expected, came }) =>
      ({ Field: field, Expected: expected, Came: shown(came, redact, MOST_LEVELS) })),
  }
}

/** A value that came in a body, as deep as it is looked at. */
function shown (value: unknown, redact: Redaction, levels: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return quote(value)
  if (!isProperties(value)) return Object.values(value).map(item => shown(item, redact, levels - 1))
  const properties = Object.entries(value)
  const isPlaceSecret = properties.some(([name, inner]) => isPlaceName(name) && isSecretName(String(inner)))
  return Object.fromEntries(properties.map(([name, inner]) =>
    [name, isSecretName(name) || (isPlaceSecret && isValueName(name)) ? REMOVED : shown(inner, redact, levels - 1)]))
}

/** Says in what it differs, as far as a sentence can: `The nearest, PUT /api/v1/Product/1, had Status 404 where 200 was asked for.` */
export function nearestSentence ({ Entry: { Method, Path }, Differences }: NearestCall): string {
  const named = Differences.slice(0, MOST_NAMED).map(differenceWords)
  if (Differences.length > MOST_NAMED) named.push('other differences')
  const last = named.pop()
  return `The nearest, ${Method} ${shortText(Path)}, had ${named.length > 0 ? `${named.join(', ')} and ` : ''}${last}.`
}

function differenceWords ({ Field, Expected, Came }: NearestCall['Differences'][number]): string {
  const field = shortText(Field)
  if (isSecretName(Field)) return Came === null ? `no ${field}` : `another ${field} than was asked for`
  const found = Came === null ? `no ${field}` : `${field} ${quote(Came)}`
  return `${found} where ${quote(Expected)} was asked for`
}
