import { bytesOfBase64 } from '../pictures/base64.js'
import { base64Invalid } from '../errors/api-errors.js'

/**
 * Decodes the value of a property from Base64.
 * @throws ApiError 400 that names the property, if its value is missing, null or not Base64
 */
export function readBase64 (name: string, text: string | null | undefined): Buffer {
  const bytes = typeof text === 'string' ? bytesOfBase64(text) : undefined
  if (bytes === undefined) throw base64Invalid(name, text)
  return bytes
}
