import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FORM_TYPE } from '../codec/media-types.js'
import { controlBodyNotJson } from './errors.js'

/**
 * Refuses bodies that are forms, have an unknown type or no Content-Type, on the routes that are registered later: usually the client lacks
 * the Content-Type of JSON. An empty body is accepted with any type.
 */
export function addJsonBodies (app: FastifyInstance): void {
  const types = [FORM_TYPE, '*']
  app.removeContentTypeParser(types)
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    if (body.length > 0) throw controlBodyNotJson(headers['content-type'])
  })
}
