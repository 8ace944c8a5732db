// With Node's own runner, in this folder: `node --test product-pictures.node.test.js`
// SUPEROFFICE_URL is the address of a running mock, as in examples/ci. Without it, the tests start a mock in this process.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connectMock, createMockServer } from 'superoffice-mock'
import { createProductPictures } from './product-pictures.js'

const { SUPEROFFICE_URL } = process.env
const AUTHORIZATION = 'Basic dGplMDpUamUw'
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

describe('pictures of products', { concurrency: true }, () => {
  let mock
  before(async () => { mock = SUPEROFFICE_URL ? connectMock(SUPEROFFICE_URL) : await createMockServer() })
  after(() => mock.close())

  /** Returns the application with its own tenant, so that all tests can run in parallel. */
  const application = name => createProductPictures({ url: mock.tenant(name).url, authorization: AUTHORIZATION })

  test('a saved picture is read with the same bytes and description', async () => {
    const pictures = application('saved')
    await pictures.save(1001, PICTURE, 'Pocket lamp, lit')
    assert.deepEqual(await pictures.read(1001), { picture: PICTURE, description: 'Pocket lamp, lit' })
  })

  test('reading a picture that was not saved returns undefined', async () => {
    assert.equal(await application('unsaved').read(1003), undefined)
  })

  test('saving bytes that are not a picture is refused with 400', async () => {
    await assert.rejects(application('refused').save(1001, Buffer.from('no picture'), ''), { status: 400, message: /picture|image/i })
  })

  test('saving a picture sends one request for the description and none for the product', async () => {
    const { journal, reset } = mock.tenant('described')
    // A mock in a container might have data and journal entries of this tenant from an earlier run.
    await reset({ all: true })
    await application('described').save(1001, PICTURE, 'Pocket lamp, lit')
    await journal.expect({ Match: { Path: '/api/v1/Product/{productId}/ImageInfo', Body: { Description: 'Pocket lamp, lit' }, Status: 200 }, Times: { Exactly: 1 } })
    await journal.expect({ Match: { Path: '/api/v1/Product/{productId}' }, Times: { Exactly: 0 } })
  })

  test('reading a picture without a credential is refused with 401', async () => {
    const { url } = mock.tenant('stranger')
    await assert.rejects(createProductPictures({ url, authorization: '' }).read(1001), { status: 401 })
  })

  test('a picture is saved and read through inject, for which a mock in this process needs no socket', async () => {
    const { url, inject } = mock.tenant('injected')
    const pictures = createProductPictures({ url, authorization: AUTHORIZATION, fetch: inject })
    await pictures.save(1002, PICTURE, 'Rain jacket, wet')
    assert.equal((await pictures.read(1002))?.description, 'Rain jacket, wet')
  })
})
