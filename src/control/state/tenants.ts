import { Type } from '@sinclair/typebox'
import { TenantCountsSchema } from '../../carriers/tenant-counts.js'
import { NoBody } from '../../carriers/scalars.js'
import { tenantInvalid } from '../../errors/api-errors.js'
import { isTenantName } from '../../http/tenant.js'
import type { ControlRoutes } from '../control-routes.js'
import { resetControls } from './reset.js'

const tags = ['Tenants']

const TenantsSchema = Type.Object({
  Tenants: Type.Array(TenantCountsSchema, { description: 'The tenants, ordered by name.' }),
}, { $id: 'Tenants', description: 'All tenants that have their own data, journal entries or rules.' })

const params = Type.Object({ name: Type.String({ description: 'The name of the tenant.' }) })

/** Adds the routes that list tenants, count the entities of a tenant, and remove a tenant. */
export const addTenantRoutes: ControlRoutes = (app, { store, failures, ...controls }) => {
  app.get('/_mock/tenants', {
    schema: {
      tags,
      summary: 'Lists the tenants with their numbers of entities',
      description: 'Lists the tenants that have their own data, journal entries, fault rules or rights rules. Any other tenant has the data of the seed.',
      response: { 200: TenantsSchema, ...failures({}) },
    },
  }, async () => {
    const others = await Promise.all([controls.journals, controls.faults, controls.rights].map(({ tenants }) => tenants()))
    return { Tenants: await store.listTenants(others.flat()) }
  })

  app.get('/_mock/tenants/:name', {
    schema: {
      tags,
      summary: 'Counts the products, blobs and callers of a tenant',
      description: 'A tenant without its own data has the counts of the seed.',
      params,
      response: { 200: TenantCountsSchema, ...failures({}) },
    },
  }, async ({ params: { name } }) => store.countTenant(assertTenantName(name)))

  app.delete('/_mock/tenants/:name', {
    schema: {
      tags,
      summary: 'Removes a tenant',
      description: 'Removes the data, snapshots, clock, faults, rights rules and journal of the tenant. Later requests to it start from the seed. ' +
        'Also succeeds if the tenant does not exist.',
      params,
      response: { 204: NoBody('The tenant is removed.'), ...failures({}) },
    },
  }, async ({ params: { name } }, reply) => {
    await store.removeTenant(assertTenantName(name))
    await resetControls(controls, name)
    await controls.journals.remove(name)
    return reply.code(204).send()
  })
}

function assertTenantName (name: string): string {
  if (!isTenantName(name)) throw tenantInvalid(name)
  return name
}
