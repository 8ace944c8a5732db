import { Value } from '@sinclair/typebox/value'
import { ConfigSchema } from '../config/config-schema.js'
import { expectation, nameKind, quote } from '../errors/expectation.js'
import { assertObject, createTypeError } from './arguments.js'
import type { Inject, MockServer } from './handle.js'
import { createHttpsInject } from './https-inject.js'
import { createMockHandle } from './mock-handle.js'
import { parseMockUrl, parseTenant, resolveTarget } from './mock-url.js'

export interface MockConnection {
  /** The value of the mock's setting `CONTROL_TOKEN`, if it has one. */
  readonly token?: string
  /**
   * The tenant of the returned handle. If left out, it is the last segment of the path of the address, or `default` if the path is empty or
   * this segment is not a valid name.
   */
  readonly tenant?: string
  /** PEM of the authority to trust. Needed if the mock serves HTTPS with a certificate that Node does not trust. */
  readonly certificateAuthority?: string
}

const CONNECT_OPTIONS = {
  subject: 'The options of connectMock',
  example: "{ tenant: 'Cust1' }, or left out",
  names: ['token', 'tenant', 'certificateAuthority'] satisfies (keyof MockConnection)[],
  error: createTypeError,
}

const PEM = /^-----BEGIN CERTIFICATE-----$/m

const TOKEN_SCHEMA = ConfigSchema.properties.controlToken

/**
 * Returns the handle of a mock that runs in another process, such as a container. `connectMock` itself sends no request, so the mock need
 * not run yet.
 * @param url address of the mock, or of one of its tenants (`http://127.0.0.1:3000/Cust1`) if `options.tenant` is left out
 * @example
 * const mock = connectMock('http://127.0.0.1:3000', { tenant: 'Cust1' })
 * await mock.reset()
 * @throws TypeError for an invalid address, and for options that are invalid or unknown
 */
export function connectMock (url: string | URL, options: MockConnection = {}): MockServer {
  assertObject(CONNECT_OPTIONS, options)
  const { token = '', tenant, certificateAuthority } = options
  if (!Value.Check(TOKEN_SCHEMA, token)) throw new TypeError(`The token of a mock must be ${expectation(TOKEN_SCHEMA)}; got ${nameKind(token, TOKEN_SCHEMA)}.`)
  if (certificateAuthority !== undefined && !isPem(certificateAuthority)) {
    throw new TypeError(`The certificateAuthority of a mock must be PEM text, which begins with "-----BEGIN CERTIFICATE-----"; got ${quote(certificateAuthority)}.`)
  }
  const address = parseMockUrl(typeof url === 'string' ? url : String(Object(url).href))
  if (address === undefined) throw new TypeError(`The address of a mock must be such as http://127.0.0.1:3000; got ${quote(url)}.`)
  const named = tenant === undefined ? parseTenant(address) : undefined
  return createMockHandle({
    url: named === undefined ? address : address.slice(0, -named.length - 1),
    token,
    tenant: tenant === undefined ? named : tenant,
    certificateAuthority,
    createInject: url => createFetchInject(url, certificateAuthority),
    close: async () => {},
  })
}

/** True if a string contains the first line of a certificate in PEM. */
export const isPem = (text: string): boolean => PEM.test(text)

/**
 * Returns an `inject` that sends requests over the network. If the input of `inject` is a path, it is appended to `url`. If `authority` is
 * defined, HTTPS requests trust no other authority.
 * @param authority PEM of one or more certificates
 */
export const createFetchInject = (url: string, authority?: string): Inject =>
  authority === undefined ? async (input, init) => fetch(resolveTarget(url, input), init) : createHttpsInject(url, authority)
