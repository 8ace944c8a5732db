import { Value } from '@sinclair/typebox/value'
import { ConfigSchema } from '../config/config.js'
import { expectation, kindOf, quote } from '../errors/expectation.js'
import { assertObject, typeError } from './arguments.js'
import type { Inject, MockServer } from './handle.js'
import { createMockHandle } from './mock-handle.js'
import { callTarget, mockUrlOf, tenantIn } from './mock-url.js'

export interface MockConnection {
  /** What `CONTROL_TOKEN` of the mock is, if it has one. */
  readonly token?: string
  /** The tenant that the handle itself is of; `default`, if nothing is said. */
  readonly tenant?: string
}

const OPTIONS = {
  subject: 'The options of connectMock',
  example: "{ tenant: 'Cust1' }, or left out",
  names: ['token', 'tenant'] satisfies (keyof MockConnection)[],
  error: typeError,
}

const TOKEN = ConfigSchema.properties.controlToken

/**
 * Gives the handle of a mock that runs elsewhere, in a container say. Nothing is sent before something is asked of it.
 * The address may be that of a tenant, if none is named besides.
 * @example
 * const mock = connectMock('http://127.0.0.1:3000', { tenant: 'Cust1' })
 * await mock.reset()
 * @throws TypeError for what is no address, no token or no name of a tenant, and for options that there are not
 */
export function connectMock (url: string | URL, options: MockConnection = {}): MockServer {
  assertObject(OPTIONS, options)
  const { token = '', tenant } = options
  if (!Value.Check(TOKEN, token)) throw new TypeError(`The token of a mock must be ${expectation(TOKEN)}; ${kindOf(token, TOKEN)} came.`)
  const address = mockUrlOf(typeof url === 'string' ? url : String(Object(url).href))
  if (address === undefined) throw new TypeError(`The address of a mock must be such as http://127.0.0.1:3000; ${quote(url)} came.`)
  const named = tenant === undefined ? tenantIn(address) : undefined
  return createMockHandle({
    url: named === undefined ? address : address.slice(0, -named.length - 1),
    token,
    tenant: tenant === undefined ? named : tenant,
    injectAt: fetchBehind,
    close: async () => {},
  })
}

/** Calls what is behind a URL. */
export const fetchBehind = (url: string): Inject => async (input, init) => fetch(callTarget(url, input), init)
