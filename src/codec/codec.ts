import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { addRequestTypes } from './media-types.js'
import { addSchemaCompilers, addViolationNames } from './schema-compilers.js'

/** Adds the body parsers, the schema compilers, and the hooks `keepBodyType` and `nameViolations`. */
export function addCodec (app: FastifyInstance, config: Pick<Config, 'validation' | 'putPatch' | 'writePolicy'>): void {
  addRequestTypes(app, config.validation !== 'strict')
  addSchemaCompilers(app, config)
  addViolationNames(app)
}
