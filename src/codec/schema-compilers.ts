import type { TObject } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { VIOLATIONS_HEADER } from '../config/version.js'
import { violationSentences } from '../errors/api-errors.js'
import { identityOf } from '../http/logging.js'
import { compilingAtFirstCall } from '../http/memoize.js'
import { compileBodyReader, violationsOf } from './bodies/request-body.js'
import { compileJsonWriter } from './formats/json.js'
import { compilePathReader } from './path-parameters.js'
import { compileQueryReader } from './query-parameters.js'

/** Longest value of the violations header: response heads above 8 KiB are refused by some proxies. */
const LONGEST_HEADER = 4000

/** Makes the schemas of routes read paths, queries and bodies and write responses, instead of Fastify's own compilers. */
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

/** Adds the hook `warnOfViolations`, which names in a header and in the log what was wrong with a body that was accepted. */
export function addWarnings (app: FastifyInstance): void {
  app.addHook('preHandler', function warnOfViolations (request, reply, done) {
    const violations = violationsOf(request.body)
    if (violations.length > 0) {
      const sentences = violationSentences(violations)
      request.log.warn({ violations: sentences, ...identityOf(request) }, 'body with wrong properties taken')
      reply.header(VIOLATIONS_HEADER, headerText(sentences))
    }
    done()
  })
}

/** Returns a string as a header can have it: ASCII, with escapes for other characters, and cut to the longest value. */
function headerText (text: string): string {
  const ascii = text.replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return ascii.length <= LONGEST_HEADER ? ascii : `${ascii.slice(0, LONGEST_HEADER)}...`
}
