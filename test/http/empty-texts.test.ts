import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { AssociateSchema } from '../../src/carriers/associate.js'
import { createDefaults } from '../../src/carriers/defaults.js'
import { XSI, buildTestApp, control, imageInfoPath, put, putOk, sendProduct, temporaryFolder } from '../helper.js'
import { sqliteOnly } from '../postgres.js'
import { PICTURES } from '../pictures.js'

const BLOB_TEXTS = ['Description', 'ExtraInfo', 'MimeType', 'ConceptualType']
const ASSOCIATE_TEXTS = ['Name', 'Tooltip', 'FullName', 'FormalName', 'UserName']
const PRODUCT_TEXTS = [
  'ERPProductKey', 'ERPPriceListKey', 'Name', 'Description', 'Code', 'PriceUnit', 'QuantityUnit', 'SubscriptionUnit', 'ItemNumber', 'Url',
  'ProductCategoryKey', 'ProductFamilyKey', 'ProductTypeKey', 'VATInfo', 'Supplier', 'SupplierCode', 'Rights', 'Rule', 'RawExtraInfo',
  'ExtraField1', 'ExtraField2', 'ExtraField3', 'ExtraField4', 'ExtraField5',
]
const LIST = '/api/v1/Product?$select=name,description,code,priceUnit,quantityUnit,subscriptionUnit,itemNumber,url,productCategoryKey,' +
  'productFamilyKey,productTypeKey,vatInfo,supplier,supplierCode,rights,rule,rawExtraInfo,extraField1,extraField5,erpProductKey,erpPriceListKey'
const MERGE = { 'content-type': 'application/merge-patch+json' }
const PATCH = { 'content-type': 'application/json-patch+json' }
const image = PICTURES.png.toString('base64')

const withAll = (names: readonly string[], value: unknown) => Object.fromEntries(names.map(name => [name, value]))

const agent = (app: FastifyInstance, call: string, payload: object = {}) => app.inject({ method: 'POST', url: `/api/v1/Agents/BLOB/${call}`, payload })

const replaced = (names: readonly string[], value: unknown) => names.map(name => ({ op: 'replace', path: `/${name}`, value }))

const nullsIn = (value: unknown, path = ''): string[] => {
  if (value === null) return [path]
  return typeof value === 'object' ? Object.entries(Object(value)).flatMap(([name, inner]) => nullsIn(inner, `${path}/${name}`)) : []
}

t.test('strings without a value are "" in responses, except UserName, which is null', async t => {
  const app = await buildTestApp(t)
  const BlobId = (await agent(app, 'SaveImageStream', { Image: image })).json()
  await sendProduct(app, '', { ExtraInfo: [{}] })
  const answers: [what: string, answer: () => Promise<unknown>, others?: string[]][] = [
    ['CreateDefaultBlobEntity', async () => (await agent(app, 'CreateDefaultBlobEntity')).json(), ['/CreatedBy', '/UpdatedBy']],
    ['GET default', async () => (await app.inject('/api/v1/Product/default')).json()],
    ...['Product', 'Person', 'Project', 'Contact'].map((owner): [string, () => Promise<unknown>, string[]] =>
      [owner, async () => (await app.inject(`/api/v1/${owner}/9/ImageInfo`)).json(), ['/CreatedBy', '/UpdatedBy']]),
    ['PUT', () => putOk(app, {}, { headers: { authorization: 'Basic bmV3Og==' } }), ['/CreatedBy/UserName', '/UpdatedBy/UserName']],
    ['SaveBlobEntity', async () => (await agent(app, 'SaveBlobEntity')).json(), ['/CreatedBy/UserName', '/UpdatedBy/UserName']],
    ['GetBlobEntity', async () => (await agent(app, `GetBlobEntity?blobEntityId=${BlobId}`)).json(), ['/CreatedBy/UserName', '/UpdatedBy/UserName']],
    ['a product', async () => (await app.inject('/api/v1/Product/1004')).json(), ['/ExtraInfo/0/TableRight']],
    ['the list', async () => (await app.inject(LIST)).json().value],
    ['pictures', async () => (await control(app, 'GET', 'pictures?After=2000')).body.Pictures],
  ]
  for (const [what, answer, others = []] of answers) t.same(nullsIn(await answer()), others, what)
})

t.test('null for a string is stored as "", but as null under WRITE_POLICY=client', async t => {
  for (const [writePolicy, stored] of [['server', ''], ['client', null]] as const) {
    const app = await buildTestApp(t, { writePolicy })
    const blob = withAll(BLOB_TEXTS, stored)
    const product = withAll(PRODUCT_TEXTS, stored)
    const sent = withAll(BLOB_TEXTS, null)
    const sample = withAll(BLOB_TEXTS, 'text')

    t.match(await putOk(app, sent), blob)
    t.match((await app.inject(imageInfoPath())).json(), blob)
    const xml = `<BlobEntity xmlns:i="${XSI}">${BLOB_TEXTS.map(name => `<${name} i:nil="true"/>`).join('')}</BlobEntity>`
    t.match(await putOk(app, xml, { headers: { 'content-type': 'text/xml' } }), blob)
    const written = (await app.inject({ url: imageInfoPath(), headers: { accept: 'text/xml' } })).body
    t.ok(written.includes(stored === null ? '<Description i:nil="true"/>' : '<Description></Description>'), written)

    await putOk(app, sample)
    t.match(await putOk(app, replaced(BLOB_TEXTS, null), { headers: PATCH }), blob, 'a replacement by null')
    await putOk(app, sample)
    t.match(await putOk(app, BLOB_TEXTS.map(name => ({ op: 'remove', path: `/${name}` })), { headers: PATCH }), withAll(BLOB_TEXTS, ''), 'a removal')
    await putOk(app, sample)
    t.match(await putOk(app, sent, { headers: MERGE }), withAll(BLOB_TEXTS, ''), 'null in a merge patch is a removal')
    const tested = [...replaced(['Description'], null), { op: 'test', path: '/Description', value: null }, { op: 'test', path: '/Description', value: stored }]
    t.match(await putOk(app, tested, { headers: PATCH }), { Description: stored }, 'a test of null')

    t.match((await agent(app, 'SaveBlobEntity', sent)).json(), blob)
    const BlobId = (await agent(app, 'SaveImageStream', { Image: image, Description: null })).json()
    t.match((await agent(app, `GetBlobEntity?blobEntityId=${BlobId}`)).json(), { Description: stored, MimeType: 'image/png' })

    const made = (await sendProduct(app, '', { ...withAll(PRODUCT_TEXTS, null), ExtraInfo: [{ Name: null, Value: null }] })).json()
    t.match(made, { ...product, ExtraInfo: [{ Name: stored, Value: stored, Type: 'String' }] })
    t.match((await sendProduct(app, made.ProductId, withAll(PRODUCT_TEXTS, null))).json(), product)
    const lists = [
      [{ ExtraInfo: [{ Name: null }] }, MERGE],
      [[{ op: 'replace', path: '/ExtraInfo', value: [{ Name: null }] }], PATCH],
      [[{ op: 'replace', path: '/ExtraInfo/0/Name', value: null }], PATCH],
    ] as const
    for (const [body, headers] of lists) {
      t.match((await sendProduct(app, made.ProductId, body, { headers })).json().ExtraInfo, [{ Name: stored, Value: '' }])
    }
    const { value: rows } = (await app.inject(`${LIST}&$filter=productId%20eq%20${made.ProductId}`)).json()
    t.match(rows, [{ name: stored, extraField5: stored }])
  }
})

t.test('under WRITE_POLICY=client, null for strings of associates is stored, and a UserName without a value is null', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  t.match(await putOk(app, { CreatedBy: { AssociateId: 5 }, UpdatedBy: withAll(ASSOCIATE_TEXTS, null) }), {
    CreatedBy: { ...withAll(ASSOCIATE_TEXTS, ''), UserName: null }, UpdatedBy: withAll(ASSOCIATE_TEXTS, null),
  })
})

t.test('a string or object that the caller has no right to read is null; numbers, dates and lists have their default', async t => {
  const app = await buildTestApp(t)
  await putOk(app, withAll(BLOB_TEXTS, 'text'))
  const FieldProperties = (names: readonly string[]) => withAll(names, { FieldRight: { Mask: 'None' } })
  await control(app, 'POST', 'rights', { FieldProperties: FieldProperties([...BLOB_TEXTS, 'BlobSize', 'UpdatedDate', 'UpdatedBy']) })
  await control(app, 'POST', 'rights', { Match: { Entity: 'Product' }, FieldProperties: FieldProperties([...PRODUCT_TEXTS, 'ExtraInfo', 'VAT']) })
  t.match((await app.inject(imageInfoPath())).json(), { ...withAll(BLOB_TEXTS, null), BlobSize: 0, UpdatedDate: '0001-01-01T00:00:00', UpdatedBy: null })
  t.match((await app.inject('/api/v1/Product/1001')).json(), { ...withAll(PRODUCT_TEXTS, null), ExtraInfo: [], VAT: 0 })
})

t.test('a seed or state with null for strings is loaded, because older dumps have null', async t => {
  const people = { ...createDefaults(AssociateSchema), ...withAll(ASSOCIATE_TEXTS, null), AssociateId: 9 }
  const state = {
    Administrator: { AssociateId: 1, Name: 'ROOT', FullName: null, Tooltip: null, UserName: null },
    Callers: [{ AssociateId: 2, Name: 'anna', FullName: null }],
    Products: [{ ProductId: 1, RegisteredDate: '2024-01-01T00:00:00', ...withAll(PRODUCT_TEXTS, null), ExtraInfo: [{ Name: null, Value: null }], ImageInfo: { BlobId: 1, ...withAll(BLOB_TEXTS, null) } }],
    Persons: [{ Id: 1, Name: null, ImageInfo: { BlobId: 2, Description: null } }],
    Blobs: [{ BlobId: 3, ...withAll(BLOB_TEXTS, null), CreatedBy: people, ImageOf: [2] }],
  }
  const dump = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant}/_mock/state`)).body

  for (const [writePolicy, stored] of [['server', ''], ['client', null]] as const) {
    t.test(`null for a string in a seed or a state is loaded under WRITE_POLICY=${writePolicy}`, async t => {
      const file = join(temporaryFolder(t), 'seed.json')
      writeFileSync(file, JSON.stringify(state))
      const app = await buildTestApp(t, { seed: file, writePolicy })
      const seeded = await dump(app)
      t.equal((await put(app, state, { url: '/Cust1/_mock/state' })).statusCode, 204)
      t.equal(await dump(app, '/Cust1'), seeded)
      t.equal((await put(app, seeded, { url: '/Cust2/_mock/state' })).statusCode, 204)
      t.equal(await dump(app, '/Cust2'), seeded, 'dumped, loaded and dumped again it is equal to the byte')
      t.match(JSON.parse(seeded), {
        Administrator: { FullName: stored, Tooltip: stored, UserName: null, FormalName: 'Adm0' },
        Callers: [{ Name: 'anna', FullName: stored, FormalName: '', UserName: null }],
        Products: [{ ...withAll(PRODUCT_TEXTS, stored), ExtraInfo: [{ Name: stored, Value: stored }] }],
        Blobs: [
          { BlobId: 1, ...withAll(BLOB_TEXTS, stored) }, { BlobId: 2, Description: stored, ExtraInfo: '' },
          { BlobId: 3, ...withAll(BLOB_TEXTS, stored), CreatedBy: { ...withAll(ASSOCIATE_TEXTS, stored), UserName: null } },
        ],
      })
      t.same(Object.keys(JSON.parse(seeded).Persons[0]), ['Id'], 'a person without a name')
      t.match((await app.inject(imageInfoPath(1))).json(), withAll(BLOB_TEXTS, stored))
      t.match((await app.inject(LIST)).json().value, [{ name: stored, code: stored }])
    })
  }
})

t.test('null for a string of a user in the users file is read as "", except for UserName', async t => {
  const users = [{ Name: 'anna', Password: '', Associate: { FullName: null, Tooltip: null, UserName: null } }]
  const app = await buildTestApp(t, { auth: 'users', users: JSON.parse(JSON.stringify(users)) })
  const { UpdatedBy } = await putOk(app, {}, { headers: { authorization: `Basic ${btoa('anna:')}` } })
  t.match(UpdatedBy, { Name: 'anna', FullName: '', FormalName: 'anna', Tooltip: '', UserName: null })
})

t.test('null that a client stored for a string is kept under WRITE_POLICY=server until the entity is saved', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const client = await buildTestApp(t, { database, writePolicy: 'client' })
  await putOk(client, { Description: null })
  await client.close()
  const server = await buildTestApp(t, { database })
  t.equal((await server.inject(imageInfoPath())).json().Description, null)
  t.equal((await putOk(server, {})).Description, '')
})

/** Creates a database file as it was before migration 008, with the data and a snapshot of a tenant. Both contain many null strings. */
function writeOldFile (t: Test): string {
  const database = join(temporaryFolder(t), 'mock.db')
  const folder = new URL('../../db/migrations/', import.meta.url)
  const scripts = readdirSync(folder).filter(name => name.endsWith('.sql') && name < '008').sort()
  const db = new Database(database)
  for (const script of scripts) db.exec(readFileSync(new URL(script, folder), 'utf8'))
  db.pragma(`user_version = ${scripts.length}`)
  db.pragma('application_id = 0x534f6d6b')
  const associate = (name: string, empty: '' | null) =>
    JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 7, Name: name, Tooltip: empty, FullName: empty, FormalName: 'a "quoted"\n\u0000name', UserName: null })
  db.exec("INSERT INTO tenant VALUES (1, 'default'), (2, '~snapshot 2'); INSERT INTO snapshot VALUES ('default', 'before', '2024-01-05T00:00:00.000Z', 2, 2, 3, 1)")
  const insertAssociate = db.prepare('INSERT INTO associate VALUES (?, ?, ?)')
  const insertBlob = db.prepare(`INSERT INTO blob (blob_key, tenant_id, blob_id, blob_size, is_encrypted, is_zipped, original_size, created_date, updated_date, created_by, updated_by)
    VALUES (?, ?, ?, 0, 0, 0, 0, '2024-01-01T00:00:00', '2024-01-02T00:00:00', ?, ?)`)
  const insertProduct = db.prepare('INSERT INTO product (tenant_id, product_id, name, extra_info) VALUES (?, ?, ?, ?)')
  for (const set of [1, 2]) {
    const key = set * 10
    insertAssociate.run(key, set, associate('old', ''))
    insertAssociate.run(key + 1, set, associate('old', null))
    insertAssociate.run(key + 2, set, associate('other', null))
    db.exec(`INSERT INTO caller VALUES (${set}, 7, 'old', ${key + 1})`)
    insertBlob.run(key, set, 1, key, key + 1)
    insertBlob.run(key + 1, set, 2, key + 1, null)
    insertBlob.run(key + 2, set, 3, null, key + 2)
    db.exec(`INSERT INTO entity_blob VALUES (${set}, 7, 1, ${key}), (${set}, 1, 2, ${key + 1}), (${set}, 17, 3, ${key + 2})`)
    insertProduct.run(set, 1, null, JSON.stringify([{ Name: null, Value: 'a "b"\u0000c', Type: 'Url' }, { Name: 'n', Value: null, Type: 'String' }]))
    insertProduct.run(set, 2, 'two', '[]')
  }
  db.close()
  return database
}

t.test('the migration of a database file from before migration 008 replaces null in strings except UserName by "", in snapshots as well', { skip: sqliteOnly }, async t => {
  for (const writePolicy of ['server', 'client'] as const) {
    const app = await buildTestApp(t, { database: writeOldFile(t), writePolicy })
    const author = { AssociateId: 7, Name: 'old', Tooltip: '', FullName: '', FormalName: 'a "quoted"\n\u0000name', UserName: null }
    const expectSet = async () => {
      const blob = (url: string) => app.inject(`/api/v1/${url}/ImageInfo`).then(answer => answer.json())
      t.match(await blob('Product/1'), { ...withAll(BLOB_TEXTS, ''), CreatedBy: author, UpdatedBy: author })
      t.match(await blob('Person/2'), { ...withAll(BLOB_TEXTS, ''), CreatedBy: author, UpdatedBy: null })
      t.match(await blob('Contact/3'), { ...withAll(BLOB_TEXTS, ''), CreatedBy: null, UpdatedBy: { ...author, Name: 'other' } })
      t.match((await app.inject('/api/v1/Product/1')).json(), {
        ...withAll(PRODUCT_TEXTS, ''),
        ExtraInfo: [{ Name: '', Value: 'a "b"\u0000c', Type: 'Url' }, { Name: 'n', Value: '', Type: 'String' }],
      })
      t.match((await app.inject('/api/v1/Product/2')).json(), { Name: 'two', ExtraInfo: [] })
      t.match((await control(app, 'GET', 'state')).body, { Administrator: author, Callers: [] })
    }
    await expectSet()
    t.equal((await control(app, 'POST', 'snapshots/before/restore')).status, 204)
    await expectSet()
    t.match((await putOk(app, {})).UpdatedBy, author, 'the caller is the one that it was')
  }
})
