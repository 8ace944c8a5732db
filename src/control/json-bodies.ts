import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FORM_TYPE } from '../codec/media-types.js'
import { controlBodyNotJson } from './errors.js'

/**
 * Refuses bodies without a Content-Type, of forms and of unknown types in the routes that are added after it: they are JSON that a client
 * sent without saying so. An empty body is accepted with each type.
 */
export function addJsonBodies (app: FastifyInstance): void {
  const types = [FORM_TYPE, '*']
  app.removeContentTypeParser(types)
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    if (body.length > 0) throw controlBodyNotJson(headers['content-type'])
  })
}
