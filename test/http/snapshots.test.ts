import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { buildTestApp, control, imageInfoPath, putOk, writeProductSeed, temporaryFolder, readRows, untilRemoved } from '../helper.js'
import { onPostgres } from '../postgres.js'
import { PICTURES } from '../pictures.js'

const dump = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant && `/${tenant}`}/_mock/state`)).body
const list = async (app: FastifyInstance, tenant = '') => (await control(app, 'GET', 'snapshots', undefined, tenant)).body.Snapshots
const snapshot = (app: FastifyInstance, method: 'PUT' | 'POST' | 'DELETE', path: string, tenant = '') =>
  control(app, method, `snapshots/${path}`, undefined, tenant)

t.test('a tenant can have snapshots', async t => {
  t.test('snapshots are taken, listed, restored and removed', async t => {
    const app = await buildTestApp(t)
    await control(app, 'PUT', 'clock', { Now: '2026-01-31T00:00:00Z', Frozen: true })
    const headers = { authorization: 'Basic dGplMDpUamUw' }
    await app.inject({ method: 'PUT', url: '/api/v1/Product/1001/Image', headers: { 'content-type': 'image/png' }, payload: PICTURES.png })
    await putOk(app, { Description: 'kept' }, { url: imageInfoPath(7), headers })
    const state = await dump(app)
    const taken = { Name: 'with-picture', TakenAt: '2026-01-31T00:00:00.000Z', Products: 3, Blobs: 3, Callers: 2 }
    t.same(await snapshot(app, 'PUT', 'with-picture'), { status: 200, body: taken })
    await control(app, 'POST', 'clear')
    await control(app, 'POST', 'clock/advance', { Seconds: 1 })
    const empty = { Name: 'Empty', TakenAt: '2026-01-31T00:00:01.000Z', Products: 0, Blobs: 0, Callers: 1 }
    t.same(await snapshot(app, 'PUT', 'Empty'), { status: 200, body: empty })
    t.same(await list(app), [empty, taken])
    for (let times = 0; times < 2; times++) {
      t.same(await snapshot(app, 'POST', 'WITH-picture/restore'), { status: 204, body: undefined })
      t.equal(await dump(app), state, 'to the byte')
      t.same((await app.inject('/api/v1/Product/1001/Image')).rawPayload, PICTURES.png)
      await putOk(app, { Description: 'changed' }, { url: imageInfoPath(7) })
      await app.inject({ method: 'DELETE', url: '/api/v1/Product/1001' })
    }
    t.same(await snapshot(app, 'DELETE', 'empty'), { status: 204, body: undefined })
    t.same(await list(app), [taken])
  })

  t.test('a snapshot contains persons, projects and contacts with their pictures, even hundreds of persons', async t => {
    const people = Array.from({ length: 300 }, (_, index) => ({ Id: index + 1, Name: `Person no. ${index + 1}` }))
    const app = await buildTestApp(t, {
      seed: {
        Products: [], Persons: people, Projects: [{ Id: 1, ImageInfo: {} }], Contacts: [{ Id: 1 }],
        Blobs: [{ Links: [{ Link: 'PersonImage', OwnerId: 300 }, { Link: 'ContactImage', OwnerId: 2 }], Bytes: PICTURES.gif.toString('base64') }],
      },
    })
    const state = await dump(app)
    t.same(JSON.parse(state).Persons, people)
    await snapshot(app, 'PUT', 'people')
    for (const change of ['clear', 'reset']) {
      await control(app, 'POST', change)
      t.equal(await dump(app) === state, change === 'reset')
      t.equal((await snapshot(app, 'POST', 'people/restore')).status, 204)
      t.equal(await dump(app), state, `after ${change}`)
    }
    t.match(JSON.parse(state), { Projects: [{ Id: 1 }], Contacts: [{ Id: 1 }] })
  })

  t.test('a new snapshot replaces one with the same name; names are case-insensitive', async t => {
    const app = await buildTestApp(t)
    await snapshot(app, 'PUT', 'one')
    await control(app, 'POST', 'clear')
    t.match(await snapshot(app, 'PUT', 'ONE'), { status: 200, body: { Name: 'ONE', Products: 0 } })
    t.match(await list(app), [{ Name: 'ONE', Products: 0 }])
    t.equal((await list(app)).length, 1)
  })

  t.test('snapshots are kept after a reset, a clear and the end of the process, and are removed with the tenant', async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    await putOk(app, { Description: 'kept' }, { url: imageInfoPath(7, 'Cust1') })
    const state = await dump(app, 'Cust1')
    await snapshot(app, 'PUT', 'a', 'Cust1')
    await control(app, 'POST', 'reset', undefined, 'Cust1')
    await control(app, 'POST', 'clear', undefined, 'Cust1')
    await app.close()

    const restarted = await buildTestApp(t, { database })
    await restarted.ready()
    t.match(await list(restarted, 'CUST1'), [{ Name: 'a', Products: 3, Blobs: 3, Callers: 1 }])
    t.same(await list(restarted), [])
    t.match((await control(restarted, 'GET', 'tenants')).body.Tenants.map(({ Name }: { Name: string }) => Name), ['Cust1', 'default'])
    await snapshot(restarted, 'POST', 'a/restore', 'Cust1')
    t.equal(await dump(restarted, 'Cust1'), state)
    await control(restarted, 'DELETE', 'tenants/cust1')
    t.same(await list(restarted, 'Cust1'), [])
  })

  t.test('invalid and unknown names of snapshots, and a snapshot above the limit of 100, are refused with the reason', async t => {
    const app = await buildTestApp(t)
    const message = async (method: 'PUT' | 'POST' | 'DELETE', path: string) => {
      const { status, body } = await snapshot(app, method, path)
      return `${status} ${body.Message}`
    }
    t.equal(await message('POST', 'a/restore'), '404 Snapshot a not found; this tenant has no snapshots.')
    t.equal((await snapshot(app, 'DELETE', 'a', 'Unknown')).status, 404)
    for (let number = 0; number < 100; number++) await snapshot(app, 'PUT', `s${number}`)
    t.equal(await message('PUT', 'another'), '400 A tenant can have at most 100 snapshots. Remove some first.')
    t.equal((await snapshot(app, 'PUT', 'S99')).status, 200)
    for (let number = 2; number < 100; number++) await snapshot(app, 'DELETE', `s${number}`)
    for (const [method, path] of [['PUT', 'a.b'], ['POST', 'a.b/restore'], ['DELETE', 'a.b']] as const) {
      t.equal(await message(method, path), '400 The name of a snapshot must be 1 to 64 letters, digits, "-" or "_"; got "a.b".')
    }
    for (const [method, path] of [['POST', 'x/restore'], ['DELETE', 'x']] as const) {
      t.equal(await message(method, path), '404 Snapshot x not found; this tenant has s0, s1.')
    }
  })

  t.test('a snapshot has the data of one instant, even if other clients save at the same time', async t => {
    const app = await buildTestApp(t, { seed: writeProductSeed(t, 600) })
    const taking = snapshot(app, 'PUT', 'a')
    for (let saves = 1; saves <= 30; saves++) {
      await putOk(app, { Description: `${saves}` }, { url: imageInfoPath(1) })
      await putOk(app, { Description: `${saves}` }, { url: imageInfoPath(600) })
    }
    t.match(await taking, { status: 200, body: { Products: 600, Blobs: 600 } })
    await snapshot(app, 'POST', 'a/restore')
    const described = async (productId: number) => Number((await app.inject(imageInfoPath(productId))).json().Description.replace('from the seed', '0'))
    const [first, last] = [await described(1), await described(600)]
    t.ok(first === last || first === last + 1, `${first} and ${last}`)
  })

  t.test('snapshots can be taken while new users are stored, and while all data are replaced', async t => {
    const app = await buildTestApp(t, { seed: 'none' })
    const Callers = Array.from({ length: 900 }, (_, index) => ({ AssociateId: index + 9100, Name: `user-${index + 9100}` }))
    const state = { Products: [], Callers }
    t.equal((await control(app, 'PUT', 'state', state)).status, 204)
    const taken = new AbortController()
    const taking = snapshot(app, 'PUT', 'a').finally(() => taken.abort())
    // The loaded users have ids from 9100 to 9999, and the ids of the new users begin at 10000. On SQLite, associates are copied in the
    // order of their JSON, in which 10000 comes before 9100. So the new rows are inserted before those that are being copied.
    for (let number = 0; !taken.signal.aborted; number++) {
      await putOk(app, {}, { headers: { authorization: `Basic ${btoa(`${number}:`)}` } })
    }
    t.equal((await taking).status, 200)
    for (let round = 0; round < 3; round++) {
      const [snapped, ...others] = await Promise.all([snapshot(app, 'PUT', 'a'), control(app, 'POST', 'reset'), control(app, 'PUT', 'state', state)])
      t.same([snapped.status, ...others.map(({ status }) => status)], [200, 204, 204])
    }
  })

  t.test('a snapshot is restored completely or not at all, even if it is replaced or removed at the same time', async t => {
    const app = await buildTestApp(t, { seed: writeProductSeed(t, 600) })
    const states = [await dump(app)]
    await snapshot(app, 'PUT', 'a')
    await putOk(app, { Description: 'changed' }, { url: imageInfoPath(1) })
    states.push(await dump(app))
    const [restored, taken] = await Promise.all([snapshot(app, 'POST', 'a/restore'), snapshot(app, 'PUT', 'a')])
    t.same([restored.status, taken.status], [204, 200])
    t.ok(states.includes(await dump(app)))
    const [gone, removed] = await Promise.all([snapshot(app, 'POST', 'a/restore'), snapshot(app, 'DELETE', 'a')])
    t.ok([204, 404].includes(gone.status), 'it depends on which is the first')
    t.equal(removed.status, 204)
    t.ok(states.includes(await dump(app)))
  })
})

t.test('restoring a snapshot undoes all changes of its tenant', async t => {
  const headers = { authorization: 'Basic dGplMDpUamUw' }
  const image = (method: 'PUT' | 'DELETE', productId: number, payload: Buffer = PICTURES.jpeg) => (app: FastifyInstance, tenant: string) =>
    app.inject({ method, url: `${tenant}/api/v1/Product/${productId}/Image`, headers: { ...headers, ...(method === 'PUT' && { 'content-type': 'image/png' }) }, ...(method === 'PUT' && { payload }) })
  const agent = (name: string, payload: object) => (app: FastifyInstance, tenant: string) =>
    app.inject({ method: 'POST', url: `${tenant}/api/v1/Agents/BLOB/${name}`, payload, headers })
  const product = (method: 'PUT' | 'POST' | 'DELETE', path: string, payload?: object) => (app: FastifyInstance, tenant: string) =>
    app.inject({ method, url: `${tenant}/api/v1/Product${path}`, headers, ...(payload && { payload }) })
  const Image = PICTURES.gif.toString('base64')

  const changes = {
    'the image info of a product': product('PUT', '/1001/ImageInfo', { Description: 'changed' }),
    'the image info of a new product': product('PUT', '/7/ImageInfo', { Description: 'new' }),
    'the bytes of a picture': image('PUT', 1001),
    'a new picture': image('PUT', 1003, PICTURES.gif),
    'a picture that is removed': image('DELETE', 1001),
    'the picture that a product has': agent('ChangeProductImage', { ProductId: 1003, BlobId: 5002 }),
    'a picture in the place of another': agent('ChangeProductImage', { ProductId: 1001, BlobId: 5002 }),
    'a thumbnail': agent('SetProductThumbnail', { ProductId: 1002, Image }),
    'the bytes of a blob': agent('SetBlobStream', { BlobEntityId: 5002, Stream: Image }),
    'a blob that nothing links': agent('SaveImageStream', { Type: 'ProductImage', Image, Description: 'on its own' }),
    'a blob that is deleted': agent('DeleteBlobEntity?blobEntityId=5002', {}),
    'a new product': product('POST', '', { Name: 'new' }),
    'a product': product('PUT', '/1001', { Name: 'renamed' }),
    'a product that is deleted': product('DELETE', '/1002'),
  }

  async function prepared (t: Test) {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    await app.ready()
    await image('PUT', 1001, PICTURES.png)(app, '/Cust1')
    await snapshot(app, 'PUT', 'start', 'Cust1')
    await snapshot(app, 'POST', 'start/restore', 'Cust1')
    async function contents () {
      await untilRemoved(database)
      return readRows(database, `SELECT sha256 FROM content ${onPostgres ? 'WHERE sha256 IN (SELECT content_sha256 FROM blob)' : ''} ORDER BY sha256`)
    }
    return { app, state: await dump(app, 'Cust1'), contents }
  }

  t.test('restoring a snapshot undoes each kind of change, and all of them together, including bytes and users', async t => {
    const { app, state, contents } = await prepared(t)
    const kept = await contents()
    for (const [name, change] of Object.entries(changes)) {
      const answer = await change(app, '/Cust1')
      t.ok([200, 201, 204].includes(answer.statusCode), `${name}: ${answer.statusCode} ${answer.body}`)
      t.not(await dump(app, 'Cust1'), state, name)
      t.equal((await snapshot(app, 'POST', 'start/restore', 'Cust1')).status, 204)
      t.equal(await dump(app, 'Cust1'), state, name)
    }
    for (const change of [...Object.values(changes), ...Object.values(changes).reverse()]) await change(app, '/Cust1')
    t.same(await snapshot(app, 'POST', 'start/restore', 'Cust1'), { status: 204, body: undefined })
    t.equal(await dump(app, 'Cust1'), state)
    t.same(await contents(), kept)
    t.same((await app.inject('/Cust1/api/v1/Product/1001/Image')).rawPayload, PICTURES.png)
  })

  t.test('restoring a snapshot changes nothing in another tenant, even if that tenant has used free ids', async t => {
    const { app, state } = await prepared(t)
    const { 'a product that is deleted': remove, 'the image info of a new product': add } = changes
    await remove(app, '/Cust1')
    await add(app, '')
    await add(app, '/Cust1')
    const other = await dump(app)
    await snapshot(app, 'POST', 'start/restore', 'Cust1')
    t.equal(await dump(app, 'Cust1'), state)
    t.equal(await dump(app), other)
  })
})
