// With Jest, which needs a flag of Node for ES modules, in this folder: `node --experimental-vm-modules node_modules/jest/bin/jest.js`
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createMockServer } from 'superoffice-mock'
import { createProductPictures } from './product-pictures.js'

const PICTURE = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')

const seed = { Products: [{ ProductId: 7, Name: 'Enamel mug' }] }

let mock, pictures
beforeAll(async () => {
  mock = await createMockServer({ auth: 'off', seed, unknownProducts: 'reject' })
  pictures = createProductPictures({ url: mock.url, authorization: '' })
})
beforeEach(() => mock.reset())
afterAll(() => mock.close())

test('a saved picture is read with the same bytes and description', async () => {
  await pictures.save(7, PICTURE, 'Front view')
  expect(await pictures.read(7)).toEqual({ picture: PICTURE, description: 'Front view' })
})

test('a reset before each test removes the pictures of earlier tests', async () => {
  expect(await pictures.read(7)).toBeUndefined()
})

test('a picture is saved with the date of the frozen clock', async () => {
  await mock.clock.freeze('2026-01-01T00:00:00Z')
  await pictures.save(7, PICTURE, 'Front view')
  const { Blobs: [blob] } = await mock.dump()
  expect(blob).toMatchObject({ CreatedDate: '2026-01-01T00:00:00Z' })
})
