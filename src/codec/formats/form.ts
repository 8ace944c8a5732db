import { bodyMalformed } from '../../errors/api-errors.js'
import { emptyProperties, isProperties, type Properties } from '../properties.js'
import { Repeated, TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** As many as ASP.NET takes. */
const MOST_FIELDS = 1000

/** What clients send as a form when nobody tells them otherwise, as curl does. */
export const OTHER_FORMAT = /^\s*[{[<]/

/** What stands in brackets behind the name of a list: the number of an item, or nothing. */
const INDEX = /^\d*$/

/** As deep as elements of XML may be. */
const MOST_NESTED = 32

/**
 * Reads `BlobId=909&CreatedBy.AssociateId=5`, or `CreatedBy[AssociateId]=5`, with all names in small letters; an
 * empty body is undefined. The items of a list have numbers, which say their order: `ExtraInfo[0].Name=Colour`.
 * @throws ApiError 400 for percent signs that encode no UTF-8, too many fields, names that are too deep, and what is
 * no form at all
 */
export function readForm (body: Buffer): TextBody | undefined {
  const form = readUtf8(body, 'form data')
  if (form.trim() === '') return undefined
  if (OTHER_FORMAT.test(form)) throw bodyMalformed('form data', 'it begins as JSON or XML does, and Content-Type must then name that')
  const fields = form.split('&', MOST_FIELDS + 1)
  if (fields.length > MOST_FIELDS) throw bodyMalformed('form data', `it must have at most ${MOST_FIELDS} fields`)

  const properties = emptyProperties()
  for (const field of fields) {
    const [name = ''] = field.split('=', 1)
    putField(properties, decoded(name).toLowerCase(), decoded(field.slice(name.length + 1)))
  }
  return new TextBody(withLists(properties), true)
}

function decoded (text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw bodyMalformed('form data', 'each "%" must be followed by the two hexadecimal digits of a UTF-8 byte')
  }
}

/** Puts a text where its name says, one property within the other: `createdby.name`, `createdby[name]`. */
function putField (properties: Properties, name: string, text: string): void {
  const path = name.replaceAll(']', '').split(/[.[]/)
  if (path.length > MOST_NESTED) throw bodyMalformed('form data', `its names must be at most ${MOST_NESTED} deep`)
  const last = String(path.pop())

  let owner = properties
  for (const part of path) {
    owner[part] ??= emptyProperties()
    const inner = owner[part]
    if (!isProperties(inner) || inner instanceof Repeated) return putProperty(owner, part, emptyProperties())
    owner = inner
  }
  putProperty(owner, last, text)
}

/** The properties, with a list in the place of each object within them whose properties have no names but numbers. */
function withLists (properties: Properties): Properties {
  for (const [name, value] of Object.entries(properties)) {
    if (!isProperties(value) || value instanceof Repeated) continue
    const inner = withLists(value)
    const isList = Object.keys(inner).every(key => INDEX.test(key))
    // JavaScript has properties with numbers in the order of these.
    if (isList) properties[name] = Object.values(inner).flatMap(item => item instanceof Repeated ? item.values : [item])
  }
  return properties
}
