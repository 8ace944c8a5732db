import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { PNG, card, choose, drop, file, isShown, named, open, openInfo, said, seedOf, testInBrowser, textsOf } from './browser.js'
import { PICTURES } from './pictures.js'
import { buildTestApp, imageInfoPath, put, putOk, temporaryFolder } from './helper.js'

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
    const app = await buildTestApp(t, { seed: seedOf(t, named(5, 3)), writePolicy: 'client' })
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

  t.test('or the persons, projects or contacts that owner asks for', async t => {
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

  t.test('each tenant its own', async t => {
    const app = await buildTestApp(t, { seed: 'none', auth: 'any' })
    await put(app, {}, { url: imageInfoPath(7, 'Cust1'), headers: { authorization: 'Basic QURNMDo=' } })
    t.same((await app.inject('/_mock/pictures')).json(), { Pictures: [], Next: null })
    t.match((await app.inject('/cust1/_MOCK/Pictures/')).json(), { Pictures: [{ ProductId: 7 }] })
  })

  t.test('and refuses parameters and tenants that cannot be', async t => {
    const app = await buildTestApp(t, { errorMessageKey: 'ErrorMessage' })
    const refused: [url: string, message: string][] = [
      ['/_mock/pictures?after=-1', 'after must be an integer from 0 to 2147483647; got -1.'],
      ['/_mock/pictures?limit=0', 'limit must be an integer from 1 to 200; got 0.'],
      ['/_mock/pictures?limit=201', 'limit must be an integer from 1 to 200; got 201.'],
      ['/a.b/_mock/pictures', 'The path segment that names the tenant must be 1 to 64 letters, digits, "-" or "_"; got "a.b".'],
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

t.test('the page is served with its files', async t => {
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
  t.match((await app.inject('/openapi.json')).json().info.description, 'The page at / shows the pictures')
})

/** The inputs, pictures and buttons that have no name for who does not see them. */
const UNLABELLED = `Array.from(document.querySelectorAll('input, img, button')).filter(element => {
  if (element.localName === 'img') return !element.hasAttribute('alt')
  return !element.ariaLabel && !element.labels?.length && element.textContent.trim() === ''
}).map(element => element.outerHTML)`

testInBrowser('the page in a browser', async (t, browser) => {
  t.test('shows the products of the seed', async t => {
    const { page } = await open(t, browser)
    t.same(await textsOf(page), [
      ['Pocket lamp', '1001', 'Pocket lamp, front'],
      ['Rain jacket', '1002', 'Rain jacket, yellow'],
      ['Service agreement, one year', '1003', ''],
    ])
    t.equal(await page.locator('#count').textContent(), '3 products')
    t.match(await card(page, 'Rain jacket').locator('.facts').innerText(), /image\/png.*kB.*2025/s)
    t.same(await page.evaluate(UNLABELLED), [])
    await page.goto(`${new URL(page.url()).origin}/docs`)
    await page.getByRole('link', { name: 'The page at /' }).click({ timeout: 60_000 })
    await page.getByRole('link', { name: 'Docs' }).waitFor()
  })

  t.test('uploads what a button chooses', async t => {
    const { app, page } = await open(t, browser)
    const service = card(page, 'Service agreement, one year')
    await choose(page, service.locator('.choose'), file('lamp.png'))
    await said(page, 'The picture of Service agreement, one year is saved.')
    await isShown(service)
    t.same((await app.inject('/api/v1/Product/1003/Image')).rawPayload, PNG)
    await choose(page, service.locator('.choose'), file('lamp.png', Buffer.from('no picture')))
    await service.locator('.problem', { hasText: /\w+.*\./ }).waitFor()
    t.same((await app.inject('/api/v1/Product/1003/Image')).rawPayload, PNG)
    await service.getByRole('button', { name: 'Dismiss' }).click()
    t.equal(await service.locator('.problem').isVisible(), false)
  })

  t.test('uploads what is dropped on a product', async t => {
    const { app, page } = await open(t, browser)
    const lamp = card(page, 'Pocket lamp')
    await drop(page, lamp, ['lamp.png'], PNG)
    await said(page, 'The picture of Pocket lamp is saved.')
    await isShown(lamp)
    t.same((await app.inject('/api/v1/Product/1001/Image')).rawPayload, PNG)
    await drop(page, lamp, ['one.png', 'two.png'], PNG)
    t.equal(await lamp.locator('.problem p').innerText(), 'Drop one file at a time; got 2.')
    await drop(page, page.locator('body'), ['one.png', 'two.png'], PNG)
    await said(page, 'Drop one file at a time; got 2.')
  })

  t.test('makes a product of what is dropped beside', async t => {
    const { page } = await open(t, browser)
    await drop(page, page.locator('main'), ['Desk lamp.png'], PNG)
    t.equal(await page.getByLabel('Name').inputValue(), 'Desk lamp')
    await page.getByRole('button', { name: 'Add' }).click()
    await said(page, 'The picture of Desk lamp is saved.')
    await isShown(card(page, 'Desk lamp'))
    t.equal(await page.locator('#count').textContent(), '4 products')
  })

  t.test('edits the image info as it is stored', async t => {
    const { app, page } = await open(t, browser)
    await openInfo(page, 'Pocket lamp')
    const description = page.getByLabel('Description')
    t.equal(await description.inputValue(), 'US:"Pocket lamp, front";NO:"Lommelykt, forfra"')
    await description.fill('US:"Lamp";NO:"Lykt"')
    await page.getByLabel('zipped').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'The image info of Pocket lamp is saved.')
    t.same((await textsOf(page))[0], ['Pocket lamp', '1001', 'Lamp'])
    t.match((await app.inject(imageInfoPath(1001))).json(), {
      BlobId: 5001, Description: 'US:"Lamp";NO:"Lykt"', IsZipped: true, IsEncrypted: false, ConceptualType: 'PHOTO', CreatedBy: { Name: 'ADM0' },
    })
  })

  t.test("does not write over somebody else's change", async t => {
    const { app, page } = await open(t, browser)
    for (const [name, productId] of [['Rain jacket', 1002], ['Service agreement, one year', 1003]] as const) {
      await openInfo(page, name)
      await putOk(app, { Description: 'theirs' }, { url: imageInfoPath(productId) })
      await page.getByLabel('Description').fill('mine')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The entity has been changed.').waitFor()
      t.equal((await app.inject(imageInfoPath(productId))).json().Description, 'theirs')
      await page.getByRole('button', { name: 'Load what is stored now' }).click()
      await page.locator('#info-dialog .problem').waitFor({ state: 'hidden' })
      t.equal(await page.getByLabel('Description').inputValue(), 'theirs')
      await page.getByLabel('Description').fill('ours')
      await page.getByRole('button', { name: 'Save' }).click()
      await said(page, `The image info of ${name} is saved.`)
      t.equal((await app.inject(imageInfoPath(productId))).json().Description, 'ours')
    }
  })

  t.test('deletes pictures and products, when asked twice', async t => {
    const { app, page } = await open(t, browser)
    const lamp = card(page, 'Pocket lamp')
    await choose(page, lamp.locator('.choose'), file('lamp.png'))
    await said(page, 'The picture of Pocket lamp is saved.')
    await isShown(lamp)
    await lamp.locator('.delete').click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await isShown(lamp)
    await lamp.locator('.delete').click()
    await page.getByRole('button', { name: 'Delete picture' }).click()
    await said(page, 'The picture of Pocket lamp is deleted.')
    t.equal((await app.inject('/api/v1/Product/1001/Image')).statusCode, 404)
    await lamp.getByText('No picture').waitFor()
    await lamp.locator('.delete').click()
    await page.getByRole('button', { name: 'Delete product' }).click()
    await said(page, 'Pocket lamp is deleted.')
    t.same((await textsOf(page)).map(([name]) => name), ['Rain jacket', 'Service agreement, one year'])
  })

  t.test('goes to another tenant and back', async t => {
    const { app, page } = await open(t, browser, { seed: 'none' })
    await page.getByText('This tenant has no products yet.').waitFor()
    await putOk(app, { Description: 'theirs' }, { url: imageInfoPath(7, 'Cust1') })
    await page.getByLabel('Tenant').fill('Cust1')
    await page.getByRole('button', { name: 'Open' }).click()
    await said(page, '1 product of Cust1.')
    t.match(page.url(), /\/\?tenant=Cust1$/)
    t.same(await textsOf(page), [['Product 7', '7', 'theirs']])
    await page.goBack()
    await page.getByText('This tenant has no products yet.').waitFor()
    await page.goto(`${new URL(page.url()).origin}/?tenant=no.tenant`)
    await page.getByText('that names the tenant must be 1 to 64 letters').waitFor()
  })

  t.test('shows as text whatever it is given', async t => {
    const hostile = '<img src=x onerror="window.pwned = 1"><script>window.pwned = 1</script>&amp;"\''
    const products = [{ ProductId: 1, Name: hostile, ImageInfo: { Description: hostile, MimeType: hostile, ExtraInfo: hostile } }]
    const { page } = await open(t, browser, { seed: seedOf(t, products) })
    t.same(await textsOf(page), [[hostile, '1', hostile]])
    await page.locator('.edit').click()
    await page.locator('#info-dialog[open]').waitFor()
    t.equal(await page.getByLabel('Extra info').inputValue(), hostile)
    t.equal(await page.locator('#info-title').textContent(), `Image info of ${hostile}`)
    await page.keyboard.press('Escape')
    await page.locator('.delete').click()
    t.equal(await page.locator('#delete-title').textContent(), `Delete ${hostile}?`)
    t.equal(await page.evaluate('window.pwned'), undefined)
  })

  t.test('leads who is not known to the fields of the caller', async t => {
    const users = join(temporaryFolder(t), 'users.json')
    writeFileSync(users, JSON.stringify([{ Name: 'tje0', Password: 'påss:word' }]))
    const { page } = await open(t, browser, { auth: 'users', users })
    await card(page, 'Service agreement, one year').locator('.edit').click()
    await page.getByText('The mock does not take the user “ADM0” with this password.').waitFor()
    // A picture that was refused before has shown the sentence as well.
    await page.waitForFunction('document.activeElement.id === "user"')
    t.equal(await page.evaluate('document.activeElement.id'), 'user')
    await page.keyboard.type('tje0')
    await page.keyboard.press('Tab')
    await page.keyboard.type('påss:word')
    await page.keyboard.press('Enter')
    await said(page, '3 products of default.')
    t.equal(await page.locator('#session-problem').isVisible(), false)
    await card(page, 'Service agreement, one year').locator('.edit').click()
    await page.getByRole('button', { name: 'Save' }).click()
    await said(page, 'The image info of Service agreement, one year is saved.')
  })

  t.test('asks for the token of the tester when the mock has one', async t => {
    const { page } = await open(t, browser, { controlToken: 'of-the-tests' })
    await page.getByText('The mock asks for its control token (SUPEROFFICE_MOCK_CONTROL_TOKEN). Enter it, and press Open.').waitFor()
    t.equal(await page.evaluate('document.activeElement.id'), 'token')
    await page.keyboard.type('another')
    await page.keyboard.press('Enter')
    await page.getByText('The mock has another control token (SUPEROFFICE_MOCK_CONTROL_TOKEN). Enter that, and press Open.').waitFor()
    await page.getByLabel('Control token').fill('of-the-tests')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await said(page, '3 products of default.')
    await page.reload()
    await card(page, 'Rain jacket').waitFor()
  })

  t.test('sets the clock of the tenant', async t => {
    const { app, page } = await open(t, browser)
    const clock = async () => (await app.inject('/_mock/clock')).json()
    await page.getByRole('link', { name: 'Clock and snapshots' }).click()
    await page.getByText('It is the clock of the machine.').waitFor()
    await page.getByLabel('Date and time, UTC').fill('2030-02-28T12:00:00')
    await page.getByRole('button', { name: 'Set' }).click()
    await said(page, 'It is 2030-02-28 12:00:00 UTC now.')
    await page.getByRole('switch', { name: 'Stands still' }).press('Space')
    await said(page, 'The clock stands still.')
    t.match(await clock(), { Now: /^2030-02-28T12:00:/, Frozen: true, Adjusted: true })
    await page.getByRole('button', { name: '+ 1 month' }).click()
    await page.getByRole('button', { name: '+ 1 day' }).click()
    await page.getByRole('time').getByText('2030-03-29').waitFor()
    t.match(await clock(), { Now: /^2030-03-29T12:00:/ })
    await page.reload()
    t.equal(await page.getByRole('switch').isChecked(), true, 'the address keeps the view')
    await page.getByRole('button', { name: 'Back to the clock of the machine' }).click()
    await said(page, 'The clock is that of the machine.')
    t.match(await clock(), { Frozen: false, Adjusted: false })
    t.same(await page.evaluate(UNLABELLED), [])
  })

  t.test('switches faults on and off', async t => {
    const { app, page } = await open(t, browser)
    const names = async () => (await app.inject('/_mock/faults')).json().Faults.map(({ Preset }: { Preset?: string }) => Preset)
    await page.getByRole('link', { name: 'Faults' }).click()
    await page.getByText('No rule is there: every call is answered as it should be.').waitFor()
    await page.getByRole('switch', { name: 'maintenance' }).press('Space')
    await said(page, 'The fault maintenance is on.')
    await page.getByRole('switch', { name: 'flaky' }).click()
    await said(page, 'The fault flaky is on.')
    t.same(await names(), ['maintenance', 'flaky', 'flaky', 'flaky', 'flaky'])
    t.equal((await app.inject(imageInfoPath(1001))).statusCode, 503)
    await page.getByRole('row', { name: '1 maintenance Any method Answer, Status 503, RetryAfter 60 1 1' }).waitFor()
    await page.getByRole('switch', { name: 'flaky' }).click()
    await said(page, 'The fault flaky is off.')
    const Rule = { Match: { Method: 'PUT', Path: '/api/v1/*', Call: 2 }, Actions: [{ Action: 'Drop' }], Times: 1 }
    await app.inject({ method: 'POST', url: '/_mock/faults', payload: Rule })
    await page.getByRole('row', { name: /PUT \/api\/v1\/\*, Call 2 Drop; Times 1/ }).waitFor()
    await page.getByRole('button', { name: 'Remove rule 1' }).press('Enter')
    await said(page, 'The rule 1 is removed.')
    t.equal(await page.getByRole('switch', { name: 'maintenance' }).isChecked(), false)
    t.same(await names(), [undefined])
    t.same(await page.evaluate(UNLABELLED), [])
    await page.getByRole('button', { name: 'Remove all rules' }).click()
    await said(page, 'No rule is there now.')
    t.same(await names(), [])
  })

  t.test('shows calls as they happen', async t => {
    const { app, page } = await open(t, browser)
    // Pictures that come later would be newer than what is looked for.
    await page.waitForLoadState('networkidle')
    await app.inject('/api/v1/Product/77/Image')
    await page.getByRole('link', { name: 'Journal' }).click()
    await page.getByRole('row', { name: /GET \/api\/v1\/Product\/77\/Image, call \d+ 404/ }).waitFor()
    await page.getByText('as it happens', { exact: true }).waitFor()
    await putOk(app, { Description: 'of the journal' }, { url: imageInfoPath(1003) })
    const call = page.getByRole('button', { name: 'PUT /api/v1/Product/1003/ImageInfo' })
    await call.press('Enter')
    await page.getByText('"Description":"of the journal"').first().waitFor()
    t.equal(await call.getAttribute('aria-expanded'), 'true')
    await call.press('Enter')
    t.equal(await page.locator('.message').count(), 0)
    t.match(await page.locator('.entry').first().innerText(), /PUT/, 'the newest is at the top')
    t.same(await page.evaluate(UNLABELLED), [])

    await page.getByLabel('Status').fill('4xx')
    await page.keyboard.press('Enter')
    await page.locator('.entry', { hasText: 'PUT' }).first().waitFor({ state: 'detached' })
    await app.inject('/api/v1/Product/78/Image')
    await app.inject(imageInfoPath(1001))
    await page.getByRole('row', { name: /GET \/api\/v1\/Product\/78\/Image, call \d+ 404/ }).waitFor()
    t.notMatch(await page.locator('#journal-entries').innerText(), '1001')
    await page.getByLabel('Status').fill('many')
    await page.getByRole('button', { name: 'Filter' }).click()
    await page.locator('#journal-problem', { hasText: 'many' }).waitFor()
    await page.getByLabel('Status').fill('')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('row', { name: /1001\/ImageInfo/ }).waitFor()
    await page.getByRole('button', { name: 'Clear the journal' }).click()
    await said(page, 'The journal is empty.')
    t.equal((await app.inject('/_mock/journal')).json().Entries.length, 0)
    await page.getByText('No call has come yet.').waitFor()
  })

  t.test('takes snapshots and goes back to them', async t => {
    const { app, page } = await open(t, browser)
    const names = async () => (await app.inject('/_mock/pictures')).json().Pictures.map(({ Name }: { Name: string }) => Name)
    const seeded = await names()
    await page.goto(`${page.url()}#clock`)
    await page.getByText('There is none yet.').waitFor()
    await page.getByLabel('New snapshot').fill('full')
    await page.keyboard.press('Enter')
    await said(page, 'The snapshot full is taken.')
    await page.getByRole('button', { name: 'Remove all data…' }).click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    t.same(await names(), seeded)
    await page.getByRole('button', { name: 'Remove all data…' }).click()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await said(page, 'The tenant has no data.')
    t.same(await names(), [])
    await page.getByRole('button', { name: 'Restore full' }).click()
    await said(page, 'The data are those of full.')
    t.same(await names(), seeded)
    await page.getByRole('button', { name: 'Delete full' }).click()
    await said(page, 'The snapshot full is deleted.')
    t.equal(await page.evaluate('document.activeElement.id'), 'snapshot-name')
    await app.inject({ method: 'POST', url: '/_mock/clear' })
    await page.getByRole('button', { name: 'Go back to the seed…' }).click()
    await page.getByRole('button', { name: 'Go back', exact: true }).click()
    await said(page, 'The data are those of the seed.')
    t.same(await names(), seeded)
    await page.getByRole('link', { name: 'Products' }).click()
    await card(page, 'Rain jacket').waitFor()
  })

  for (const [entity, owners] of [['Person', 'Persons'], ['Project', 'Projects'], ['Contact', 'Contacts']] as const) {
    t.test(`shows, replaces, describes and removes the pictures of ${owners.toLowerCase()}`, async t => {
      const Bytes = PICTURES.tiff.toString('base64')
      const seed = { Products: named(7), [owners]: [{ Id: 7, Name: 'Ada', ImageInfo: { Description: 'From afar', Bytes } }, { Id: 8, Name: 'Bo' }] }
      const { app, page } = await open(t, browser, { seed })
      const path = `/api/v1/${entity}/7/Image`
      const ada = card(page, 'Ada')
      await page.getByRole('link', { name: owners }).press('Enter')
      await isShown(ada)
      t.same(await textsOf(page), [['Ada', '7', 'From afar'], ['Bo', '8', '']])
      t.equal(await page.locator('#count').textContent(), `2 ${owners.toLowerCase()}`)
      t.equal(await page.title(), `${owners} of default · superoffice-mock`)
      t.equal(await page.getByRole('link', { name: owners }).getAttribute('aria-current'), 'page')
      await page.getByRole('heading', { name: `${owners} of default` }).waitFor()

      await choose(page, ada.getByRole('button', { name: 'Replace… picture of Ada' }), file('ada.png'))
      await said(page, 'The picture of Ada is saved.')
      t.same((await app.inject(path)).rawPayload, PNG)
      await openInfo(page, 'Ada')
      await page.getByLabel('Description').fill('From nearby')
      await page.getByRole('button', { name: 'Save' }).click()
      await said(page, 'The image info of Ada is saved.')
      t.match((await app.inject(`${path}Info`)).json(), { Description: 'From nearby', MimeType: 'image/png' })
      t.equal((await app.inject('/api/v1/Product/7/Image')).statusCode, 404, 'the product with the same id has no picture')
      await drop(page, card(page, 'Bo'), ['bo.png'], PNG)
      await said(page, 'The picture of Bo is saved.')
      t.same((await app.inject(path.replace('7', '8'))).rawPayload, PNG)

      const remove = ada.getByRole('button', { name: 'Delete… Ada' })
      await remove.click()
      t.equal(await page.getByRole('button', { name: 'Delete product' }).isVisible(), false)
      await page.getByRole('button', { name: 'Delete picture' }).click()
      await said(page, 'The picture of Ada is deleted.')
      t.equal((await app.inject(path)).statusCode, 404)
      await ada.getByText('No picture').waitFor()
      t.equal(await remove.getAttribute('aria-disabled'), 'true')
      await remove.press('Enter')
      await said(page, 'Ada has no picture.')
      t.equal(await page.locator('dialog[open]').count(), 0)
      t.same(await page.evaluate(UNLABELLED), [])

      await page.reload()
      await ada.waitFor()
      t.match(page.url(), new RegExp(`#${owners.toLowerCase()}$`), 'the address keeps the kind of owners')
      await page.getByLabel('Tenant').fill('Cust1')
      await page.getByRole('button', { name: 'Open' }).click()
      await said(page, `2 ${owners.toLowerCase()} of Cust1.`)
      await page.getByRole('link', { name: 'Products' }).click()
      await card(page, 'Product no. 7').waitFor()
      t.equal(await ada.count(), 0)
      await page.goBack()
      await ada.waitFor()
    })
  }

  t.test('adds the picture of an owner that is not stored', async t => {
    const { app, page } = await open(t, browser, { seed: 'none' })
    await page.goto(`${page.url()}#contacts`)
    await page.getByText('This tenant has no contacts yet.').waitFor()
    await page.getByRole('button', { name: 'Picture of a contact' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Picture of a contact' })
    await dialog.getByLabel('Id').fill('12')
    await dialog.getByLabel('Picture').setInputFiles(file('no picture.png', Buffer.from('no picture')))
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').filter({ hasText: /\w/ }).waitFor()
    await dialog.getByLabel('Picture').setInputFiles(file('contact.png'))
    await dialog.getByLabel('Id').press('Enter')
    await said(page, 'The picture of Contact 12 is saved.')
    await isShown(card(page, 'Contact 12'))
    t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Replace… picture of Contact 12')
    t.same((await app.inject('/api/v1/Contact/12/Image')).rawPayload, PNG)

    await drop(page, page.locator('main'), ['of 3.png'], PNG)
    await dialog.getByLabel('Id').fill('3')
    await page.keyboard.press('Enter')
    await said(page, 'The picture of Contact 3 is saved.')
    t.same((await textsOf(page)).map(([name]) => name), ['Contact 3', 'Contact 12'])
    await card(page, 'Contact 3').locator('.delete').click()
    await page.getByRole('button', { name: 'Delete picture' }).click()
    await said(page, 'The picture of Contact 3 is deleted.')
    t.same((await textsOf(page)).map(([name]) => name), ['Contact 12'])
    t.equal(await page.locator('#count').textContent(), '1 contact')
  })

  t.test('loads the rest of many products when asked', async t => {
    const ids = Array.from({ length: 61 }, (_, index) => index + 1)
    const { page } = await open(t, browser, { seed: seedOf(t, named(...ids)) })
    t.equal(await page.locator('#count').textContent(), '60 products, and there are more')
    await page.getByRole('button', { name: 'Load more' }).press('Enter')
    await said(page, '61 products.')
    t.same((await textsOf(page)).map(([, id]) => Number(id)), ids)
    t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Upload… picture of Product no. 61')
  })

  t.test('needs no mouse', async t => {
    const { app, page } = await open(t, browser)
    const press = async (...keys: string[]) => { for (const key of keys) await page.keyboard.press(key) }
    const focused = () => page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()')
    await press('Tab', 'Enter', 'Tab')
    t.match(await focused(), /^New product/)
    await press('Enter')
    await page.locator('#product-dialog[open]').waitFor()
    await page.keyboard.type('Tent')
    await press('Tab', 'Tab')
    const picked = page.waitForEvent('filechooser')
    await press('Space')
    await (await picked).setFiles(file('tent.png'))
    await press('Tab', 'Tab', 'Enter')
    await said(page, 'The picture of Tent is saved.')
    t.equal(await focused(), 'Replace… picture of Tent')

    await press('Home', 'ArrowRight', 'Tab')
    t.equal(await focused(), 'Edit… image info of Pocket lamp')
    await press('Enter')
    await page.locator('#info-dialog[open]').waitFor()
    await press('Escape')
    t.equal(await focused(), 'Edit… image info of Pocket lamp')
    await press('ArrowRight', 'Enter')
    await page.locator('#info-dialog[open]').waitFor()
    await press('Control+A')
    await page.keyboard.type('Jacket')
    await press('Tab', 'Tab', 'Enter')
    await said(page, 'The image info of Rain jacket is saved.')
    t.equal((await app.inject(imageInfoPath(1002))).json().Description, 'Jacket')

    await press('End', 'Tab')
    t.equal(await focused(), 'Delete… Tent')
    await press('Enter', 'Tab', 'Enter')
    await said(page, 'The picture of Tent is deleted.')
    await press('Enter', 'Tab', 'Enter')
    await said(page, 'Tent is deleted.')
    t.equal(await focused(), 'Delete… Service agreement, one year')
  })
})
