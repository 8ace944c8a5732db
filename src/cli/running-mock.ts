import type { TenantCounts } from '../carriers/tenant-counts.js'
import type { Config } from '../config/config.js'
import { createFetchInject } from '../library/connect-mock.js'
import { createControl } from '../library/control.js'
import { createControlClient, type SendToControl } from '../library/control-client.js'
import type { MockControl } from '../library/handle.js'
import { MockError } from '../library/mock-error.js'
import { findAuthority } from './authority.js'
import { resolveTenant } from './mock-address.js'
import { withTimeout } from './request-timeout.js'
import { formatTable, type TableRow } from './table.js'

/** Options of most commands that act on a running mock. */
export interface MockOptions {
  /** Address of the mock; overrides the address in the settings. */
  readonly url?: string
  readonly tenant: string
  /** The control token of the mock; overrides the setting `controlToken`. */
  readonly token?: string
  /**
   * PEM file of the authority to trust. For HTTPS at `localhost`, 127.x.x.x or ::1, the default is the file next to the database, if
   * this file exists and the setting `tlsCert` is empty.
   */
  readonly ca?: string
  readonly json?: boolean
}

export interface RunningMock {
  readonly url: string
  readonly tenant: string
  readonly send: SendToControl
  readonly control: MockControl
  count (): Promise<TenantCounts>
  /** Prints the result of a command as a table, or as JSON if the option `json` is set. */
  show (result: TableRow | readonly TableRow[]): void
  /** Prints a list as `show` does, except that `sentence` is printed instead of an empty table. */
  showList (rows: readonly TableRow[], sentence: string): void
}

/**
 * Returns a client of the tenant that the options and settings identify. Sends no request.
 * @param extraTimeMs the time by which the timeout of each request is extended
 * @throws ConfigError for an invalid `url` or `tenant`, for port 0 without `url`, or if the file of the option `ca` cannot be used;
 * TlsError if the authority that is stored next to the database cannot be read
 */
export function connectTenant (config: Config, { token = config.controlToken, ca, json, ...place }: MockOptions, extraTimeMs = 0): RunningMock {
  const { url, tenant } = resolveTenant(config, place)
  const send = createControlClient({ inject: withTimeout(createFetchInject(url, findAuthority(config, url, ca)), extraTimeMs), url, token })
  const show: RunningMock['show'] = result => console.log(json ? JSON.stringify(result, undefined, 2) : formatTable([result].flat()))
  return {
    url,
    tenant,
    send,
    control: createControl(send),
    async count () {
      return JSON.parse(await (await send('GET', `tenants/${tenant}`)).text())
    },
    show,
    showList (rows, sentence) {
      if (rows.length === 0 && !json) console.log(sentence)
      else show(rows)
    },
  }
}

/**
 * Creates the error for the removal of a rule or a tenant that does not exist.
 * @param problem the first sentence of the message, without its period
 * @param existing the ids or names that exist
 */
export const createNotFoundError = (problem: string, existing: readonly (string | number)[]): MockError =>
  new MockError(`${problem}. Existing: ${existing.join(', ') || 'none'}.`, 404)
