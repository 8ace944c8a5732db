import { bytesOfBase64 } from '../pictures/base64.js'
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
