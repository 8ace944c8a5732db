import { isUtf8 } from 'node:buffer'
import { bodyMalformed, type BodyFormat } from '../../errors/api-errors.js'

const BYTE_ORDER_MARK = 0xfeff

/** Maximum number of bytes that a UTF-16 code unit of a string takes in UTF-8. */
export const UTF8_UNIT_BYTES = 3

/**
 * Decodes a body and removes a leading byte order mark.
 * @throws ApiError 400 if the bytes are not UTF-8
 */
export function readUtf8 (body: Buffer, format: BodyFormat): string {
  if (!isUtf8(body)) throw bodyMalformed(format, 'it must be UTF-8')
  const text = body.toString('utf8')
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}
