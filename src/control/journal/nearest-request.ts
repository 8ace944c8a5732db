import { quote, shortText } from '../../errors/expectation.js'
import { isProperties } from '../../codec/properties.js'
import type { Redaction } from './redaction/redaction.js'
import { isKeyName, isValueName } from './redaction/secret-names.js'
import { REMOVED, isSecretName } from '../../http/secrets.js'
import type { RecordedRequest } from './recorded-request.js'
import type { Difference } from './criteria.js'
import { createJournalEntry } from './entry.js'
import type { VerificationResult } from './verification.js'

/** Maximum number of differences in the result. A request with more differences is probably not the expected one. */
const MOST_DIFFERENCES = 20

/** Maximum number of differences that the message of the result lists. */
const MOST_NAMED = 3

/** Maximum nesting of a received value in the result, so that a deeply nested body does not exhaust the stack. */
const MOST_SHOWN_LEVELS = 32

type NearestRequest = NonNullable<VerificationResult['Nearest']>

/**
 * Returns the entry of the nearest request, and the first MOST_DIFFERENCES items of `differences`. Removes recognized secrets from the
 * entry and the received values.
 */
export function createNearestRequest (recorded: RecordedRequest, differences: readonly Difference[], redact: Redaction): NearestRequest {
  return {
    Entry: createJournalEntry(recorded, redact),
    Differences: differences.slice(0, MOST_DIFFERENCES).map(({ field, expected, received }) =>
      ({ Field: field, Expected: expected, Came: shown(received, redact, MOST_SHOWN_LEVELS) })),
  }
}

/**
 * Removes secrets from a received value: those that `redact` finds in strings, the values of properties with secret names, and the value of
 * a property `value` if its sibling property `path`, `from` or `key` contains a secret name.
 */
function shown (value: unknown, redact: Redaction, levels: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return quote(value)
  if (!isProperties(value)) return Object.values(value).map(item => shown(item, redact, levels - 1))
  const properties = Object.entries(value)
  const hasSecretKey = properties.some(([name, inner]) => isKeyName(name) && typeof inner === 'string' && isSecretName(inner))
  return Object.fromEntries(properties.map(([name, inner]) =>
    [name, isSecretName(name) || (hasSecretKey && isValueName(name)) ? REMOVED : shown(inner, redact, levels - 1)]))
}

/** Returns a sentence about the first differences: `The nearest, PUT /api/v1/Product/1, has Status 404 (expected 200).` */
export function nearestSentence ({ Entry: { Method, Path }, Differences }: NearestRequest): string {
  const named = Differences.slice(0, MOST_NAMED).map(differenceWords)
  if (Differences.length > MOST_NAMED) named.push('other differences')
  const last = named.pop()
  return `The nearest, ${Method} ${shortText(Path)}, has ${named.length > 0 ? `${named.join(', ')} and ` : ''}${last}.`
}

function differenceWords ({ Field, Expected, Came }: NearestRequest['Differences'][number]): string {
  const field = shortText(Field)
  if (isSecretName(Field)) return Came === null ? `no ${field}` : `another ${field} than expected`
  const found = Came === null ? `no ${field}` : `${field} ${quote(Came)}`
  return `${found} (expected ${quote(Expected)})`
}
