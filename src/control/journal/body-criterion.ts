import { Value } from '@sinclair/typebox/value'
import { BodyPropertySchema, compileBodyPattern, segmentsOfProperty, valueAt } from '../matching/body-pattern.js'
import { matchImpossible } from '../errors.js'
import type { Violation } from '../../errors/api-errors.js'
import { quote } from '../../errors/expectation.js'
import { compilePropertyNames } from '../../codec/bodies/property-names.js'
import { DEFAULT_TYPE, readAs } from '../../codec/media-types.js'
import { TextBody, saidBy } from '../../codec/formats/parsed-body.js'
import { isProperties, propertyInAnyCase, type Properties } from '../../codec/properties.js'
import { joinHeaders, type RecordedRequest } from './recorded-request.js'
import type { Criterion, Difference } from './criteria.js'
import { REMOVED, isSecretName } from '../../http/secrets.js'

/** Maximum nesting of an expected body. The carriers of the API have fewer levels. */
const MOST_LEVELS = 32

/** Maximum number of properties and items in an expected body, because all are compared with a request in one turn of the event loop. */
const MOST_EXPECTED = 1000

const PROPERTY_PATH = /^[^.[\]]+(\.[^.[\]]+|\[\d+\])*$/

/**
 * Creates a criterion on properties of the request body. The body may have further properties. Names are case-insensitive. `expected` has
 * one of two forms: the properties themselves, or a single property as in a fault rule, `{"Property": …, "Value": …}`.
 * @throws ApiError 400 if `expected` is invalid
 */
export function bodyCriterion (expected: unknown): Criterion {
  if (!isProperties(expected)) throw matchImpossible('Body must be an object with properties of the request body')
  const differences = isPropertyForm(expected) ? compileProperty(expected) : compileProperties(expected)
  return { differences: recorded => isWhole(recorded) ? differences(parseKeptBody(recorded)) : [], isDecidable: isWhole }
}

const isPropertyForm = (expected: Properties) => Object.keys(expected).some(name => name.toLowerCase() === 'property')

/** Returns the differences between a parsed body and the expected one. */
type CompareBody = (body: unknown) => readonly Difference[]

function compileProperties (expected: Properties): CompareBody {
  if (isDeeper(expected, MOST_LEVELS)) throw matchImpossible(`Body must have at most ${MOST_LEVELS} levels`)
  if (countValues(expected) > MOST_EXPECTED) throw matchImpossible(`Body must have at most ${MOST_EXPECTED} properties and items`)
  assertNames(expected)
  // For example, a missing or malformed body is compared as `{}`, so that each expected top-level property is a difference. Compared as
  // undefined, it would have a single difference, and the request would be nearer than a request with several wrong properties. If no
  // properties are expected, such a body is compared as undefined, because as `{}` it would match.
  const emptyBody = Object.keys(expected).length > 0 ? {} : undefined
  return body => [...findBodyDifferences('Body', expected, saidBy(body) ?? emptyBody, body instanceof TextBody)]
}

/** Compiles the comparison with a single property, in the form of fault rules: `{"Property": …, "Value": …}`. */
function compileProperty (expected: Properties): CompareBody {
  const violations: Violation[] = []
  const form = compilePropertyNames(BodyPropertySchema).document(expected, 'Body.', { violations, ignored: [], hasElements: false })
  if (violations.length > 0 || !Value.Check(BodyPropertySchema, form) || !PROPERTY_PATH.test(form.Property)) {
    throw matchImpossible('Body with a Property must be such as {"Property":"CreatedBy.Name","Value":"tje*"}, in which Value is a string, a number, ' +
      'true, false or left out. Without a Property, it must be such as {"CreatedBy":{"Name":"tje0"}}')
  }
  const { Property, Value: expectedValue } = form
  const segments = segmentsOfProperty(Property)
  const fits = compileBodyPattern(segments, expectedValue)
  return body => fits(body) ? [] : [createDifference(`Body.${Property}`, expectedValue ?? '*', valueAt(body, segments))]
}

function assertNames (expected: unknown): void {
  if (Array.isArray(expected)) expected.forEach(assertNames)
  if (!isProperties(expected)) return
  const names = Object.keys(expected)
  const path = names.find(name => /[.[\]]/.test(name))
  if (path !== undefined) {
    throw matchImpossible(`no property has the name ${quote(path)}; use nested properties such as {"CreatedBy":{"Name":"tje0"}}, ` +
      'or {"Property":"CreatedBy.Name","Value":"tje0"}')
  }
  const seen = new Set<string>()
  const twin = names.find(name => seen.size === seen.add(name.toLowerCase()).size)
  if (twin !== undefined) throw matchImpossible(`Body has the property ${quote(twin)} twice, because names are case-insensitive`)
  Object.values(expected).forEach(assertNames)
}

/** False if the journal has only the beginning of the body. The rest can contain further properties. */
const isWhole = ({ requestBody }: RecordedRequest) => requestBody.kept !== 'beginning'

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1)))

const countValues = (value: unknown): number =>
  Object.values(typeof value === 'object' && value !== null ? value : []).reduce((count: number, inner) => count + 1 + countValues(inner), 0)

function parseKeptBody (recorded: RecordedRequest): unknown {
  try {
    return readAs(joinHeaders(recorded).get('content-type') || DEFAULT_TYPE, recorded.requestBody.content, true)
  } catch {
    return undefined
  }
}

function * findBodyDifferences (field: string, expected: unknown, received: unknown, hasStringsOnly: boolean): Generator<Difference> {
  if (isProperties(expected) && isProperties(received)) {
    for (const [name, value] of Object.entries(expected)) yield * findBodyDifferences(`${field}.${name}`, value, propertyInAnyCase(received, name), hasStringsOnly)
  } else if (Array.isArray(expected) && Array.isArray(received) && expected.length === received.length) {
    for (const [index, value] of expected.entries()) yield * findBodyDifferences(`${field}[${index}]`, value, received[index], hasStringsOnly)
  } else if (!isEqual(expected, received, hasStringsOnly)) {
    yield createDifference(field, expected, received)
  }
}

const createDifference = (field: string, expected: unknown, received: unknown): Difference =>
  ({ field, expected, received: isSecretName(field) && received !== undefined ? REMOVED : received ?? null })

/**
 * Compares two values. In XML and forms (`hasStringsOnly`), numbers and booleans are received as strings, so the expected value is
 * converted to a string before it is compared with a received string. Null is converted to "".
 */
const isEqual = (expected: unknown, received: unknown, hasStringsOnly: boolean) =>
  expected === received || (hasStringsOnly && typeof received === 'string' && String(expected ?? '') === received)
