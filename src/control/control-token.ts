import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { controlUnauthorized } from './refusals.js'

const CREDENTIAL = /^Bearer +(\S+) *$/i

/** Lets only calls with this token reach the routes that are added after it; all when the token is empty. */
export function addControlToken (app: FastifyInstance, token: string): void {
  if (token === '') return
  const isToken = compileTokenCheck(token)

  app.addHook('onRequest', ({ headers: { authorization = '' } }, _reply, done) => {
    const [, came] = CREDENTIAL.exec(authorization) ?? []
    if (came === undefined) return done(controlUnauthorized('no such credential came'))
    done(isToken(came) ? undefined : controlUnauthorized('another token came'))
  })
}

/** Compiles whether what came is the token, in constant time; anything is when the token is empty. */
export function compileTokenCheck (token: string): (came: string | undefined) => boolean {
  if (token === '') return () => true
  const expected = digestOf(token)
  return came => came !== undefined && timingSafeEqual(digestOf(came), expected)
}

/** Of equal length, as the comparison in constant time demands. */
const digestOf = (token: string) => createHash('sha256').update(token).digest()
