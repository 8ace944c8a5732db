import type { Config } from '../config/config.js'
import { quote } from '../errors/expectation.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import { listTenants } from '../library/control.js'
import { connectTenant, createNotFoundError, type MockOptions, type RunningMock } from './running-mock.js'

/** A subcommand of `tenants`, with the name of a tenant if it needs one. */
export type TenantsTask =
  | { readonly verb: 'list' }
  | { readonly verb: 'remove', readonly name: string }

/**
 * Runs a subcommand of `tenants`, and then prints the tenants of the mock that have their own data, journal entries or rules.
 * @throws MockError if the mock does not list the tenant to remove or a request fails; also the errors of `connectTenant`
 */
export async function tenants (config: Config, options: Omit<MockOptions, 'tenant'>, task: TenantsTask): Promise<void> {
  const mock = connectTenant(config, { ...options, tenant: DEFAULT_TENANT })
  if (task.verb === 'remove') await remove(mock, task.name)
  mock.showList(await listTenants(mock.send), 'This mock has no tenants with their own data, journal entries or rules.')
}

/**
 * Checks first that the mock lists the tenant, so that a script with a wrong name fails. The mock responds with 204 even to the removal of
 * a tenant that does not exist.
 */
async function remove ({ send }: RunningMock, name: string): Promise<void> {
  const names = (await listTenants(send)).map(({ Name }) => Name)
  if (!names.some(existing => existing.toLowerCase() === name.toLowerCase())) throw createNotFoundError(`This mock has no tenant ${quote(name)}`, names)
  await send('DELETE', `tenants/${name}`)
}
