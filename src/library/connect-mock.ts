import { quote } from '../expectation.js'
import type { Inject, MockServer } from './handle.js'
import { createMockHandle } from './mock-handle.js'
import { mockUrlOf, tenantIn } from './mock-url.js'

export interface MockConnection {
  /** What `CONTROL_TOKEN` of the mock is, if it has one. */
  readonly token?: string
  /** The tenant that the handle itself is of; `default`, if nothing is said. */
  readonly tenant?: string
}

/**
 * Gives the handle of a mock that runs elsewhere, in a container say. Nothing is sent before something is asked of it.
 * The address may be that of a tenant, if none is named besides.
 * @example
 * const mock = connectMock('http://127.0.0.1:3000', { tenant: 'Cust1' })
 * await mock.reset()
 * @throws TypeError for what is no address, or no name of a tenant
 */
export function connectMock (url: string, { token = '', tenant }: MockConnection = {}): MockServer {
  const address = mockUrlOf(url)
  if (address === undefined) throw new TypeError(`The address of a mock must be such as http://127.0.0.1:3000; ${quote(url)} came.`)
  const named = tenant === undefined ? tenantIn(address) : undefined
  return createMockHandle({
    url: named === undefined ? address : address.slice(0, -named.length - 1),
    token,
    tenant: tenant ?? named,
    injectAt: fetchBehind,
    close: async () => {},
  })
}

/** Calls what is behind a URL. */
export const fetchBehind = (url: string): Inject => (input, init) =>
  fetch(typeof input === 'string' && input.startsWith('/') ? url + input : input, init)
