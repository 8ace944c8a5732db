import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { AssociateSchema } from '../../src/carriers/associate.js'
import { createDefaults } from '../../src/carriers/defaults.js'
import { buildTestApp, control, imageInfoPath, put, putOk, sendProduct, temporaryFolder } from '../helper.js'
import { sqliteOnly } from '../postgres.js'
import { PICTURES } from '../pictures.js'

const Image = PICTURES.gif.toString('base64')

const newProduct = async (app: FastifyInstance, tenant = ''): Promise<number> =>
  (await sendProduct(app, '', { Name: 'new' }, { url: `${tenant}/api/v1/Product` })).json().ProductId

/** Creates a blob that is not linked. Returns its id. */
const newBlob = async (app: FastifyInstance, tenant = ''): Promise<number> =>
  (await put(app, { Type: 'ProductImage', Image }, { method: 'POST', url: `${tenant}/api/v1/Agents/BLOB/SaveImageStream` })).json()

const remove = (app: FastifyInstance, path: string) => app.inject({ method: 'DELETE', url: `/api/v1/${path}` })

const agent = (app: FastifyInstance, name: string, body: object) => put(app, body, { method: 'POST', url: `/api/v1/Agents/BLOB/${name}` })

const dump = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant}/_mock/state`)).body

const readNextIds = async (app: FastifyInstance, tenant = '') => JSON.parse(await dump(app, tenant)).NextIds

t.test('the id of a removed product is not assigned again, even after a restart', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { database })
  t.equal(await newProduct(app), 1004)
  await remove(app, 'Product/1004')
  t.equal(await newProduct(app), 1005)
  await remove(app, 'Product/1002')
  t.equal(await newProduct(app), 1006, 'one below the highest makes no difference')
  for (const id of [1005, 1006]) await remove(app, `Product/${id}`)
  await app.close()

  const restarted = await buildTestApp(t, { database })
  t.equal(await newProduct(restarted), 1007)
  t.equal(await newProduct(restarted, '/Cust1'), 1004, 'the ids of one tenant do not depend on those of another')
})

t.test('the id of a removed blob is not assigned again after any of the operations that remove blobs', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const pictured = async (app: FastifyInstance) => (await putOk(app, {}, { url: imageInfoPath(7) })).BlobId
  const readThumbnail = async (app: FastifyInstance) => {
    await agent(app, 'SetProductThumbnail', { ProductId: 7, Image })
    const { Blobs } = JSON.parse(await dump(app))
    return Blobs.find(({ ThumbnailOf }: { ThumbnailOf: number[] }) => ThumbnailOf.includes(7)).BlobId
  }
  const putImage = (app: FastifyInstance, payload: Buffer) =>
    app.inject({ method: 'PUT', url: '/api/v1/Product/7/Image', headers: { 'content-type': 'image/gif' }, payload })
  const removals: [name: string, create: (app: FastifyInstance) => Promise<number>, remove: (app: FastifyInstance, id: number) => Promise<unknown>][] = [
    ['DeleteBlobEntity', newBlob, (app, id) => agent(app, `DeleteBlobEntity?blobEntityId=${id}`, {})],
    ['DELETE of an image', pictured, app => remove(app, 'Product/7/Image')],
    ['DELETE of a product that is not stored', pictured, app => remove(app, 'Product/7')],
    ['other bytes of the picture, for the thumbnail', async app => { await pictured(app); return readThumbnail(app) }, app => putImage(app, PICTURES.gif)],
    ['another picture, for the thumbnail', readThumbnail, app => agent(app, 'ChangeProductImage', { ProductId: 7, BlobId: 5001 })],
    ['unlinking the picture, for the thumbnail', readThumbnail, app => agent(app, 'ChangeProductImage', { ProductId: 7, BlobId: 0 })],
  ]
  let app = await buildTestApp(t, { database })
  let highest = 0
  for (const [name, create, removeBlob] of removals) {
    const id = await create(app)
    t.ok(id > highest, `${name}: ${id}`)
    await removeBlob(app, id)
    await app.close()
    app = await buildTestApp(t, { database })
    highest = await newBlob(app)
    t.equal(highest, id + 1, name)
  }
})

t.test('under WRITE_POLICY=client, the earlier id of a blob whose id was changed is not assigned again', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client', seed: 'none' })
  const saveAndReadId = async (productId: number, body: object) => (await putOk(app, body, { url: imageInfoPath(productId) })).BlobId
  t.equal(await saveAndReadId(1, { BlobId: 20 }), 20)
  t.equal(await saveAndReadId(1, { BlobId: 5 }), 5)
  t.equal(await saveAndReadId(2, {}), 21)
  t.equal(await saveAndReadId(3, { BlobId: -4 }), -4)
  await remove(app, 'Product/3/Image')
  t.equal(await saveAndReadId(3, {}), 22, 'ids below 1 are not counted')
})

t.test('an id that a client requests is assigned if it is free, even after a removal', async t => {
  const app = await buildTestApp(t)
  const put909 = async () => (await putOk(app, { BlobId: 909 }, { url: imageInfoPath(7) })).BlobId
  t.equal(await put909(), 909)
  await remove(app, 'Product/7/Image')
  t.equal(await put909(), 909)
})

t.test('after the highest int32 was assigned, free ids are assigned in ascending order, and none of them twice', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  t.equal((await putOk(app, { BlobId: 2147483647 }, { url: imageInfoPath(7) })).BlobId, 2147483647)
  await remove(app, 'Product/7/Image')
  t.same(await readNextIds(app), { Blob: 2147483648 })
  for (const id of [1, 2, 3]) {
    t.equal(await newBlob(app), id)
    await agent(app, `DeleteBlobEntity?blobEntityId=${id}`, {})
  }
})

t.test('a refused save uses up no id, not even after the highest int32 was assigned', async t => {
  const app = await buildTestApp(t, { seed: { Products: [], Blobs: [{ BlobId: 2147483647 }] } })
  t.equal((await put(app, [{ op: 'test', path: '/Description', value: 'another' }], {
    url: imageInfoPath(1), headers: { 'content-type': 'application/json-patch+json' },
  })).statusCode, 409)
  t.equal((await putOk(app, {}, { url: imageInfoPath(2) })).BlobId, 1)

  const chosen = await buildTestApp(t, { seed: { Products: [], Blobs: [{ BlobId: 2147483647 }] }, writePolicy: 'client' })
  t.equal((await putOk(chosen, { BlobId: 5003 }, { url: imageInfoPath(1) })).BlobId, 5003)
  t.equal((await putOk(chosen, {}, { url: imageInfoPath(2) })).BlobId, 1, 'nor does a save with an id of the client')
})

t.test('restoring a snapshot restores its next ids, a reset restores those of the seed, and clearing restarts them at 1', async t => {
  const app = await buildTestApp(t)
  await remove(app, `Product/${await newProduct(app)}`)
  await agent(app, `DeleteBlobEntity?blobEntityId=${await newBlob(app)}`, {})
  await control(app, 'PUT', 'snapshots/early')
  const state = await dump(app)
  for (let times = 0; times < 3; times++) await remove(app, `Product/${await newProduct(app)}`)
  t.equal(await newProduct(app), 1008)

  await control(app, 'POST', 'snapshots/early/restore')
  t.equal(await dump(app), state)
  t.same([await newProduct(app), await newBlob(app)], [1005, 5004])
  await control(app, 'POST', 'reset')
  t.same([await newProduct(app), await newBlob(app)], [1004, 5003])
  await remove(app, 'Product/1004')
  await control(app, 'POST', 'clear')
  t.same([await newProduct(app), await newBlob(app)], [1, 1])
})

t.test('a dump has next ids only if they do not follow from its rows, and loading and dumping it again gives the same dump', async t => {
  const app = await buildTestApp(t)
  for (const path of ['Product/1001', 'Product/7']) await remove(app, path)
  await control(app, 'PUT', 'state', JSON.parse(await dump(app)), 'Cust1')
  t.notMatch(await dump(app), 'NextIds', 'what was removed did not have the highest id')
  t.equal(await dump(app, '/Cust1'), await dump(app))

  await remove(app, 'Product/1003')
  t.same(await readNextIds(app), { Product: 1004 })
  await remove(app, `Product/${await newProduct(app)}`)
  t.same(await readNextIds(app), { Product: 1005 })
  await agent(app, `DeleteBlobEntity?blobEntityId=${await newBlob(app)}`, {})
  const state = await dump(app)
  t.match(state, '\n"NextIds":{"Product":1005,"Blob":5004},\n"Blobs":[')
  t.equal((await put(app, state, { url: '/Cust2/_mock/state' })).statusCode, 204)
  t.equal(await dump(app, '/Cust2'), state)
  t.same([await newProduct(app, '/Cust2'), await newBlob(app, '/Cust2')], [1005, 5004])
  t.equal(await readNextIds(app, '/Cust2'), undefined, 'they are taken now')
})

t.test('a seed can set next ids: the highest of several files is used, unless an existing id is higher', async t => {
  const seed = join(temporaryFolder(t), 'seed')
  mkdirSync(seed)
  writeFileSync(join(seed, 'a.json'), JSON.stringify({ Products: [{ ProductId: 1, Name: 'one', ImageInfo: {} }], NextIds: { Product: 50, Blob: 7 } }))
  writeFileSync(join(seed, 'b.json'), JSON.stringify({ Products: [{ ProductId: 2, Name: 'two' }], NextIds: { Product: 40 } }))
  const app = await buildTestApp(t, { seed })
  t.equal((await app.inject(imageInfoPath(1))).json().BlobId, 7, 'blobs of the seed without an id')
  for (const tenant of ['', '/Cust1']) t.same([await newProduct(app, tenant), await newBlob(app, tenant)], [50, 8])
  await control(app, 'POST', 'reset')
  t.equal(await newProduct(app), 50)

  await control(app, 'PUT', 'state', { Products: [{ ProductId: 9, Name: 'nine' }], NextIds: { Product: 3 } })
  t.equal(await newProduct(app), 10)
  const refused = await control(app, 'PUT', 'state', { Products: [], NextIds: { Product: 0, Blob: 2147483649, Person: 1 } })
  t.equal(refused.status, 400)
  const range = 'must be an integer from 1 to 2147483648'
  for (const sentence of [`/NextIds/Product ${range}; got 0.`, `/NextIds/Blob ${range}; got 2147483649.`, '/NextIds/Person is unknown.']) {
    t.match(refused.body.Message, sentence)
  }
})

t.test('in a database file from before migration 011, and in its snapshots, the next ids follow from the rows', { skip: sqliteOnly }, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const folder = new URL('../../db/migrations/', import.meta.url)
  const scripts = readdirSync(folder).filter(name => name < '011').sort()
  const db = new Database(database)
  for (const script of scripts) db.exec(readFileSync(new URL(script, folder), 'utf8'))
  db.pragma(`user_version = ${scripts.length}`)
  db.pragma('application_id = 0x534f6d6b')
  const author = JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 7, Name: 'old' })
  db.exec("INSERT INTO tenant VALUES (1, 'default'), (2, '~snapshot 2'), (3, 'Cust1')")
  for (const [set, id] of [[1, 90], [2, 60], [3, -8]] as const) {
    db.exec(`INSERT INTO associate VALUES (${set}, ${set}, '${author}'); INSERT INTO caller VALUES (${set}, 7, 'old', ${set})`)
    db.prepare(`INSERT INTO blob (tenant_id, blob_id, blob_size, description, extra_info, is_encrypted, is_zipped, mime_type, original_size, created_date,
      updated_date, conceptual_type) VALUES (?, ?, 3, '', '', 0, 0, '', 3, '2024-01-01T00:00:00', '2024-01-02T00:00:00', '')`).run(set, id)
    if (id > 0) db.prepare("INSERT INTO product (tenant_id, product_id, name) VALUES (?, ?, 'old')").run(set, id + 5)
  }
  db.exec("INSERT INTO snapshot VALUES ('default', 'before', '2024-01-05T00:00:00.000Z', 2, 1, 1, 1)")
  db.close()

  const app = await buildTestApp(t, { database })
  const expectIds = async (id: number) => {
    t.notMatch(await dump(app), 'NextIds')
    await remove(app, `Product/${id + 5}`)
    await agent(app, `DeleteBlobEntity?blobEntityId=${id}`, {})
    t.same(await readNextIds(app), { Product: id + 6, Blob: id + 1 })
    t.same([await newProduct(app), await newBlob(app)], [id + 6, id + 1])
  }
  await expectIds(90)
  await control(app, 'POST', 'snapshots/before/restore')
  await expectIds(60)
  t.same([await newProduct(app, '/Cust1'), await newBlob(app, '/Cust1')], [1, 1])
})

t.test('saving an existing picture runs no statement for ids', { skip: sqliteOnly }, async t => {
  const app = await buildTestApp(t)
  await putOk(app, { Description: 'first' })
  const db = new Database(':memory:')
  const statement: Database.Statement<unknown[]> = Object.getPrototypeOf(db.prepare('SELECT 1'))
  db.close()
  const executed = [t.capture(statement, 'get', statement.get), t.capture(statement, 'all', statement.all), t.capture(statement, 'run', statement.run)]
  // Only statements about ids are counted, because other statements run at the same time, for example to copy the seed.
  const statementsForIds = () => executed.flatMap(calls => calls().map(({ receiver }) => String(Object(receiver).source))).filter(source => source.includes('next_id'))
  await putOk(app, { Description: 'second' })
  t.same(statementsForIds(), [])
  await putOk(app, { Description: 'third' }, { url: imageInfoPath(4) })
  t.not(statementsForIds().length, 0)
})
