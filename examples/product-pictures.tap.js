// With tap, in this folder: `npx tap --disable-coverage product-pictures.tap.js`
import t from 'tap'
import { createMockServer } from 'superoffice-mock'
import { createProductPictures } from './product-pictures.js'

const PICTURE = Buffer.from('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=', 'base64')

/** Returns the application with its own mock, which is closed at the end of the test. */
async function application (t) {
  const mock = await createMockServer({ auth: 'off', unknownProducts: 'reject' })
  t.teardown(() => mock.close())
  return createProductPictures({ url: mock.url, fetch: mock.inject, authorization: '' })
}

t.test('a saved picture is read with the same bytes and description', async t => {
  const pictures = await application(t)
  await pictures.save(1001, PICTURE, 'Pocket lamp, lit')
  t.same(await pictures.read(1001), { picture: PICTURE, description: 'Pocket lamp, lit' })
})

t.test('saving a picture of an unknown product is refused with 404', async t => {
  const pictures = await application(t)
  await t.rejects(pictures.save(4711, PICTURE, ''), { status: 404 })
  t.equal(await pictures.read(4711), undefined)
})
