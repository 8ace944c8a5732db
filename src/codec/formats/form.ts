import { bodyMalformed } from '../../errors/api-errors.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { emptyProperties, isProperties, type Properties } from '../properties.js'
import { Repeated, TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** Limits the fields of a form, as ASP.NET does (`MaxHttpCollectionKeys`). */
const MOST_FIELDS = 1000

/**
 * Matches the start of a JSON object or array, or of XML. `curl -d` sends such a body with the media type of forms, unless the user sets
 * Content-Type.
 */
export const OTHER_FORMAT = /^\s*[{[<]/

/** Matches the index of a list item, without the brackets: digits, or nothing as in `ExtraInfo[]`. */
const LIST_INDEX = /^\d*$/

const MOST_NAME_PARTS = 32

/**
 * Parses a form such as `BlobId=909&CreatedBy.AssociateId=5` or `CreatedBy[AssociateId]=5`. An index denotes a list item:
 * `ExtraInfo[0].Name=Colour`. Names are returned in lower case. Returns undefined for a body that is empty or white space.
 * @throws ApiError 400 for bytes that are not UTF-8, invalid percent-encoding, too many fields, names that are nested too deeply, or a body
 * that begins like JSON or XML
 */
export function readForm (body: Buffer): TextBody | undefined {
  const form = readUtf8(body, 'form data')
  if (form.trim() === '') return undefined
  if (OTHER_FORMAT.test(form)) throw bodyMalformed('form data', 'it begins like JSON or XML, so Content-Type must be that of JSON or XML')
  const fields = form.split('&', MOST_FIELDS + 1)
  if (fields.length > MOST_FIELDS) throw bodyMalformed('form data', `it must have at most ${MOST_FIELDS} fields`)

  const properties = emptyProperties()
  const spellings = new Map<string, string>()
  for (const field of fields) {
    const [name = ''] = field.split('=', 1)
    const path = splitName(decodeField(name))
    for (const part of path) spellings.set(part.toLowerCase(), part)
    putField(properties, path.map(part => part.toLowerCase()), decodeField(field.slice(name.length + 1)))
  }
  return new TextBody(convertLists(properties), true, undefined, name => assertDefined(spellings.get(name), 'each part of a name must have a spelling'))
}

function decodeField (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw bodyMalformed('form data', 'each "%" must be followed by the two hexadecimal digits of a UTF-8 byte')
  }
}

/** Splits the name of a field into the names of nested properties: `CreatedBy.Name`, `CreatedBy[Name]`. */
function splitName (name: string): string[] {
  const parts = name.replaceAll(']', '').split(/[.[]/)
  if (parts.length > MOST_NAME_PARTS) throw bodyMalformed('form data', `its names must be at most ${MOST_NAME_PARTS} deep`)
  return parts
}

/**
 * Sets the value of a field in nested objects. A name that has both a value and inner names, as in `A=1&A.B=2`, gets a `Repeated`. In it,
 * an empty object replaces each inner value that follows the value of the name.
 */
function putField (properties: Properties, path: string[], text: string): void {
  const last = assertDefined(path.pop(), 'the name of a field must have a part')

  let owner = properties
  for (const part of path) {
    owner[part] ??= emptyProperties()
    const inner = owner[part]
    if (!isProperties(inner) || inner instanceof Repeated) return putProperty(owner, part, emptyProperties())
    owner = inner
  }
  putProperty(owner, last, text)
}

/**
 * Converts nested objects whose names are all indexes to lists, except in a `Repeated`. Changes `properties` in place and returns it.
 */
function convertLists (properties: Properties): Properties {
  for (const [name, value] of Object.entries(properties)) {
    if (!isProperties(value) || value instanceof Repeated) continue
    const inner = convertLists(value)
    const isList = Object.keys(inner).every(key => LIST_INDEX.test(key))
    // If names are array indexes such as `0`, Object.values returns their values in numerical order.
    if (isList) properties[name] = Object.values(inner).flatMap(item => item instanceof Repeated ? item.values : [item])
  }
  return properties
}
