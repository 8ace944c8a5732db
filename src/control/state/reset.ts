import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { parameterUnreadable } from '../../errors/api-errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import type { Controls } from '../controls.js'

/** Takes back what a test may have changed of a tenant beside its data, and what it left there. */
export function resetControls ({ clocks, faults, rights, journals }: Controls, tenant: string): void {
  clocks.reset(tenant)
  faults.clear(tenant)
  rights.clear(tenant)
  journals.clear(tenant)
}

const QuerySchema = Type.Object({
  All: Type.Optional(Type.Boolean({
    default: false,
    description: 'Whether the faults, the rules on rights and the journal are removed as well, and the clock goes back to that of the machine.',
  })),
}, { additionalProperties: false })

/** What a test does between two others. */
export const addResetRoutes: ControlRoutes = (app, { store, failures, ...controls }) => {
  app.post('/_mock/reset', {
    schema: {
      tags: ['State'],
      summary: 'Goes back to the seed',
      description: 'What was saved before is gone. Snapshots stay, and unless All is true the clock, the faults, the rules on rights and ' +
        'the journal do too. When the data cannot be reset, nothing is.',
      querystring: QuerySchema,
      response: {
        204: NoBody('The tenant has the data of the seed.'),
        ...failures({ 400: 'A parameter or the name of the tenant is wrong, and nothing was changed.', ...PLACE_FAILURES }),
      },
    },
    // An empty parameter is as good as none elsewhere; here it would leave what the caller means to be taken back.
    async preValidation ({ query }) {
      const isEmpty = Object.entries(query).some(([name, text]) => name.toLowerCase() === 'all' && String(text) === '')
      if (isEmpty) throw parameterUnreadable('All', QuerySchema.properties.All, '')
    },
  }, async ({ tenant, query: { All } }, reply) => {
    await store.resetTenant(tenant)
    if (All === true) resetControls(controls, tenant)
    return reply.code(204).send()
  })
}
