import { parse } from 'qs'
import { bodyMalformed } from '../../errors.js'
import { emptyProperties } from '../properties.js'
import { TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** As many as ASP.NET takes. */
const MOST_FIELDS = 1000
const MOST_REPETITIONS = 20

/** What clients send as a form when nobody tells them otherwise, as curl does. */
const OTHER_FORMAT = /^\s*[{[<]/

const OPTIONS = {
  allowDots: true,
  depth: 4,
  parseArrays: false,
  arrayLimit: MOST_REPETITIONS,
  plainObjects: true,
  parameterLimit: MOST_FIELDS,
  throwOnLimitExceeded: true,
  decoder: (text: string) => decodeURIComponent(text.replaceAll('+', ' ')),
}

/**
 * Reads `BlobId=909&CreatedBy.AssociateId=5`, or `CreatedBy[AssociateId]=5`; an empty body is undefined.
 * @throws ApiError 400 for percent signs that encode no UTF-8, too many fields, and what is no form at all
 */
export function readForm (body: Buffer): TextBody | undefined {
  const text = readUtf8(body, 'form data')
  if (text.trim() === '') return undefined
  if (OTHER_FORMAT.test(text)) throw bodyMalformed('form data', 'it begins as JSON or XML does, and Content-Type must then name that')
  return new TextBody(withRepetitions(parsed(text)), true)
}

function parsed (text: string): unknown {
  try {
    return parse(text, OPTIONS)
  } catch (cause) {
    const reason = cause instanceof RangeError
      ? `it must have at most ${MOST_FIELDS} fields, and none of them more than ${MOST_REPETITIONS} times`
      : 'each "%" must be followed by the two hexadecimal digits of a UTF-8 byte'
    throw bodyMalformed('form data', reason)
  }
}

/** qs gives an array for a name that came several times, and for nothing else. */
function withRepetitions (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const properties = emptyProperties()
  for (const [name, property] of Object.entries(value)) {
    for (const one of [property].flat()) putProperty(properties, name, withRepetitions(one))
  }
  return properties
}
