import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildTestApp, imageInfoPath, put, putOk, temporaryFolder } from './helper.js'

/** A seed file with these products. */
function seedOf (t: Test, Products: object[]): string {
  const path = join(temporaryFolder(t), 'seed.json')
  writeFileSync(path, JSON.stringify({ Products }))
  return path
}

const named = (...ids: number[]) => ids.map(ProductId => ({ ProductId, Name: `Product no. ${ProductId}` }))

t.test('GET /_mock/pictures lists products and pictures by id', async t => {
  const blank = { BlobId: 0, Description: '', MimeType: '', OriginalSize: 0, UpdatedDate: '0001-01-01T00:00:00Z', HasImage: false }

  t.test('those of the seed, in the language of the caller', async t => {
    const app = await buildTestApp(t)
    const { Pictures, Next } = (await app.inject({ url: '/_mock/pictures', headers: { 'so-language': 'nb' } })).json()
    t.equal(Next, null)
    t.match(Pictures, [
      { ProductId: 1001, Name: 'Pocket lamp', BlobId: 5001, Description: 'Lommelykt, forfra', MimeType: 'image/jpeg', UpdatedDate: /Z$/ },
      { ProductId: 1002, Name: 'Rain jacket', BlobId: 5002, Description: 'Rain jacket, yellow', MimeType: 'image/png' },
      { ProductId: 1003, Name: 'Service agreement, one year', ...blank },
    ])
    t.match((await app.inject('/_mock/pictures')).json().Pictures[0].Description, 'NO:"Lommelykt, forfra"')
  })

  t.test('and products that were never stored', async t => {
    const app = await buildTestApp(t, { seed: seedOf(t, named(5, 3)) })
    const saved = await putOk(app, { Description: null, MimeType: 'image/png' }, { url: imageInfoPath(4) })
    t.same((await app.inject('/_mock/pictures')).json(), {
      Pictures: [
        { ProductId: 3, Name: 'Product no. 3', ...blank },
        { ProductId: 4, Name: null, BlobId: 1, Description: null, MimeType: 'image/png', OriginalSize: 0, UpdatedDate: `${saved.UpdatedDate}Z`, HasImage: false },
        { ProductId: 5, Name: 'Product no. 5', ...blank },
      ],
      Next: null,
    })
  })

  t.test('a part at a time', async t => {
    const app = await buildTestApp(t, { seed: seedOf(t, named(1, 2, 4)) })
    await putOk(app, {}, { url: imageInfoPath(3) })
    await putOk(app, {}, { url: imageInfoPath(2147483647) })
    for (const [after, ids, Next] of [[0, [1, 2], 2], [2, [3, 4], 4], [4, [2147483647], null]] as const) {
      const page = (await app.inject(`/_mock/pictures?limit=2&after=${after}`)).json()
      t.match(page, { Pictures: ids.map(ProductId => ({ ProductId })), Next })
      t.equal(page.Pictures.length, ids.length)
    }
    t.same((await app.inject('/_mock/pictures?after=2147483647')).json(), { Pictures: [], Next: null })
    t.equal((await app.inject('/_mock/pictures?limit=5')).json().Next, null, 'as many as there are')
  })

  t.test('each tenant its own', async t => {
    const app = await buildTestApp(t, { seed: 'none', auth: 'any' })
    await put(app, {}, { url: imageInfoPath(7, 'Cust1'), headers: { authorization: 'Basic QURNMDo=' } })
    t.same((await app.inject('/_mock/pictures')).json(), { Pictures: [], Next: null })
    t.match((await app.inject('/cust1/_MOCK/Pictures/')).json(), { Pictures: [{ ProductId: 7 }] })
  })

  t.test('and refuses parameters and tenants that cannot be', async t => {
    const app = await buildTestApp(t, { errorMessageKey: 'ErrorMessage' })
    const refused: [url: string, message: string][] = [
      ['/_mock/pictures?after=-1', 'after must be a whole number from 0 to 2147483647; -1 came.'],
      ['/_mock/pictures?limit=0', 'limit must be a whole number from 1 to 200; 0 came.'],
      ['/_mock/pictures?limit=201', 'limit must be a whole number from 1 to 200; 201 came.'],
      ['/a.b/_mock/pictures', 'The path segment that names the tenant must be 1 to 64 letters, digits, "-" or "_"; "a.b" came.'],
    ]
    for (const [url, message] of refused) {
      const answer = await app.inject(url)
      t.equal(answer.statusCode, 400, url)
      t.equal(answer.json().ErrorMessage, message)
    }
  })
})
