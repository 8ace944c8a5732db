// In this folder, after consumer.test.js: `node --test provider.test.js`. Pact sends the requests of the contract to a mock, in the states that they need.
import { after, before, test } from 'node:test'
import { Verifier } from '@pact-foundation/pact'
import { createMockServer } from 'superoffice-mock'

let mock
before(async () => { mock = await createMockServer({ seeds: 'seeds' }) })
after(() => mock.close())

const verify = (tenant, options) => new Verifier({
  provider: 'superoffice', providerBaseUrl: tenant.url, pactUrls: ['pacts/product-pictures-superoffice.json'], logLevel: 'warn', ...options,
}).verifyProvider()

test('the mock keeps the contract, with states that are set up in code', async () => {
  const tenant = mock.tenant('InCode')
  const setUp = name => [name, () => tenant.setUp(name)]
  await verify(tenant, { stateHandlers: Object.fromEntries(['a mug with a picture', 'a mug without a picture'].map(setUp)) })
})

// As verifiers in other languages and on the command line do. The one for Node warns that this option is deprecated there.
test('the mock keeps the contract, with states that are sent to its address', async () => {
  const tenant = mock.tenant('ByAddress')
  await verify(tenant, { providerStatesSetupUrl: `${tenant.url}/_mock/state`, providerStatesSetupTeardown: true })
})
