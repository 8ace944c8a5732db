import { quote } from '../errors/expectation.js'
import { DEFAULT_TENANT, isTenantName } from '../http/tenant.js'
import { createControl, listTenants } from './control.js'
import { createControlCall } from './control-call.js'
import type { Inject, MockServer, MockTenant } from './handle.js'

export interface MockHandleOptions {
  /** Where the mock is. */
  readonly url: string
  /** What CONTROL_TOKEN of it is; empty for nothing. */
  readonly token: string
  /** The tenant that the handle itself is of; that of calls which name none, if nothing is said. */
  readonly tenant?: string | undefined
  /** Makes what calls the mock; paths are those behind the URL. */
  readonly injectAt: (url: string) => Inject
  readonly close: () => Promise<void>
}

/** @throws TypeError for what is no name of a tenant */
export function createMockHandle ({ url, token, tenant, injectAt, close }: MockHandleOptions): MockServer {
  const callAt = (address: string, inject = injectAt(address)) => createControlCall({ inject, url: address, token })

  function tenantAt (name: string, address: string): MockTenant {
    const inject = injectAt(address)
    const call = callAt(address, inject)
    return {
      name,
      url: address,
      inject,
      ...createControl(call),
      async remove () {
        await call('DELETE', `tenants/${name}`)
      },
    }
  }

  function tenantOf (name: string): MockTenant {
    // Who writes JavaScript may give anything.
    if (typeof name === 'string' && isTenantName(name)) return tenantAt(name, `${url}/${name}`)
    throw new TypeError(`The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; ${quote(name)} came.`)
  }

  return {
    ...(tenant === undefined ? tenantAt(DEFAULT_TENANT, url) : tenantOf(tenant)),
    tenant: tenantOf,
    tenants: () => listTenants(callAt(url)),
    close,
    [Symbol.asyncDispose]: close,
  }
}
