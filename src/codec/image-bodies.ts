import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentEncodingNotSupported, mediaTypeNotSupported } from '../errors/api-errors.js'
import { assertDefined } from '../errors/assert-defined.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { firstFile } from './formats/multipart.js'

const MULTIPART = 'multipart/form-data'

/**
 * The media types that the vendor documents for a request body with an image (superoffice-protocol, section 11). The type of the image is
 * detected from its bytes, not from Content-Type.
 */
export const IMAGE_BODY_TYPES: readonly string[] = [...PICTURE_TYPES, MULTIPART]

/**
 * Replaces the body parsers of `app` by those of image bodies. A non-empty request body is refused if it has a Content-Type other than an
 * image type or multipart/form-data. A body without Content-Type is read as an image. Also adds a hook that refuses requests with a
 * Content-Encoding other than identity.
 */
export function addImageBodies (app: FastifyInstance): void {
  app.addHook('preParsing', ({ headers: { 'content-encoding': encoding = 'identity' } }, _reply, payload, done) => {
    if (encoding.toLowerCase() === 'identity') return done(null, payload)
    done(contentEncodingNotSupported(encoding))
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^image\//i, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => body)
  app.addContentTypeParser(MULTIPART, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) =>
    firstFile(body, assertDefined(headers['content-type'], 'a multipart body must have a Content-Type')))
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async ({ bodyType }: FastifyRequest, body: Buffer) => {
    if (bodyType !== undefined && body.length > 0) throw mediaTypeNotSupported(bodyType, IMAGE_BODY_TYPES)
    return body
  })
}
