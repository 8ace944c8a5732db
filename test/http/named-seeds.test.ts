import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config/config.js'
import { createMockServer } from '../../src/index.js'
import { buildTestApp, control, temporaryFolder } from '../helper.js'

const mug = (Name: string) => JSON.stringify({ Products: [{ ProductId: 7, Name }] })

function seedFolder (t: Test, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

t.test('POST /_mock/state/NAME replaces the data of a tenant by the seed with this name', async t => {
  const folder = seedFolder(t, { 'a-mug-exists.json': mug('Enamel mug'), 'Empty_shop.JSON': '{"Products":[]}', 'notes.txt': 'no seed' })
  const app = await buildTestApp(t, { seeds: folder })
  const names = async (tenant = 'Shop') => (await control(app, 'GET', 'state', undefined, tenant)).body.Products.map(({ Name }: { Name: string }) => Name)
  for (const name of ['a-mug-exists', 'A%20mug%20exists!', 'a_mug-exists'.replace('_', '.')]) {
    await control(app, 'POST', 'clear', undefined, 'Shop')
    t.equal((await control(app, 'POST', `state/${name}`, undefined, 'Shop')).status, 204, name)
    t.same(await names(), ['Enamel mug'], name)
  }
  t.equal((await control(app, 'POST', 'state/empty_shop', undefined, 'Shop')).status, 204)
  t.same(await names(), [])
  t.equal((await names('Other')).length, 3, 'others have the seed of the mock')

  writeFileSync(join(folder, 'a-mug-exists.json'), mug('Tin mug'))
  await control(app, 'POST', 'state/a-mug-exists', undefined, 'Shop')
  t.same(await names(), ['Tin mug'], 'the file is read each time')
  t.match(await control(app, 'POST', 'state/notes', undefined, 'Shop'), { status: 404, body: { Message: 'Seed notes not found; the folder has Empty_shop, a-mug-exists.' } })
  t.match(await control(app, 'POST', 'state/..%2Fa-mug-exists%00', undefined, 'Shop'), { status: 204 }, 'signs separate words')
})

t.test('a request for a provider state of Pact loads the seed with the name of the state, and its teardown resets the tenant', async t => {
  const app = await buildTestApp(t, { seeds: seedFolder(t, { 'a-mug-exists.json': mug('Enamel mug') }) })
  const send = async (body: object) => (await control(app, 'POST', 'state', body, 'Shop')).status
  const products = async () => (await control(app, 'GET', 'tenants/Shop')).body.Products
  t.equal(await send({ consumer: 'shop', state: 'a mug exists', action: 'setup', params: { id: 7 } }), 204)
  t.equal(await products(), 1)
  t.equal(await send({ state: 'a mug exists', action: 'teardown' }), 204)
  t.equal(await products(), 3)
  t.equal(await send({ state: 'a mug exists', states: ['a mug exists'] }), 204, 'the body of version 2')
  t.equal(await products(), 1)
  t.equal(await send({ state: 'no mug exists' }), 404)
  t.equal(await send({ action: 'setup' }), 400)
})

t.test('a named seed that cannot be loaded changes nothing, and the message has the errors of the seed', async t => {
  const folder = seedFolder(t, { 'broken.json': '{"Products":[{},{"ProductId":"x"}]}', 'torn.json': '{"Products":' })
  const app = await buildTestApp(t, { seeds: folder })
  const { status, body } = await control(app, 'POST', 'state/broken')
  t.equal(status, 400)
  t.match(body.Message, /^The seed cannot be loaded, and nothing was changed\. The seed .*broken\.json is invalid at \/Products\/0\/ProductId, .*\/Products\/1\/ProductId/)
  t.match((await control(app, 'POST', 'state/torn')).body.Message, /torn\.json/)
  t.equal((await control(app, 'GET', 'tenants/default')).body.Products, 3)
  const empty = await buildTestApp(t, { seeds: temporaryFolder(t) })
  t.match((await control(empty, 'POST', 'state/a')).body.Message, 'Seed a not found; the folder has no seeds.')
  const off = await buildTestApp(t)
  t.match(await control(off, 'POST', 'state/a'), { status: 400, body: { Message: 'There are no named seeds, because SUPEROFFICE_MOCK_SEEDS names no folder.' } })
  await t.rejects(buildApp({ ...loadConfig(), database: ':memory:', seeds: join(folder, 'none') }), { message: /^SUPEROFFICE_MOCK_SEEDS must name a folder; got ".*none" \(.*\)\.$/ })
})

t.test('setUp of the library replaces the data of a tenant by a named seed', async t => {
  const folder = seedFolder(t, { 'a-mug-exists.json': mug('Enamel mug') })
  mkdirSync(join(folder, 'pictures'))
  await using mock = await createMockServer({ seeds: folder })
  const tenant = mock.tenant('Shop')
  await tenant.setUp('a mug exists')
  t.match(await tenant.dump(), { Products: [{ Name: 'Enamel mug' }] })
  await t.rejects(tenant.setUp('nothing'), { name: 'MockError', status: 404 })
})
