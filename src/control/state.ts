import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { Store } from '../storage/store.js'
import type { ControlFailures } from './failures.js'

export interface StateOptions {
  readonly store: Store
  readonly failures: ControlFailures
}

const tags = ['State']

const Done = (description: string) => Type.Unsafe<undefined>({ type: 'null', description })

/** What a tenant has, as a whole. Calls in flight meet what was there before or what is there after, never a mixture. */
export const state: FastifyPluginAsyncTypebox<StateOptions> = async (app, { store, failures }) => {
  app.addHook('onReady', async () => store.prepareReset())

  app.post('/_mock/reset', {
    schema: {
      tags,
      summary: 'Goes back to the seed',
      description: 'What was saved before is gone. The clock stays as it is.',
      response: { 204: Done('The tenant has the data of the seed.'), ...failures({}) },
    },
  }, async ({ tenant }, reply) => {
    await store.resetTenant(tenant)
    return reply.code(204).send()
  })

  app.post('/_mock/clear', {
    schema: {
      tags,
      summary: 'Removes all data',
      description: 'Only the administrator of the seed is left, who calls when nobody is named.',
      response: { 204: Done('The tenant has no data.'), ...failures({}) },
    },
  }, async ({ tenant }, reply) => {
    await store.clearTenant(tenant)
    return reply.code(204).send()
  })
}
