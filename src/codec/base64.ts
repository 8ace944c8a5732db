import { base64Invalid } from '../errors/api-errors.js'

/**
 * The bytes that a property is in Base64.
 * @throws ApiError 400 that names the property
 */
export function readBase64 (name: string, text: string | null): Buffer {
  const bytes = text === null ? undefined : bytesOfBase64(text)
  if (bytes === undefined) throw base64Invalid(name)
  return bytes
}

/**
 * The bytes that a text is in Base64, as .NET reads it: with blanks and line breaks anywhere, and nothing else around;
 * undefined for any other text.
 */
export function bytesOfBase64 (text: string): Buffer | undefined {
  // Node reads what it can, the alphabet of URLs as well, and says nothing of the rest.
  if (/[-_]/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return lengthOf(text) === bytes.length || lengthOf(text.replace(/\s+/g, '')) === bytes.length ? bytes : undefined
}

/** How many bytes a text is if all of it is Base64; no number of bytes if its length is none of such a text. */
function lengthOf (text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  return text.length % 4 === 0 ? text.length / 4 * 3 - padding : NaN
}
