import { base64Invalid } from '../errors.js'

/**
 * The bytes that a text is in Base64, as .NET reads it: with blanks and line breaks anywhere, and nothing else around.
 * @throws ApiError 400 that names the property
 */
export function readBase64 (name: string, text: string | null): Buffer {
  if (text === null) throw base64Invalid(name)
  const bytes = Buffer.from(text, 'base64')
  // Node reads what it can, the alphabet of URLs as well, and says nothing of the rest.
  if (/[-_]/.test(text)) throw base64Invalid(name)
  if (lengthOf(text) !== bytes.length && lengthOf(text.replace(/\s+/g, '')) !== bytes.length) throw base64Invalid(name)
  return bytes
}

/** How many bytes a text is if all of it is Base64; no number of bytes if its length is none of such a text. */
function lengthOf (text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  return text.length % 4 === 0 ? text.length / 4 * 3 - padding : NaN
}
