import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FORM_TYPE } from '../codec/media-types.js'
import { controlBodyNotJson } from './errors.js'

/**
 * Refuses bodies without a Content-Type, of forms and of unknown types on the routes that are registered later: usually a client forgot the
 * Content-Type of JSON. An empty body is accepted with any type.
 */
export function addJsonBodies (app: FastifyInstance): void {
  const types = [FORM_TYPE, '*']
  app.removeContentTypeParser(types)
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    if (body.length > 0) throw controlBodyNotJson(headers['content-type'])
  })
}
