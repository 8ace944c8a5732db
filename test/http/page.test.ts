import t from 'tap'
import { FAULT_STATUSES } from '../../src/control/faults/fault-action.js'
import { PICTURES } from '../pictures.js'
import { buildTestApp, imageInfoPath, put, putOk } from '../helper.js'

const named = (...ids: number[]) => ids.map(ProductId => ({ ProductId, Name: `Product no. ${ProductId}` }))

t.test('GET /_mock/pictures lists owners with their pictures', async t => {
  const blank = { BlobId: 0, Description: '', MimeType: '', OriginalSize: 0, UpdatedDate: '0001-01-01T00:00:00Z', HasImage: false }

  t.test('GET /_mock/pictures lists the products of the seed by id, in the language of the caller', async t => {
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

  t.test('GET /_mock/pictures lists products that have a picture but are not stored', async t => {
    const app = await buildTestApp(t, { seed: { Products: named(5, 3) }, writePolicy: 'client' })
    const saved = await putOk(app, { Description: null, MimeType: 'image/png' }, { url: imageInfoPath(4) })
    t.same((await app.inject('/_mock/pictures')).json(), {
      Pictures: [
        { ProductId: 3, Owner: 'Product', OwnerId: 3, Name: 'Product no. 3', ...blank },
        { ProductId: 4, Owner: 'Product', OwnerId: 4, Name: null, BlobId: 1, Description: null, MimeType: 'image/png', OriginalSize: 0, UpdatedDate: `${saved.UpdatedDate}Z`, HasImage: false },
        { ProductId: 5, Owner: 'Product', OwnerId: 5, Name: 'Product no. 5', ...blank },
      ],
      Next: null,
    })
  })

  t.test('GET /_mock/pictures lists one page at a time', async t => {
    const app = await buildTestApp(t, { seed: { Products: named(1, 2, 4) } })
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

  t.test('GET /_mock/pictures lists the persons, projects or contacts if the parameter owner selects them', async t => {
    const picture = { Bytes: PICTURES.png.toString('base64') }
    const app = await buildTestApp(t, {
      seed: {
        Products: [],
        Persons: [{ Id: 2, Name: 'NO:"Bjørn";US:"Bear"', ImageInfo: { BlobId: 7, ...picture } }, { Id: 4 }],
        Contacts: [{ Id: 2, Name: 'Contact no. 2' }],
        Blobs: [{ BlobId: 8, Links: [{ Link: 'PersonImage', OwnerId: 3 }, { Link: 'ProductImage', OwnerId: 5 }] }],
      },
    })
    const person = { Owner: 'Person', ...blank }
    const all = [
      { ...person, OwnerId: 2, Name: 'Bjørn', BlobId: 7, Description: '', MimeType: 'image/png', OriginalSize: PICTURES.png.length, HasImage: true },
      { ...person, OwnerId: 3, Name: null, BlobId: 8, Description: '', MimeType: '' },
      { ...person, OwnerId: 4, Name: '' },
    ]
    const list = async (query: string) => (await app.inject({ url: `/_mock/pictures?${query}`, headers: { 'so-language': 'nb' } })).json()
    t.same(await list('owner=Person'), { Pictures: all, Next: null })
    t.same(await list('OWNER=person&limit=1&after=2'), { Pictures: all.slice(1, 2), Next: 3 })
    t.same(await list('owner=Project'), { Pictures: [], Next: null })
    t.same(await list('owner=Contact'), { Pictures: [{ ...blank, Owner: 'Contact', OwnerId: 2, Name: 'Contact no. 2' }], Next: null })
    t.same(await list('owner=Product'), await list(''))
    t.match(await list(''), { Pictures: [{ ProductId: 5, Owner: 'Product', OwnerId: 5, Name: null, BlobId: 8 }] })
  })

  t.test('GET /_mock/pictures lists only the pictures of the tenant', async t => {
    const app = await buildTestApp(t, { seed: 'none', auth: 'any' })
    await put(app, {}, { url: imageInfoPath(7, 'Cust1'), headers: { authorization: 'Basic QURNMDo=' } })
    t.same((await app.inject('/_mock/pictures')).json(), { Pictures: [], Next: null })
    t.match((await app.inject('/cust1/_MOCK/Pictures/')).json(), { Pictures: [{ ProductId: 7 }] })
  })

  t.test('GET /_mock/pictures refuses invalid parameters and tenant names', async t => {
    const app = await buildTestApp(t, { errorMessageKey: 'ErrorMessage' })
    const refused: [url: string, message: string][] = [
      ['/_mock/pictures?after=-1', 'after must be an integer from 0 to 2147483647; got -1.'],
      ['/_mock/pictures?limit=0', 'limit must be an integer from 1 to 200; got 0.'],
      ['/_mock/pictures?limit=201', 'limit must be an integer from 1 to 200; got 201.'],
      ['/a.b/_mock/pictures', 'The path segment with the name of the tenant must be 1 to 64 letters, digits, "-" or "_"; got "a.b".'],
    ]
    for (const [url, message] of refused) {
      const answer = await app.inject(url)
      t.equal(answer.statusCode, 400, url)
      t.equal(answer.json().ErrorMessage, message)
    }
    const unknown = await app.inject('/_mock/pictures?owner=Sale')
    t.equal(unknown.statusCode, 400)
    t.match(unknown.json().MessageDetail, /'owner': it must be one of Product, Person, Project, Contact; got "Sale"\.$/)
  })
})

t.test('the page at / is served with all files that it loads, and each of these files can be cached', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const html = await app.inject('/?tenant=Cust1')
  t.equal(html.statusCode, 200)
  const files = [...html.body.matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)].map(([, url]) => String(url))
  const modules = new Set(['/page/page.js'])
  for (const url of modules) {
    const { body } = await app.inject(url)
    for (const [, name] of body.matchAll(/from '\.\/([^']+)'/g)) modules.add(`/page/${name}`)
  }
  const types: Record<string, string> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' }
  t.ok(files.length >= 3 && modules.size >= 3)
  for (const url of new Set(['/', ...files, ...modules])) {
    const answer = await app.inject(url)
    const { etag } = answer.headers
    t.match(answer.headers, {
      'content-type': types[url.split('.')[1] ?? ''] ?? 'text/html; charset=utf-8',
      'content-security-policy': /^default-src 'none'; script-src 'self'; /,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      etag: /^"[\w-]{43}"$/,
    }, url)
    t.notMatch(answer.body, /https?:\/\/(?!www\.w3\.org\/)/, `${url} names no other host`)
    t.notMatch(answer.body, /innerHTML|document\.write|<script>|style=/, url)
    const head = await app.inject({ method: 'HEAD', url })
    t.same([head.statusCode, head.body, head.headers['content-length']], [200, '', String(Buffer.byteLength(answer.body))])
    for (const known of [etag, `"x", W/${etag}`, '*']) {
      const same = await app.inject({ url, headers: { 'if-none-match': String(known) } })
      t.same([same.statusCode, same.body, same.headers.etag], [304, '', etag], url)
    }
    t.equal((await app.inject({ url, headers: { 'if-none-match': '"x"' } })).statusCode, 200)
  }
  t.equal((await app.inject({ method: 'POST', url: '/' })).statusCode, 405)
  t.equal((await app.inject('/page/nothing.js')).statusCode, 404)
  t.match((await app.inject('/openapi.json')).json().info.description, '[A page](/) shows the pictures')
})

t.test('the form of the page for a fault rule offers all supported statuses', async t => {
  const { body } = await (await buildTestApp(t)).inject('/')
  const [select = ''] = /<select id="rule-status"[^]*?<\/select>/.exec(body) ?? []
  t.same(Array.from(select.matchAll(/<option[^>]*>(\d+)/g), ([, status]) => Number(status)), FAULT_STATUSES)
})
