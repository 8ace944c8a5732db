import { createHash, timingSafeEqual } from 'node:crypto'
import type { Step } from '../http/steps.js'
import { controlUnauthorized } from './errors.js'

const CREDENTIAL = /^Bearer +(\S+) *$/i

/** The step that lets only calls with this token go on; all when the token is empty. */
export function compileTokenStep (token: string): Step {
  if (token === '') return () => undefined
  const isToken = compileTokenCheck(token)

  return ({ headers: { authorization = '' } }) => {
    const [, came] = CREDENTIAL.exec(authorization) ?? []
    if (came === undefined) return controlUnauthorized('no such credential came')
    return isToken(came) ? undefined : controlUnauthorized('another token came')
  }
}

/** Compiles whether what came is the token, in constant time; anything is when the token is empty. */
export function compileTokenCheck (token: string): (came: string | undefined) => boolean {
  if (token === '') return () => true
  const expected = digestOf(token)
  return came => came !== undefined && timingSafeEqual(digestOf(came), expected)
}

/** Of equal length, as the comparison in constant time demands. */
const digestOf = (token: string) => createHash('sha256').update(token).digest()
