import { MOCK_HEADER } from '../config/version.js'
import type { Inject } from './handle.js'
import { MockError } from './mock-error.js'

export interface ControlClientOptions {
  readonly inject: Inject
  /** Address of the mock or of a tenant, for error messages. */
  readonly url: string
  /** The setting CONTROL_TOKEN of the mock; empty if it has none. */
  readonly token: string
}

/**
 * Sends a request to a path below `/_mock` of a tenant. A body must be JSON.
 * @throws MockError if the mock cannot be reached, if the server is not a mock, or if the status of the response is not 2xx
 */
export type SendToControl = (method: string, path: string, body?: NonNullable<RequestInit['body']>) => Promise<Response>

export const createControlClient = ({ inject, url, token }: ControlClientOptions): SendToControl => async (method, path, body) => {
  const headers = new Headers({ accept: 'application/json' })
  if (token !== '') headers.set('authorization', `Bearer ${token}`)
  if (body !== undefined) headers.set('content-type', 'application/json')
  const response = await inject(`/_mock/${path}`, {
    // `fetch` requires `duplex` if the body is a stream.
    method, headers, duplex: 'half', ...(body !== undefined && { body }),
  }).catch((cause: unknown) => { throw new MockError(`No mock responds at ${url} (${describeFetchFailure(cause)}).`, undefined, { cause }) })
  if (!response.headers.has(MOCK_HEADER)) {
    throw new MockError(`The server at ${url} is not a superoffice-mock; the status of its response was ${response.status}.`, undefined)
  }
  if (!response.ok) throw new MockError(await readErrorMessage(response, `${url}/_mock/${path}`), response.status)
  return response
}

/** Some of the error codes for a certificate whose authority is not trusted. */
const UNTRUSTED = ['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']

/**
 * Describes the failure of a request by the message of the error's cause, or of the error if it has no cause. If this message is empty, for
 * example after attempts at several addresses, the error code is used. OpenSSL's message about a server that uses HTTP is replaced, because
 * it does not name this reason.
 */
export function describeFetchFailure (error: unknown): string {
  const { cause = error } = Object(error)
  const { code, message } = Object(cause)
  const reason = String([message, code].find(Boolean))
  if (reason.includes('wrong version number')) return 'the server uses HTTP instead of HTTPS'
  return UNTRUSTED.includes(code) ? `${reason}; trust its authority by --ca, or in a program by certificateAuthority` : reason
}

/**
 * Returns the message of an error response. An error body with status 404 and without an ErrorType means that the mock does not have the
 * route.
 */
async function readErrorMessage (response: Response, url: string): Promise<string> {
  const { ErrorType, Message, ErrorMessage, MessageDetail } = Object(await response.json())
  if (response.status === 404 && ErrorType === undefined) {
    return `${url} does not exist: the mock was started with SUPEROFFICE_MOCK_CONTROL=off, or is of an older version.`
  }
  const advice = response.status === 401 ? 'Set the token by --token, or in a program by token.' : ''
  return [Message ?? ErrorMessage, MessageDetail, advice].filter(Boolean).join(' ')
}
