import { MOCK_HEADER } from '../config/version.js'
import type { Inject } from './handle.js'
import { MockError } from './mock-error.js'

export interface ControlCallOptions {
  readonly inject: Inject
  /** Where the tenant is, for sentences. */
  readonly url: string
  /** What CONTROL_TOKEN of the mock is; empty for nothing. */
  readonly token: string
}

/**
 * Calls a path below `/_mock` of a tenant; a body is JSON.
 * @throws MockError when no mock answers, or when it refuses
 */
export type ControlCall = (method: string, path: string, body?: NonNullable<RequestInit['body']>) => Promise<Response>

export const createControlCall = ({ inject, url, token }: ControlCallOptions): ControlCall => async (method, path, body) => {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== '') headers.set('authorization', `Bearer ${token}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const answer = await inject(`/_mock/${path}`, {
    // Without duplex, no body may come in parts.
    method, headers, duplex: 'half', ...(body !== undefined && { body }),
  }).catch((cause: unknown) => { throw new MockError(`No mock answers at ${url} (${reasonOf(cause)}).`, undefined, { cause }) })
  if (!answer.headers.has(MOCK_HEADER)) {
    throw new MockError(`What answers at ${url} is no superoffice-mock; it answered ${answer.status}.`, undefined)
  }
  if (!answer.ok) throw new MockError(await sentenceOf(answer, `${url}/_mock/${path}`), answer.status)
  return answer
}

/** What fetch fails with says why in its cause, which has no message when several addresses were tried. */
export function reasonOf (error: unknown): string {
  const { cause = error } = Object(error)
  const { code, message } = Object(cause)
  return String([message, code].find(Boolean))
}

/** The texts of a failure, in whichever of its shapes. */
async function sentenceOf (answer: Response, url: string): Promise<string> {
  const { ErrorType, Message, ErrorMessage, MessageDetail } = Object(await answer.json())
  if (answer.status === 404 && ErrorType === undefined) {
    return `There is no ${url}: the mock was started with CONTROL=off, or is of an older version.`
  }
  return [Message ?? ErrorMessage, MessageDetail].filter(Boolean).join(' ')
}
