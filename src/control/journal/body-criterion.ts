import { matchImpossible } from '../refusals.js'
import { DEFAULT_TYPE, readAs } from '../../protocol/media-types.js'
import { TextBody, saidBy } from '../../protocol/formats/parsed-body.js'
import { isProperties, type Properties } from '../../protocol/properties.js'
import type { Call } from './call.js'
import type { Criterion, Difference } from './criteria.js'
import { headersOf } from './entry.js'
import { REMOVED, isSecretName } from '../../protocol/secrets.js'

/** As deep as a body may be that is asked for. */
const MOST_LEVELS = 32

/**
 * Asks that the body of a call has properties, with whichever others; their names may be in any case, and in all that is
 * written as text, as XML and forms are, values are compared as text.
 * @throws ApiError 400 for what no body can be
 */
export function bodyCriterion (expected: unknown): Criterion {
  if (!isProperties(expected)) throw matchImpossible('Body must be an object with properties that the body of a call has')
  if (isDeeper(expected, MOST_LEVELS)) throw matchImpossible(`Body must have at most ${MOST_LEVELS} levels`)
  return {
    differences (call) {
      if (!isWhole(call)) return []
      const body = bodyOf(call)
      return [...differencesOf('Body', expected, saidBy(body), body instanceof TextBody)]
    },
    isDecidable: isWhole,
  }
}

/** Of a body that is longer than what is kept nobody knows what all of it says. */
const isWhole = ({ requestBody }: Call) => requestBody.kept !== 'beginning'

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1)))

/** What the body says; nothing if it is no text, or none of its type. */
function bodyOf (call: Call): unknown {
  try {
    return readAs(headersOf(call).get('content-type') || DEFAULT_TYPE, call.requestBody.content)
  } catch {
    return undefined
  }
}

function * differencesOf (field: string, expected: unknown, came: unknown, areTexts: boolean): Generator<Difference> {
  if (isProperties(expected) && isProperties(came)) {
    for (const [name, value] of Object.entries(expected)) yield * differencesOf(`${field}.${name}`, value, propertyOf(came, name), areTexts)
  } else if (Array.isArray(expected) && Array.isArray(came) && expected.length === came.length) {
    for (const [index, value] of expected.entries()) yield * differencesOf(`${field}[${index}]`, value, came[index], areTexts)
  } else if (!isEqual(expected, came, areTexts)) {
    yield { field, expected, came: isSecretName(field) && came !== undefined ? REMOVED : came ?? null }
  }
}

function propertyOf (properties: Properties, name: string): unknown {
  const [, value] = Object.entries(properties).find(([other]) => other.toLowerCase() === name.toLowerCase()) ?? []
  return value
}

const isEqual = (expected: unknown, came: unknown, areTexts: boolean) =>
  expected === came || (areTexts && typeof came === 'string' && String(expected ?? '') === came)
