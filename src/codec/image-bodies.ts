import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contentEncodingNotSupported, mediaTypeNotSupported } from '../errors/api-errors.js'
import { assertDefined } from '../errors/assert-defined.js'
import { PICTURE_TYPES } from '../pictures/picture-types.js'
import { firstFile } from './formats/multipart.js'

const MULTIPART = 'multipart/form-data'

/** What the document lists as types of a body that is an image. The bytes say what it is, not the header. */
export const IMAGE_BODY_TYPES: readonly string[] = [...PICTURE_TYPES, MULTIPART]

/** Lets the routes that are added after it take the bytes of an image as their body, and nothing else. */
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
