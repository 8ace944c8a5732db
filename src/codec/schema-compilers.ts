import type { TObject } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { violationSentences } from '../errors/api-errors.js'
import { identityOf } from '../http/logging.js'
import { MOCK_HEADER } from '../config/version.js'
import { compileBodyReader, violationsOf } from './bodies/request-body.js'
import { compileJsonWriter } from './formats/json.js'
import { compilePathReader } from './path-parameters.js'
import { compileQueryReader } from './query-parameters.js'
import { compilingAtFirstCall } from '../http/memoize.js'

/** Names what was wrong with a body that was taken all the same. */
export const VIOLATIONS_HEADER = `${MOCK_HEADER}-violations`
const LONGEST_HEADER = 4000

/**
 * To be the `schemaController` of the server, until it is given the compilers below: where it is made with none, Fastify
 * loads its own, which take a tenth of the time of a start.
 */
export const WITHOUT_COMPILERS = { compilersFactory: { buildValidator: Object, buildSerializer: Object } }

/** Lets the schemas of routes read paths, queries and bodies and write answers, in place of Fastify's own compilers. */
export function addSchemaCompilers (app: FastifyInstance, config: Pick<Config, 'validation' | 'putPatch'>): void {
  app.setValidatorCompiler<TObject>(({ schema, httpPart }) => {
    switch (httpPart) {
      case 'body': return compilingAtFirstCall(() => compileBodyReader(schema, config))
      case 'querystring': return compileQueryReader(schema)
      default: return compilePathReader(schema)
    }
  })

  app.setSerializerCompiler<TObject>(({ schema }) => compileJsonWriter(schema))

  if (config.validation === 'warn') addWarnings(app)
}

/** Names in a header and in the log what was wrong with a body that was taken. */
function addWarnings (app: FastifyInstance): void {
  app.addHook('preHandler', (request, reply, done) => {
    const violations = violationsOf(request.body)
    if (violations.length > 0) {
      const sentences = violationSentences(violations)
      request.log.warn({ violations: sentences, ...identityOf(request) }, 'body with wrong properties taken')
      reply.header(VIOLATIONS_HEADER, headerText(sentences))
    }
    done()
  })
}

function headerText (text: string): string {
  const ascii = text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return ascii.length <= LONGEST_HEADER ? ascii : `${ascii.slice(0, LONGEST_HEADER)}...`
}
