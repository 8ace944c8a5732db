import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { stateTooLarge } from '../errors.js'
import { boundBodyMemory } from '../../http/body-memory.js'
import { StateSchema } from '../../storage/seed-schema.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { readState } from './state-body.js'
import { stateText } from './state-text.js'

const tags = ['State']

/** Most bytes of a state: less than the longest text that there can be. */
const STATE_BYTES = 256 * 1024 * 1024

/** What a tenant has, as a whole. Calls in flight meet what was there before or what is there after, never a mixture. */
export const addStateRoutes: ControlRoutes = (app, { store, config, failures }) => {
  app.get('/_mock/state', {
    schema: {
      tags,
      summary: 'Dumps all data',
      description: 'As they are at one instant, and as a seed file, which PUT takes as well.',
      response: { 200: Type.Unsafe<unknown>({ ...StateSchema, description: 'The data of the tenant.' }), ...failures({}) },
    },
    // The text is written already.
    serializerCompiler: () => String,
  }, async ({ tenant }, reply) => {
    const dump = await store.dumpTenant(tenant)
    const text = Readable.from(stateText(dump), { objectMode: false }).once('close', dump.release)
    return reply.type('application/json; charset=utf-8').send(text)
  })

  app.put('/_mock/state', {
    bodyLimit: STATE_BYTES,
    preParsing: boundBodyMemory,
    config: { bodyTooLarge: stateTooLarge, documentedBody: { types: ['application/json'], schema: StateSchema } },
    schema: {
      tags,
      summary: 'Loads data',
      description: 'In the place of all that the tenant has, and after all of it was looked at: a dump, or any seed file that names no other files.',
      response: {
        204: NoBody('The tenant has these data.'),
        ...failures({
          400: 'The state is wrong, at the JSON pointers that are named, and nothing was changed.',
          413: 'The state is larger than the limit.',
          ...PLACE_FAILURES,
        }),
      },
    },
  }, async ({ tenant, body, now }, reply) => {
    await store.loadTenant(tenant, await readState(body, config.writePolicy, now))
    return reply.code(204).send()
  })

  app.post('/_mock/clear', {
    schema: {
      tags,
      summary: 'Removes all data',
      description: 'Only the administrator of the seed is left, who calls when nobody is named.',
      response: { 204: NoBody('The tenant has no data.'), ...failures(PLACE_FAILURES) },
    },
  }, async ({ tenant }, reply) => {
    await store.clearTenant(tenant)
    return reply.code(204).send()
  })
}
