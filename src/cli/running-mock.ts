import type { TenantCounts } from '../carriers/tenant-counts.js'
import type { Config } from '../config/config.js'
import { fetchBehind } from '../library/connect-mock.js'
import { createControl, listTenants } from '../library/control.js'
import { createControlCall, type ControlCall } from '../library/control-call.js'
import type { MockControl } from '../library/handle.js'
import { tenantTarget } from './mock-address.js'
import { withPatience } from './patience.js'
import { table, type Row } from './table.js'

export interface MockOptions {
  /** Where the mock is, in place of what the settings say. */
  readonly url?: string
  readonly tenant: string
  readonly token?: string
  readonly json?: boolean
}

/** A tenant of a running mock, as commands deal with it. */
export interface RunningMock {
  readonly url: string
  readonly call: ControlCall
  readonly control: MockControl
  /** How much there is of the tenant. */
  count (): Promise<TenantCounts>
  /** Prints what came of a command: JSON of it, or a table. */
  show (result: Row | readonly Row[]): void
}

/** @throws ConfigError for what is no address, or no name of a tenant */
export function runningMock (config: Config, { token = config.controlToken, json, ...place }: MockOptions): RunningMock {
  const { url, tenant } = tenantTarget(config, place)
  const call = createControlCall({ inject: withPatience(fetchBehind(url)), url, token })
  return {
    url,
    call,
    control: createControl(call),
    async count () {
      const counts = (await listTenants(call)).find(({ Name }) => Name.toLowerCase() === tenant.toLowerCase())
      // One that was never called is not there yet.
      return { Name: tenant, Products: 0, Blobs: 0, Callers: 0, ...counts }
    },
    show: result => console.log(json ? JSON.stringify(result, undefined, 2) : table([result].flat())),
  }
}
