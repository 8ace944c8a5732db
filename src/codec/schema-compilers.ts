import type { TObject } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { compilingAtFirstCall } from '../http/memoize.js'
import { addViolations } from '../http/violations-header.js'
import { compileBodyReader, listBodyNotes } from './bodies/request-body.js'
import { compileJsonWriter } from './formats/json-writer.js'
import { compilePathReader } from './path-parameters.js'
import { compileQueryReader } from './query-parameters.js'

/** Replaces Fastify's compilers of validators and serializers. */
export function addSchemaCompilers (app: FastifyInstance, config: Pick<Config, 'validation' | 'putPatch' | 'writePolicy'>): void {
  app.setValidatorCompiler<TObject>(({ schema, httpPart }) => {
    switch (httpPart) {
      case 'body': return compilingAtFirstCall(() => compileBodyReader(schema, config))
      case 'querystring': return compileQueryReader(schema)
      default: return compilePathReader(schema)
    }
  })

  app.setSerializerCompiler<TObject>(({ schema }) => compileJsonWriter(schema))
}

/**
 * Adds a hook that adds the sentences of `listBodyNotes` about an accepted body to the header X-SuperOffice-Mock-Violations.
 */
export function addViolationNames (app: FastifyInstance): void {
  app.addHook('preHandler', function nameViolations (request, reply, done) {
    addViolations(request, reply, listBodyNotes(request.body))
    done()
  })
}
