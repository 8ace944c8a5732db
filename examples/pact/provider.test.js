// Run in this folder, after consumer.test.js: `node --test provider.test.js`. Before each request of the contract, Pact sets up the
// provider state that the contract names for this request.
import { after, before, test } from 'node:test'
import { Verifier } from '@pact-foundation/pact'
import { createMockServer } from 'superoffice-mock'

let mock
before(async () => { mock = await createMockServer({ seeds: 'seeds' }) })
after(() => mock.close())

const verify = (tenant, options) => new Verifier({
  provider: 'superoffice', providerBaseUrl: tenant.url, pactUrls: ['pacts/product-pictures-superoffice.json'], logLevel: 'warn', ...options,
}).verifyProvider()

test('the mock fulfils the contract with provider states that are set up in code', async () => {
  const tenant = mock.tenant('InCode')
  const setUp = name => [name, () => tenant.setUp(name)]
  await verify(tenant, { stateHandlers: Object.fromEntries(['a mug with a picture', 'a mug without a picture'].map(setUp)) })
})

// Verifiers in other languages and on the command line can send provider states to an address. The verifier for Node warns that its option
// `providerStatesSetupUrl` is deprecated.
test('the mock fulfils the contract with provider states that are sent to its address', async () => {
  const tenant = mock.tenant('ByAddress')
  await verify(tenant, { providerStatesSetupUrl: `${tenant.url}/_mock/state`, providerStatesSetupTeardown: true })
})
