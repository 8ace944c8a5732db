import { Type } from '@sinclair/typebox'
import { TenantCountsSchema } from '../../carriers/tenant-counts.js'
import { NoBody } from '../../carriers/scalars.js'
import { tenantInvalid } from '../../errors/api-errors.js'
import { isTenantName } from '../../http/tenant.js'
import type { ControlRoutes } from '../control-routes.js'
import { resetControls } from './reset.js'

const tags = ['Tenants']

const TenantsSchema = Type.Object({
  Tenants: Type.Array(TenantCountsSchema, { description: 'By name.' }),
}, { $id: 'Tenants', description: 'All tenants that were used.' })

/** Tenants, whichever one the path of the call names. */
export const addTenantRoutes: ControlRoutes = (app, { store, failures, ...controls }) => {
  app.get('/_mock/tenants', {
    schema: {
      tags,
      summary: 'Lists the tenants and how much there is of each',
      response: { 200: TenantsSchema, ...failures({}) },
    },
  }, async () => ({ Tenants: await store.listTenants() }))

  app.delete('/_mock/tenants/:name', {
    schema: {
      tags,
      summary: 'Removes a tenant',
      description: 'Its data, its clock, its faults, its rules on rights and its journal are gone; the next call that names it makes it ' +
        'anew from the seed. A tenant that there is not counts as removed.',
      params: Type.Object({ name: Type.String({ description: 'The tenant.' }) }),
      response: { 204: NoBody('There is no such tenant now.'), ...failures({}) },
    },
  }, async ({ params: { name } }, reply) => {
    if (!isTenantName(name)) throw tenantInvalid(name)
    await store.removeTenant(name)
    resetControls(controls, name)
    controls.journals.remove(name)
    return reply.code(204).send()
  })
}
