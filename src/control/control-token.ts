import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { controlUnauthorized } from './errors.js'

const CREDENTIAL = /^Bearer +(\S+) *$/i

/** Adds the hook `requireToken`, which responds with 401 to requests that do not have the token. Adds nothing if `token` is empty. */
export function addTokenCheck (app: FastifyInstance, token: string): void {
  if (token === '') return
  const isToken = compileTokenCheck(token)

  app.addHook('onRequest', function requireToken ({ headers: { authorization = '' } }, _reply, done) {
    const [, sent] = CREDENTIAL.exec(authorization) ?? []
    if (sent === undefined) return done(controlUnauthorized('got none'))
    done(isToken(sent) ? undefined : controlUnauthorized('got another token'))
  })
}

/**
 * Compiles a function that returns true if a received string is the token. If `token` is empty, the function always returns true. The
 * duration of a comparison does not show how much of the token a received string matches.
 */
export function compileTokenCheck (token: string): (sent: string | undefined) => boolean {
  if (token === '') return () => true
  const expected = digestToken(token)
  return sent => sent !== undefined && timingSafeEqual(digestToken(sent), expected)
}

/** Digests are compared instead of tokens, because timingSafeEqual requires equal lengths. */
const digestToken = (token: string) => createHash('sha256').update(token).digest()
