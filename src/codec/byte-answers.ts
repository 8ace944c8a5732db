import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { noMediaTypeAcceptable } from '../errors/api-errors.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { SCHEMA_INSTANCE } from './formats/xml-reader.js'
import { ANSWER_MEDIA_TYPES, DEFAULT_TYPE, VARY, compileAcceptance } from './media-types.js'

/** What bytes that are no picture are sent as. */
export const ANY_BYTES = 'application/octet-stream'

/** What bytes can be answered as: in Base64 within a text, or as they are. */
export const BYTE_MEDIA_TYPES: readonly string[] = [...ANSWER_MEDIA_TYPES, ANY_BYTES, ...PICTURE_TYPES]

const acceptedByteType = compileAcceptance(BYTE_MEDIA_TYPES)

/**
 * Compiles what answers bytes by Accept (superoffice-protocol, section 12): raw, or as a JSON text or an XML element in
 * Base64. Nothing is null there, and no bytes when they are raw. Pictures that are asked for by their type come as they
 * are, of whatever type.
 */
export function createByteAnswers ({ notAcceptable }: Pick<Config, 'notAcceptable'>) {
  return function sendBytes (request: FastifyRequest, reply: FastifyReply, bytes: Buffer | null, mediaType: string | null = null): FastifyReply {
    const type = acceptedByteType(request)
    if (type === '' && notAcceptable === 'strict') throw noMediaTypeAcceptable(String(request.headers.accept), BYTE_MEDIA_TYPES)
    reply.header('vary', VARY)
    if (type === ANY_BYTES) return reply.type(ANY_BYTES).send(bytes ?? Buffer.alloc(0))
    if (type.startsWith('image/')) return reply.type(mediaType ?? ANY_BYTES).send(bytes ?? Buffer.alloc(0))
    const isXml = type.endsWith('/xml')
    const text = isXml ? xmlOf(bytes) : jsonOf(bytes)
    return reply.type(`${type || DEFAULT_TYPE}; charset=utf-8`).send(Buffer.from(text, 'latin1'))
  }
}

const jsonOf = (bytes: Buffer | null) => bytes === null ? 'null' : `"${bytes.toString('base64')}"`

const xmlOf = (bytes: Buffer | null) => bytes === null
  ? `<base64Binary xmlns:i="${SCHEMA_INSTANCE}" i:nil="true"/>`
  : `<base64Binary>${bytes.toString('base64')}</base64Binary>`
