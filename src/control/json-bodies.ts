import type { FastifyInstance, FastifyRequest } from 'fastify'
import { FORM_TYPE } from '../codec/media-types.js'
import { controlBodyNotJson } from './errors.js'

/**
 * Adds parsers to `app` that refuse forms, bodies of an unsupported media type, and bodies without a Content-Type. The parsers accept an
 * empty body.
 */
export function addJsonBodies (app: FastifyInstance): void {
  const types = [FORM_TYPE, '*']
  app.removeContentTypeParser(types)
  app.addContentTypeParser(types, { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    if (body.length > 0) throw controlBodyNotJson(headers['content-type'])
  })
}
