// With Vitest, in this folder: `npx vitest run product-pictures.vitest.test.js`
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMockServer } from 'superoffice-mock'
import { createProductPictures } from './product-pictures.js'

const AUTHORIZATION = 'Basic dGplMDpUamUw'
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')

describe.concurrent('pictures of products', () => {
  let mock
  beforeAll(async () => { mock = await createMockServer() })
  afterAll(() => mock.close())

  /** Returns the application with its own tenant, so that all tests can run in parallel. */
  function application (name) {
    const tenant = mock.tenant(name)
    return { tenant, pictures: createProductPictures({ url: tenant.url, authorization: AUTHORIZATION }) }
  }

  test('a saved picture is read with the same bytes and description', async () => {
    const { pictures } = application('saved')
    await pictures.save(1001, PICTURE, 'Pocket lamp, lit')
    expect(await pictures.read(1001)).toEqual({ picture: PICTURE, description: 'Pocket lamp, lit' })
  })

  test('a picture is saved by a second attempt after a 503', async () => {
    const { tenant, pictures } = application('maintenance')
    await tenant.faults.add({ Match: { Method: 'PUT' }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 1 })
    await expect(pictures.save(1001, PICTURE, 'Pocket lamp, lit')).rejects.toMatchObject({ status: 503 })
    await pictures.save(1001, PICTURE, 'Pocket lamp, lit')
    expect(await pictures.read(1001)).toMatchObject({ description: 'Pocket lamp, lit' })
  })
})
