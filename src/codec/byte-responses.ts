import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { noMediaTypeAcceptable } from '../errors/api-errors.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { SCHEMA_INSTANCE } from './formats/xml-reader.js'
import { RESPONSE_MEDIA_TYPES, DEFAULT_TYPE, VARY, compileAcceptance } from './media-types.js'

export const ANY_BYTES = 'application/octet-stream'

/** Media types of responses with bytes: Base64 in JSON or XML, or raw. */
export const BYTE_MEDIA_TYPES: readonly string[] = [...RESPONSE_MEDIA_TYPES, ANY_BYTES, ...PICTURE_TYPES]

const acceptedByteType = compileAcceptance(BYTE_MEDIA_TYPES)

/**
 * Creates a function that sends bytes. Accept determines whether they are sent raw, or in Base64 in JSON or XML (superoffice-protocol,
 * section 12). If Accept prefers an image type, the bytes are sent raw, and not converted to this type. Content-Type is then `mediaType`,
 * or ANY_BYTES if `mediaType` is null. If Accept allows none of BYTE_MEDIA_TYPES, the function sends JSON, or throws ApiError 406 under
 * NOT_ACCEPTABLE=strict.
 */
export function createByteResponses ({ notAcceptable }: Pick<Config, 'notAcceptable'>) {
  return function sendBytes (request: FastifyRequest, reply: FastifyReply, bytes: Buffer | null, mediaType: string | null = null): FastifyReply {
    const type = acceptedByteType(request)
    if (type === '' && notAcceptable === 'strict') throw noMediaTypeAcceptable(String(request.headers.accept), BYTE_MEDIA_TYPES)
    reply.header('vary', VARY)
    if (type === ANY_BYTES) return reply.type(ANY_BYTES).send(bytes ?? Buffer.alloc(0))
    if (type.startsWith('image/')) return reply.type(mediaType ?? ANY_BYTES).send(bytes ?? Buffer.alloc(0))
    const isXml = type.endsWith('/xml')
    const text = isXml ? writeXml(bytes) : writeJson(bytes)
    return reply.type(`${type || DEFAULT_TYPE}; charset=utf-8`).send(Buffer.from(text, 'latin1'))
  }
}

const writeJson = (bytes: Buffer | null) => bytes === null ? 'null' : `"${bytes.toString('base64')}"`

const writeXml = (bytes: Buffer | null) => bytes === null
  ? `<base64Binary xmlns:i="${SCHEMA_INSTANCE}" i:nil="true"/>`
  : `<base64Binary>${bytes.toString('base64')}</base64Binary>`
