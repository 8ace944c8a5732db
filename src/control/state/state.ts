import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { stateTooLarge } from '../errors.js'
import { boundBodyMemory } from '../../http/body-memory.js'
import { StateSchema } from '../../storage/seed-schema.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'
import { readState } from './state-body.js'
import { writeState } from './state-json.js'

const tags = ['State']

/**
 * Maximum size of a state in bytes. A state is parsed from one string, and V8 limits a string to 536,870,888 characters, about twice this
 * number.
 */
const STATE_BYTES = 256 * 1024 * 1024

/** Adds the routes that dump, load and clear all data of a tenant. */
export const addStateRoutes: ControlRoutes = (app, { store, config, failures }) => {
  app.get('/_mock/state', {
    schema: {
      tags,
      summary: 'Dumps all data',
      description: 'Returns the data as of one instant, as a seed file, which PUT loads.',
      response: { 200: Type.Unsafe<unknown>({ ...StateSchema, description: 'The data of the tenant.' }), ...failures({}) },
    },
  }, async ({ tenant }, reply) => {
    const dump = await store.dumpTenant(tenant)
    const text = Readable.from(writeState(dump), { objectMode: false }).once('close', dump.release)
    return reply.type('application/json; charset=utf-8').send(text)
  })

  app.put('/_mock/state', {
    bodyLimit: STATE_BYTES,
    preParsing: boundBodyMemory,
    config: { bodyTooLarge: stateTooLarge, documentedBody: { types: ['application/json'], schema: StateSchema } },
    schema: {
      tags,
      summary: 'Loads data',
      description: 'Validates the whole state and then replaces all data of the tenant by it. The state is a dump, or a seed file that does not refer to other files.',
      response: {
        204: NoBody('The state is loaded.'),
        ...failures({
          400: 'The state is invalid. The message has the JSON pointers of the invalid values. Nothing was changed.',
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
      description: 'The only user is then the administrator of the seed.',
      response: { 204: NoBody('The tenant has no data.'), ...failures(PLACE_FAILURES) },
    },
  }, async ({ tenant }, reply) => {
    await store.clearTenant(tenant)
    return reply.code(204).send()
  })
}
