import { quote } from '../errors/expectation.js'
import { DEFAULT_TENANT, isTenantName } from '../http/tenant.js'
import { createControl, listTenants } from './control.js'
import { createControlClient } from './control-client.js'
import type { Inject, MockServer, MockTenant } from './handle.js'

export interface MockHandleOptions {
  readonly url: string
  /** The setting CONTROL_TOKEN of the mock; empty if it has none. */
  readonly token: string
  readonly certificateAuthority: string | undefined
  /** The tenant of the handle; `default` if undefined. */
  readonly tenant?: string | undefined
  /** Creates an `inject` for a mock or one of its tenants. If the input of the `inject` is a path, it is appended to `url`. */
  readonly createInject: (url: string) => Inject
  readonly close: () => Promise<void>
}

/**
 * Creates the handle of a mock.
 * @throws TypeError for an invalid tenant name
 */
export function createMockHandle ({ url, token, certificateAuthority, tenant, createInject, close }: MockHandleOptions): MockServer {
  const createClient = (address: string, inject = createInject(address)) => createControlClient({ inject, url: address, token })

  function createTenant (name: string, address: string): MockTenant {
    const inject = createInject(address)
    const send = createClient(address, inject)
    return {
      name,
      url: address,
      inject,
      ...createControl(send),
      async remove () {
        await send('DELETE', `tenants/${name}`)
      },
    }
  }

  function findTenant (name: string): MockTenant {
    // The type is checked, because callers in JavaScript can pass any value.
    if (typeof name === 'string' && isTenantName(name)) return createTenant(name, `${url}/${name}`)
    throw new TypeError(`The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; got ${quote(name)}.`)
  }

  return {
    ...(tenant === undefined ? createTenant(DEFAULT_TENANT, url) : findTenant(tenant)),
    certificateAuthority,
    tenant: findTenant,
    tenants: () => listTenants(createClient(url)),
    close,
    [Symbol.asyncDispose]: close,
  }
}
