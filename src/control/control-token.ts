import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { controlUnauthorized } from '../errors.js'

const CREDENTIAL = /^Bearer +(\S+) *$/i

/** Lets only calls with this token reach the routes that are added after it; all when the token is empty. */
export function addControlToken (app: FastifyInstance, token: string): void {
  if (token === '') return
  const expected = digestOf(token)

  app.addHook('onRequest', ({ headers: { authorization = '' } }, _reply, done) => {
    const [, came] = CREDENTIAL.exec(authorization) ?? []
    if (came === undefined) return done(controlUnauthorized('no such credential came'))
    done(timingSafeEqual(digestOf(came), expected) ? undefined : controlUnauthorized('another token came'))
  })
}

/** Of equal length, as the comparison in constant time demands. */
const digestOf = (token: string) => createHash('sha256').update(token).digest()
