import type { TenantCounts } from '../carriers/tenant-counts.js'
import type { Config } from '../config/config.js'
import { createFetchInject } from '../library/connect-mock.js'
import { createControl } from '../library/control.js'
import { createControlCall, type ControlCall } from '../library/control-call.js'
import type { MockControl } from '../library/handle.js'
import { resolveTenant } from './mock-address.js'
import { withTimeout } from './request-timeout.js'
import { formatTable, type TableRow } from './table.js'

export interface MockOptions {
  /** Address of the mock; overrides the settings `host` and `port`. */
  readonly url?: string
  readonly tenant: string
  readonly token?: string
  readonly json?: boolean
}

/** A tenant of a running mock, with the methods that commands share. */
export interface RunningMock {
  readonly url: string
  readonly call: ControlCall
  readonly control: MockControl
  /** Returns how many products, blobs and callers the tenant has. */
  count (): Promise<TenantCounts>
  /** Prints the result of a command as a table, or as JSON if requested. */
  show (result: TableRow | readonly TableRow[]): void
}

/** @throws ConfigError for an invalid address or tenant name */
export function connectTenant (config: Config, { token = config.controlToken, json, ...place }: MockOptions): RunningMock {
  const { url, tenant } = resolveTenant(config, place)
  const call = createControlCall({ inject: withTimeout(createFetchInject(url)), url, token })
  return {
    url,
    call,
    control: createControl(call),
    async count () {
      return JSON.parse(await (await call('GET', `tenants/${tenant}`)).text())
    },
    show: result => console.log(json ? JSON.stringify(result, undefined, 2) : formatTable([result].flat())),
  }
}
