import { bodyMalformed } from '../../errors.js'
import { emptyProperties, isProperties, type Properties } from '../properties.js'
import { Repeated, TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** As many as ASP.NET takes. */
const MOST_FIELDS = 1000

/** What clients send as a form when nobody tells them otherwise, as curl does. */
const OTHER_FORMAT = /^\s*[{[<]/

/** What stands in brackets behind the name of an array. */
const INDEX = /^\d*$/

/**
 * Reads `BlobId=909&CreatedBy.AssociateId=5`, or `CreatedBy[AssociateId]=5`, with all names in small letters; an
 * empty body is undefined.
 * @throws ApiError 400 for percent signs that encode no UTF-8, too many fields, and what is no form at all
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
  return new TextBody(properties, true)
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
  const [first = '', ...path] = name.replaceAll(']', '').split(/[.[]/)
  if (path.some(part => INDEX.test(part))) return putProperty(properties, first, [text])
  const last = path.pop()
  if (last === undefined) return putProperty(properties, first, text)

  let owner = properties
  for (const part of [first, ...path]) {
    owner[part] ??= emptyProperties()
    const inner = owner[part]
    if (!isProperties(inner) || inner instanceof Repeated) return putProperty(owner, part, emptyProperties())
    owner = inner
  }
  putProperty(owner, last, text)
}
