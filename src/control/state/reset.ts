import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { parameterUnreadable } from '../../errors/api-errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import type { Controls } from '../controls.js'

/** Resets the clock of a tenant, and removes its faults, rights rules and journal entries. */
export async function resetControls ({ clocks, faults, rights, journals }: Controls, tenant: string): Promise<void> {
  await clocks.reset(tenant)
  await faults.clear(tenant)
  await rights.clear(tenant)
  await journals.clear(tenant)
}

const QuerySchema = Type.Object({
  All: Type.Optional(Type.Boolean({
    default: false,
    description: 'True to remove faults, rights rules and journal entries as well, and to set the clock to that of the machine.',
  })),
}, { additionalProperties: false })

/** Adds the route that resets the data of a tenant to the seed, and with `?All=true` also calls `resetControls`. */
export const addResetRoutes: ControlRoutes = (app, { store, failures, ...controls }) => {
  app.post('/_mock/reset', {
    schema: {
      tags: ['State'],
      summary: 'Resets the data to the seed',
      description: 'Replaces all data of the tenant by the seed. Snapshots are kept, and unless All is true also the clock, faults, rights rules ' +
        'and journal entries. If the data cannot be reset, nothing is changed.',
      querystring: QuerySchema,
      response: {
        204: NoBody('The tenant has the data of the seed.'),
        ...failures({ 400: 'A parameter or the name of the tenant is invalid. Nothing was changed.', ...PLACE_FAILURES }),
      },
    },
    // Refuses an empty value of All. It would otherwise count as false, but a client that sends `?All` probably means true.
    async preValidation ({ query }) {
      const isEmpty = Object.entries(query).some(([name, text]) => name.toLowerCase() === 'all' && String(text) === '')
      if (isEmpty) throw parameterUnreadable('All', QuerySchema.properties.All, '')
    },
  }, async ({ tenant, query: { All } }, reply) => {
    await store.resetTenant(tenant)
    if (All === true) await resetControls(controls, tenant)
    return reply.code(204).send()
  })
}
