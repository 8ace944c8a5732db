import { isUtf8 } from 'node:buffer'
import { bodyMalformed, type BodyFormat } from '../../errors/api-errors.js'

const BYTE_ORDER_MARK = 0xfeff

/** Most bytes of a character, for each unit of a text. */
export const UTF8_UNIT_BYTES = 3

/**
 * The text of a body, without the byte order mark that it may begin with.
 * @throws ApiError 400 when the bytes are no UTF-8
 */
export function readUtf8 (body: Buffer, format: BodyFormat): string {
  if (!isUtf8(body)) throw bodyMalformed(format, 'it must be UTF-8')
  const text = body.toString('utf8')
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}
