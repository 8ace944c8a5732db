import { Type } from '@sinclair/typebox'
import { NoBody, Words } from '../../carriers/scalars.js'
import { WrongUseError } from '../../config/start-error.js'
import type { NamedSeeds } from '../../storage/named-seeds.js'
import type { Seed } from '../../storage/seed.js'
import type { ControlRoutes } from '../control-routes.js'
import { namedSeedInvalid, namedSeedNotFound, namedSeedsOff } from '../errors.js'
import { PLACE_FAILURES } from '../failures.js'

const tags = ['State']

const params = Type.Object({
  name: Type.String({ description: 'The case-insensitive name of the seed: the name of its file without .json. Words may be separated by any characters other than letters, digits and _.' }),
})

/** Schema of the request body with which Pact sets up or tears down a provider state when it verifies a provider. */
const ProviderStateSchema = Type.Object({
  state: Type.String({ minLength: 1, description: 'The name of the seed, which may be a sentence: "a mug exists" is a-mug-exists.json.' }),
  action: Type.Optional(Words(['setup', 'teardown'], { description: 'With teardown, the data of the tenant are replaced by the seed of the mock.' })),
  consumer: Type.Optional(Type.Unknown({ description: 'Ignored.' })),
  params: Type.Optional(Type.Unknown({ description: 'Ignored.' })),
}, {
  $id: 'ProviderState',
  xml: { name: 'ProviderState' },
  description: 'A state of Pact. Other properties are ignored.',
  examples: [{ consumer: 'shop', state: 'a mug exists', action: 'setup', params: {} }],
})

const FAILURES = {
  400: 'The seed is invalid, no folder of seeds is set, or the name of the tenant is invalid. Nothing was changed.',
  404: 'The seed does not exist. The message lists the existing ones.',
  ...PLACE_FAILURES,
}

/** Adds the routes that replace the data of a tenant by a named seed or, when Pact tears down a state, by the seed of the mock. */
export const addNamedStateRoutes: ControlRoutes = (app, { store, seeds, failures }) => {
  app.post('/_mock/state/:name', {
    schema: {
      tags,
      summary: 'Replaces the data by a named seed',
      description: 'Replaces all data of the tenant by the seed with this name in the folder of SUPEROFFICE_MOCK_SEEDS. The body is ignored.',
      params,
      response: { 204: NoBody('The tenant has the data of the seed.'), ...failures(FAILURES) },
    },
  }, async ({ tenant, params: { name } }, reply) => {
    await store.loadTenant(tenant, readNamedSeed(seeds, name))
    return reply.code(204).send()
  })

  app.post('/_mock/state', {
    schema: {
      tags,
      summary: 'Replaces the data by a provider state of Pact',
      description: 'Does the same as POST /_mock/state/{name}, with the name in the body that Pact sends.',
      body: ProviderStateSchema,
      response: { 204: NoBody('The tenant has the data of the seed.'), ...failures(FAILURES) },
    },
  }, async ({ tenant, body: { state, action } }, reply) => {
    if (action === 'teardown') await store.resetTenant(tenant)
    else await store.loadTenant(tenant, readNamedSeed(seeds, state))
    return reply.code(204).send()
  })
}

function readNamedSeed (seeds: NamedSeeds | undefined, name: string): Seed {
  if (seeds === undefined) throw namedSeedsOff()
  try {
    const seed = seeds.load(name)
    if (seed === undefined) throw namedSeedNotFound(name, seeds.names())
    return seed
  } catch (cause) {
    throw cause instanceof WrongUseError ? namedSeedInvalid(cause.message) : cause
  }
}
