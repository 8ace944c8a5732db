import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FORM_TYPE } from '../codec/media-types.js'
import { controlBodyNotJson } from './errors.js'

/**
 * Adds parsers that refuse forms, bodies of an unknown type, and bodies without a Content-Type, on the routes that are registered later.
 * The reason is usually that the client does not set the Content-Type of JSON. An empty body can have any type.
 */
export function addJsonBodies (app: FastifyInstance): void {
  const types = [FORM_TYPE, '*']
  app.removeContentTypeParser(types)
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    if (body.length > 0) throw controlBodyNotJson(headers['content-type'])
  })
}
