// Run in this folder: `node --test consumer.test.js`. The application is tested with a mock server of Pact, which writes the
// contract to `pacts`.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { MatchersV3, PactV3 } from '@pact-foundation/pact'
import { createProductPictures } from '../product-pictures.js'

const AUTHORIZATION = 'Basic dGplMDpUamUw'
const JSON_HEADERS = { authorization: AUTHORIZATION, accept: 'application/json' }

// Pact would add to an existing contract.
rmSync('pacts', { recursive: true, force: true })
const pact = new PactV3({ consumer: 'product-pictures', provider: 'superoffice', dir: 'pacts', logLevel: 'warn' })
const connect = ({ url }) => createProductPictures({ url, authorization: AUTHORIZATION })

test('saving a description sends a merge patch and accepts the response of the contract', async () => {
  pact.given('a mug with a picture')
    .uponReceiving('the new description of a picture')
    .withRequest({
      method: 'PUT', path: '/api/v1/Product/7/ImageInfo',
      headers: { ...JSON_HEADERS, 'content-type': 'application/merge-patch+json' },
      body: { Description: 'Side view' },
    })
    .willRespondWith({ status: 200, body: { Description: 'Side view', BlobId: MatchersV3.integer() } })
  await pact.executeTest(server => connect(server).describe(7, 'Side view'))
})

test('reading the picture of a product without a picture returns undefined', async () => {
  pact.given('a mug without a picture')
    .uponReceiving('a request for a picture')
    .withRequest({ method: 'GET', path: '/api/v1/Product/7/Image', headers: { authorization: AUTHORIZATION, accept: '*/*' } })
    .willRespondWith({ status: 404, body: { Message: MatchersV3.string() } })
  await pact.executeTest(async server => assert.equal(await connect(server).read(7), undefined))
})
