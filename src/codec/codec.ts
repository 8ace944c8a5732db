import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { addRequestTypes } from './media-types.js'
import { addSchemaCompilers, addViolationNames } from './schema-compilers.js'

/**
 * Adds the body parsers, the validators and serializers of routes, and two hooks: `keepBodyType`, which sets `request.bodyType`, and
 * `nameViolations`, which adds the sentences of `listBodyNotes` about an accepted body to the header X-SuperOffice-Mock-Violations.
 */
export function addCodec (app: FastifyInstance, config: Pick<Config, 'validation' | 'putPatch' | 'writePolicy'>): void {
  addRequestTypes(app, config.validation !== 'strict')
  addSchemaCompilers(app, config)
  addViolationNames(app)
}
