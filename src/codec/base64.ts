import { base64Invalid } from '../errors/api-errors.js'

/**
 * Decodes a property in Base64.
 * @throws ApiError 400 that names the property, if it is null or not Base64
 */
export function readBase64 (name: string, text: string | null): Buffer {
  const bytes = text === null ? undefined : bytesOfBase64(text)
  if (bytes === undefined) throw base64Invalid(name)
  return bytes
}

/**
 * Decodes a string as .NET's `Convert.FromBase64String` does: whitespace is allowed anywhere, no other characters are. Returns
 * undefined if the string is not Base64.
 */
export function bytesOfBase64 (text: string): Buffer | undefined {
  // Node also accepts the URL alphabet, and skips invalid characters without an error.
  if (/[-_]/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return decodedLength(text) === bytes.length || decodedLength(text.replace(/\s+/g, '')) === bytes.length ? bytes : undefined
}

/** Decoded length in bytes if the string is Base64; `NaN` if its length is not a multiple of four. */
function decodedLength (text: string): number {
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='))
  return text.length % 4 === 0 ? text.length / 4 * 3 - padding : NaN
}
