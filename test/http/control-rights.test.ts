import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { buildTestApp, imageInfoPath, put, putOk, readXml, sendProduct } from '../helper.js'
import { PICTURES } from '../pictures.js'
import { onPostgres, skipOnPostgres } from '../postgres.js'

const agent = (call: string) => `/api/v1/Agents/BLOB/${call}`

const basic = (name: string) => ({ authorization: `Basic ${Buffer.from(`${name}:`).toString('base64')}` })

async function add (app: FastifyInstance, rule: object, tenant = ''): Promise<number> {
  const answer = await app.inject({ method: 'POST', url: `${tenant}/_mock/rights`, payload: rule })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json().Id
}

const clear = (app: FastifyInstance) => app.inject({ method: 'DELETE', url: '/_mock/rights' })

const list = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant}/_mock/rights`)).json().Rights

const readInfo = async (app: FastifyInstance, options: InjectOptions = {}) =>
  (await app.inject({ url: imageInfoPath(), ...options })).json()

const field = (Mask: string, Reason?: string) => ({ FieldRight: { Mask, ...(Reason !== undefined && { Reason }) } })

t.test('responses show the masks and reasons of a rights rule, and are otherwise unchanged', async t => {
  const app = await buildTestApp(t)
  const before = await putOk(app, { Description: 'kept', MimeType: 'image/png' })
  await add(app, {
    TableRight: { Mask: 'select,UPDATE, select', Reason: 'Ask the shop.' },
    FieldProperties: { description: field('read, UIHintReadOnly', '[SR_ACCESS_FIELD_R_DB]'), MIMETYPE: field('Update, uihintmandatory') },
  })
  const shown = {
    TableRight: { Mask: 'Select, Update', Reason: 'Ask the shop.' },
    FieldProperties: {
      ...before.FieldProperties,
      Description: { ...before.FieldProperties.Description, FieldRight: { Mask: 'Read, UIHintReadOnly', Reason: '[SR_ACCESS_FIELD_R_DB]' } },
      MimeType: { ...before.FieldProperties.MimeType, FieldRight: { Mask: 'Update, UIHintMandatory', Reason: '' } },
    },
  }
  const expected = { ...before, ...shown }
  t.same(await readInfo(app), expected)
  t.match(await putOk(app, { Description: 'lost' }), { ...shown, Description: 'kept', MimeType: '' })
  await put(app, { MimeType: 'image/png' })
  const { UpdatedDate } = await readInfo(app)
  const changed = { ...expected, UpdatedDate }

  const { BlobId } = before
  for (const [url, payload] of [
    [agent(`GetBlobEntity?blobEntityId=${BlobId}`), undefined],
    [agent('GetBlobEntityOnProduct'), { ProductId: 123 }],
  ] as const) t.same((await app.inject({ method: 'POST', url, ...(payload && { payload }) })).json(), changed, url)
  t.match((await app.inject({ method: 'POST', url: agent('CreateDefaultBlobEntity') })).json(), { ...shown, BlobId: 0 })
  t.match((await app.inject({ method: 'POST', url: agent('SaveBlobEntity'), payload: { BlobId, Description: 'lost' } })).json(),
    { ...shown, Description: 'kept' })

  const xml = await app.inject({ url: imageInfoPath(), headers: { accept: 'application/xml' } })
  t.match(readXml(xml.body).value, { TableRight: shown.TableRight })
  await clear(app)
  t.same((await readInfo(app)).TableRight, before.TableRight)
  t.same((await readInfo(app)).FieldProperties, before.FieldProperties)
})

t.test('reasons of rights rules are translated to the language of the request, in responses and in errors', async t => {
  const app = await buildTestApp(t)
  const BOTH = 'US:"Closed";NO:"Stengt"'
  await add(app, { TableRight: { Mask: 'Select', Reason: BOTH }, FieldProperties: { Description: field('Read', '[SR_MANDATORY_FIELD_1281]') } })
  const cases: [headers: Record<string, string>, table: string, description: string][] = [
    [{}, BOTH, '[SR_MANDATORY_FIELD_1281]'],
    [{ 'accept-language': '*' }, BOTH, '[SR_MANDATORY_FIELD_1281]'],
    [{ 'accept-language': 'en' }, 'Closed', 'The field is mandatory.'],
    [{ 'so-language': 'nb', 'accept-language': 'en' }, 'Stengt', 'Feltet er obligatorisk.'],
    [{ 'so-language': 'sv' }, 'Closed', 'Fältet är obligatoriskt.'],
  ]
  for (const [headers, table, description] of cases) {
    for (let time = 0; time < 2; time++) {
      const { TableRight, FieldProperties } = await readInfo(app, { headers })
      t.same([TableRight.Reason, FieldProperties.Description.FieldRight.Reason], [table, description], JSON.stringify(headers))
    }
    const refused = await put(app, {}, { headers })
    t.equal(refused.statusCode, 403)
    t.same(refused.json(), {
      Error: true,
      ErrorType: 'SoSentryException',
      Message: `The caller must have the right Insert to the BlobEntity; its TableRight is "Select". Nothing was changed. Reason: ${table}`,
      ErrorSource: 'SuperOffice.Services.Implementation',
    })
  }
})

t.test('requests of a caller without the necessary right to the row are refused with 403 and change nothing', async t => {
  const { png } = PICTURES
  const Image = png.toString('base64')
  const image = { method: 'PUT', url: '/api/v1/Product/123/Image', headers: { 'content-type': 'image/png' }, payload: png } as const
  const unlinked = (BlobId: number) => ({ method: 'POST', url: agent('ChangeProductImage'), payload: { ProductId: 123, BlobId } }) as const
  const post = (call: string, payload: object = {}) => ({ method: 'POST', url: agent(call), payload }) as const
  const ALL = ['Select', 'Update', 'Insert', 'Delete']
  const stored: [needed: string, call: (BlobId: number) => InjectOptions][] = [
    ['Select', () => ({ url: imageInfoPath() })],
    ['Select', () => ({ url: '/api/v1/Product/123/Image' })],
    ['Select', BlobId => post(`GetBlobEntity?blobEntityId=${BlobId}`)],
    ['Select', () => post('GetBlobEntityOnProduct', { ProductId: 123 })],
    ['Select', () => post('GetProductImage', { ProductId: 123 })],
    ['Select', () => post('GetProductThumbnail', { ProductId: 123 })],
    ['Select', BlobEntityId => post('GetBlobStream', { BlobEntityId })],
    ['Update', () => ({ method: 'PUT', url: imageInfoPath(), payload: { Description: 'changed' } })],
    ['Update', () => image],
    ['Update', () => ({ ...image, method: 'POST' })],
    ['Update', BlobId => post('SaveBlobEntity', { BlobId, Description: 'changed' })],
    ['Update', BlobEntityId => post('SetBlobStream', { BlobEntityId, Stream: 'AAAA' })],
    ['Update', () => post('SetProductImage', { ProductId: 123, Image })],
    ['Update', () => unlinked(0)],
    ['Insert', () => post('SaveBlobEntity', { Description: 'new' })],
    ['Insert', () => post('SaveImageStream', { Image })],
    ['Insert', () => post('SetProductThumbnail', { ProductId: 123, Image })],
    ['Insert', () => ({ method: 'PUT', url: imageInfoPath(124), payload: {} })],
    ['Insert', () => ({ ...image, url: '/api/v1/Product/124/Image' })],
    ['Delete', () => ({ method: 'DELETE', url: '/api/v1/Product/123/Image' })],
    ['Delete', () => ({ method: 'DELETE', url: '/api/v1/Product/123' })],
    ['Delete', BlobId => post(`DeleteBlobEntity?BlobEntityId=${BlobId}`)],
  ]
  const app = await buildTestApp(t)
  for (const [needed, call] of stored) {
    await app.inject({ method: 'POST', url: '/_mock/reset' })
    const BlobId = (await app.inject(image)).json()
    const before = (await app.inject('/_mock/state')).body
    const Mask = ALL.filter(right => right !== needed).join(', ')
    await add(app, { TableRight: { Mask } })
    const options = call(BlobId)
    const title = `${options.method ?? 'GET'} ${options.url}`
    const refused = await app.inject({ ...options, headers: { ...options.headers, ...basic('never-seen') } })
    t.equal(refused.statusCode, 403, title)
    t.equal(refused.json().Message,
      `The caller must have the right ${needed} to the BlobEntity; its TableRight is "${Mask}".${needed === 'Select' ? '' : ' Nothing was changed.'}`)
    t.equal((await app.inject('/_mock/state')).body, before, `${title}: no change and no new associate`)
    await clear(app)
    await add(app, { TableRight: { Mask: needed } })
    t.ok((await app.inject({ ...options, headers: { ...options.headers } })).statusCode < 300, `${title}: ${needed} is enough`)
    await clear(app)
  }
})

t.test('a save by a caller without the right to read is stored, but its response has no values of the row', async t => {
  const app = await buildTestApp(t)
  await putOk(app, { Description: 'secret', MimeType: 'image/png' })
  await add(app, { TableRight: { Mask: 'Update' } })
  t.match(await putOk(app, { Description: 'changed' }), {
    BlobId: 0, Description: null, CreatedBy: null, CreatedDate: '0001-01-01T00:00:00', TableRight: { Mask: 'Update' },
  })
  await clear(app)
  t.match(await readInfo(app), { Description: 'changed', MimeType: '' })
})

t.test('properties that the caller must not write keep their values, and properties that the caller must not read are null, 0 or false', async t => {
  const STORED = { Description: 'kept', ExtraInfo: 'kept', MimeType: 'image/png', BlobSize: 5, IsZipped: true }
  const SENT = { Description: 'sent', ExtraInfo: 'sent', MimeType: 'image/gif', BlobSize: 6, IsZipped: false }
  const cases: [mask: string, isWritten: boolean, isSeen: boolean][] = [
    ['Update', true, true],
    ['FULL', true, true],
    ['Read, Write', true, true],
    ['Update, UIHintMandatory', true, true],
    ['Update, Nullable', true, true],
    ['Update, UIHintReadOnly', true, true],
    ['Read', false, true],
    ['Read, UIHints', false, true],
    ['Write', true, false],
    ['None', false, false],
    ['Unused4, UIHintReadOnly', false, false],
  ]
  for (const [Mask, isWritten, isSeen] of cases) {
    const app = await buildTestApp(t)
    await putOk(app, STORED)
    const FieldProperties = Object.fromEntries(Object.keys(STORED).map(name => [name, field(Mask)]))
    const NULL = { Description: null, ExtraInfo: null, MimeType: null, BlobSize: 0, IsZipped: false }
    await add(app, { FieldProperties })
    const expected = isWritten ? SENT : STORED
    t.match(await putOk(app, SENT), isSeen ? expected : NULL, Mask)
    t.match(await readInfo(app), isSeen ? expected : NULL, Mask)
    await clear(app)
    t.match(await readInfo(app), expected, Mask)
  }
})

t.test('a new entity has defaults in properties that the caller must not write', async t => {
  const app = await buildTestApp(t)
  await add(app, { FieldProperties: { Description: field('Read'), BlobId: field('Read') } })
  const BODY = { BlobId: 909, Description: 'sent', ExtraInfo: 'sent' }
  const expected = { Description: '', ExtraInfo: 'sent' }
  const made = await putOk(app, BODY)
  t.match(made, expected)
  t.not(made.BlobId, 909)
  t.match((await app.inject({ method: 'POST', url: agent('SaveBlobEntity'), payload: { ...BODY, BlobId: 0 } })).json(), expected)
  const saved = await app.inject({
    method: 'POST', url: agent('SaveImageStream'), payload: { Image: PICTURES.png.toString('base64'), Description: 'sent' },
  })
  t.match((await app.inject({ method: 'POST', url: agent(`GetBlobEntity?blobEntityId=${saved.json()}`) })).json(), { Description: '' })
  const patched = await put(app, { Description: 'sent', ExtraInfo: 'patched' }, {
    url: imageInfoPath(124), headers: { 'content-type': 'application/merge-patch+json' },
  })
  t.match(patched.json(), { Description: '', ExtraInfo: 'patched' })
})

t.test('rights rules apply to patches, and under both write policies', async t => {
  const SENT = { BlobId: 7, CreatedDate: '2001-01-01T00:00:00', UpdatedDate: '2001-01-01T00:00:00', CreatedBy: { Name: 'sent' }, UpdatedBy: { Name: 'sent' } }
  for (const writePolicy of ['server', 'client'] as const) {
    const app = await buildTestApp(t, { writePolicy })
    const before = await putOk(app, { Description: 'kept', ExtraInfo: 'kept', CreatedDate: '2020-01-01T00:00:00' })
    const names = ['Description', ...Object.keys(SENT)]
    await add(app, { FieldProperties: Object.fromEntries(names.map(name => [name, field('Read')])) })
    const { BlobId, CreatedDate, CreatedBy } = before
    const after = await putOk(app, { ...SENT, Description: 'sent' })
    t.match(after, { BlobId, CreatedDate, CreatedBy, Description: 'kept', ExtraInfo: '', UpdatedBy: CreatedBy })
    t.ok(after.UpdatedDate >= before.UpdatedDate)
    const patched = await put(app, [
      { op: 'replace', path: '/Description', value: 'sent' }, { op: 'replace', path: '/ExtraInfo', value: 'patched' },
    ], { headers: { 'content-type': 'application/json-patch+json' } })
    t.match(patched.json(), { Description: 'kept', ExtraInfo: 'patched' })
  }
})

t.test('the size and type of new bytes are stored even if the caller has no right to write these properties', async t => {
  const app = await buildTestApp(t)
  await add(app, { FieldProperties: { MimeType: field('Read'), BlobSize: field('Read') } })
  const payload = PICTURES.png
  await app.inject({ method: 'PUT', url: '/api/v1/Product/123/Image', headers: { 'content-type': 'image/png' }, payload })
  t.match(await readInfo(app), { MimeType: 'image/png', BlobSize: payload.length })
})

t.test('the first rights rule that matches the caller and the product determines all rights', async t => {
  const app = await buildTestApp(t)
  const mask = async (name?: string, productId = 123) =>
    (await readInfo(app, { url: imageInfoPath(productId), ...(name !== undefined && { headers: basic(name) }) })).TableRight.Mask
  const FULL = 'Select, Update, Insert, Delete'
  await add(app, { Match: { Caller: 'TJE0', ProductId: 123 }, TableRight: { Mask: 'Select' } })
  await add(app, { Match: { Caller: 'adm0' }, TableRight: { Mask: 'UDR' } })
  await add(app, { Match: { ProductId: 124 }, TableRight: { Mask: 'RI, RestrictedUpdate' } })
  await add(app, { Match: { Entity: 'Product' }, TableRight: { Mask: 'Select, Insert' } })
  t.same([await mask('tje0'), await mask('tje0', 124), await mask('tje0', 125)], ['Select', 'RI, RestrictedUpdate', FULL])
  t.same([await mask('ADM0'), await mask(), await mask(undefined, 124)], ['UDR', 'UDR', 'UDR'], 'a caller without a name is the administrator')
  t.equal(await mask('else'), FULL)
  t.equal((await put(app, {}, { url: imageInfoPath(124), headers: basic('else') })).statusCode, 200, 'RI has Insert')
  t.equal((await put(app, {}, { url: imageInfoPath(124), headers: basic('else') })).statusCode, 403, 'RestrictedUpdate is a hint')
  t.equal((await put(app, {}, { headers: basic('tje0') })).statusCode, 403)
  await putOk(app, {}, { headers: basic('else') })
})

t.test('a rights rule applies to the pictures of one owner or of all owners of a kind; ProductId is shorthand for Owner Product and OwnerId', async t => {
  const app = await buildTestApp(t, {
    seed: {
      Products: [{ ProductId: 5, Name: 'five' }],
      Blobs: [
        { BlobId: 1, ImageOf: [5] }, { BlobId: 2, ThumbnailOf: [5] }, { BlobId: 3, Links: [{ Link: 'PersonImage', OwnerId: 5 }] },
        { BlobId: 4, Links: [{ Link: 'PersonImage', OwnerId: 6 }, { Link: 'ProjectImage', OwnerId: 5 }] },
        { BlobId: 5, Links: [{ Link: 'ContactImage', OwnerId: 5 }] }, { BlobId: 6 },
      ],
    },
  })
  /** Returns the ids, from 1 to 6, of the blobs that can be read. */
  async function readable () {
    const statuses = await Promise.all([1, 2, 3, 4, 5, 6].map(async id =>
      [id, (await app.inject({ method: 'POST', url: agent(`GetBlobEntity?blobEntityId=${id}`) })).statusCode] as const))
    return statuses.flatMap(([id, status]) => status === 200 ? [id] : [])
  }
  const cases: [match: object, readable: number[]][] = [
    [{ ProductId: 5 }, [3, 4, 5, 6]],
    [{ Owner: 'Product', OwnerId: 5 }, [3, 4, 5, 6]],
    [{ owner: 'Product' }, [3, 4, 5, 6]],
    [{ Owner: 'Person', OwnerId: 5 }, [1, 2, 4, 5, 6]],
    [{ Owner: 'Person' }, [1, 2, 5, 6]],
    [{ Owner: 'Project', OwnerId: 5 }, [1, 2, 3, 5, 6]],
    [{ Owner: 'Contact', OwnerId: 6 }, [1, 2, 3, 4, 5, 6]],
    [{ Owner: 'Contact' }, [1, 2, 3, 4, 6]],
    [{}, []],
  ]
  for (const [Match, expected] of cases) {
    await clear(app)
    await add(app, { Match, TableRight: { Mask: 'Insert' } })
    t.same(await readable(), expected, JSON.stringify(Match))
  }
  await clear(app)
  const readProduct = async (id: number | 'default') => (await app.inject(`/api/v1/Product/${id}`)).json().TableRight?.Mask
  await add(app, { Match: { Entity: 'Product', Owner: 'Product', OwnerId: 5 }, TableRight: { Mask: 'R' } })
  await add(app, { Match: { Entity: 'Product', Owner: 'Product' }, TableRight: { Mask: 'UR' } })
  t.same([await readProduct(5), await readProduct('default')], ['R', 'UR'])
})

t.test('a rights rule with contradictory owners is refused with 400, and so is a rule that an earlier rule covers', async t => {
  const app = await buildTestApp(t)
  const TableRight = { Mask: 'Select' }
  const refusal = async (Match: object) => {
    const answer = await app.inject({ method: 'POST', url: '/_mock/rights', payload: { Match, TableRight } })
    return [answer.statusCode, answer.json().Message]
  }
  const beside = 'The rule cannot be added: ProductId must not be combined with Owner or OwnerId; "ProductId": 5 means the same as "Owner": "Product", "OwnerId": 5.'
  t.same(await refusal({ ProductId: 5, Owner: 'Product' }), [400, beside])
  t.same(await refusal({ ProductId: 5, OwnerId: 5 }), [400, beside])
  t.same(await refusal({ OwnerId: 5 }), [400, 'The rule cannot be added: OwnerId requires an Owner, which must be one of Product, Person, Project, Contact; got none.'])
  t.same(await refusal({ Entity: 'Product', Owner: 'Person' }),
    [400, 'The rule cannot be added: the Entity Product requires the Owner Product, so the rule would never apply to the Owner Person.'])
  t.same((await refusal({ Owner: 'Sale' }))[0], 400)
  t.same((await refusal({ Owner: 'Person', OwnerId: 0 }))[0], 400)
  t.same(await list(app), [])

  const id = await add(app, { Match: { Owner: 'Person' }, TableRight })
  const covered = `The rule cannot be added: the earlier rule ${id} applies to everything to which this rule would apply, so this rule would never apply.`
  t.same(await refusal({ Owner: 'Person', OwnerId: 5 }), [400, covered])
  await add(app, { Match: { Owner: 'Project', OwnerId: 5 }, TableRight })
  await add(app, { Match: { Owner: 'Project' }, TableRight })
  await add(app, { Match: { ProductId: 5 }, TableRight })
  t.match(await refusal({ Owner: 'Product', OwnerId: 5 }), [400, /would never apply/])
})

t.test('a blob that is requested by its id has the rights of the products that link it', async t => {
  const app = await buildTestApp(t)
  const { BlobId } = await putOk(app, { Description: 'of 123' })
  const other = await putOk(app, { Description: 'of 124' }, { url: imageInfoPath(124) })
  await app.inject({ method: 'POST', url: agent('ChangeProductImage'), payload: { ProductId: 125, BlobId } })
  await add(app, { Match: { ProductId: 125 }, TableRight: { Mask: 'None' } })
  const callsTo = (blobId: number) => [
    { method: 'POST', url: agent(`GetBlobEntity?blobEntityId=${blobId}`) } as const,
    { method: 'POST', url: agent('GetBlobStream'), payload: { BlobEntityId: blobId } } as const,
    { method: 'POST', url: agent('SaveBlobEntity'), payload: { BlobId: blobId } } as const,
    { method: 'POST', url: agent('SetBlobStream'), payload: { BlobEntityId: blobId, Stream: 'AAAA' } } as const,
    { method: 'POST', url: agent('ChangeProductImage'), payload: { ProductId: 126, BlobId: blobId } } as const,
    { method: 'POST', url: agent(`DeleteBlobEntity?BlobEntityId=${blobId}`) } as const,
  ]
  const statuses = async (blobId: number) => {
    const came = []
    for (const options of callsTo(blobId)) came.push((await app.inject(options)).statusCode)
    return came
  }
  t.same(await statuses(BlobId), [403, 403, 403, 403, 403, 403])
  t.same(await statuses(other.BlobId), [200, 200, 200, 204, 204, 204])
  t.same(await statuses(9999), [200, 200, 400, 400, 400, 204], 'a missing blob has no links')
  await putOk(app, {})
  t.equal((await put(app, {}, { url: imageInfoPath(125) })).statusCode, 403)
})

t.test('an operation needs the rights to every blob that it changes', async t => {
  const app = await buildTestApp(t)
  const { BlobId } = await putOk(app, { Description: 'of 1001' }, { url: imageInfoPath(1001) })
  const state = async () => (await app.inject('/_mock/state')).body
  const cases: [needed: string, granted: string, call: InjectOptions][] = [
    ['Update', 'Select, Delete', { method: 'POST', url: agent('ChangeProductImage'), payload: { ProductId: 1003, BlobId } }],
    ['Delete', 'Select, Update', { method: 'DELETE', url: '/api/v1/Product/1001' }],
  ]
  for (const [needed, Mask, call] of cases) {
    await add(app, { Match: { ProductId: 1001 }, TableRight: { Mask, Reason: 'Ask the shop.' } })
    const before = await state()
    const refused = await app.inject(call)
    t.equal(refused.statusCode, 403, needed)
    t.equal(refused.json().Message, `The caller must have the right ${needed} to the BlobEntity; its TableRight is "${Mask}". Nothing was changed. Reason: Ask the shop.`)
    t.equal(await state(), before)
    await clear(app)
    t.equal((await app.inject(call)).statusCode, 204)
  }
  t.match(await readInfo(app, { url: imageInfoPath(1003) }), { BlobId, Description: 'of 1001' }, 'another product has it still')
  await add(app, { Match: { ProductId: 1001 }, TableRight: { Mask: 'None' } })
  t.equal((await app.inject({ method: 'DELETE', url: '/api/v1/Product/1002' })).statusCode, 204)
})

t.test('rights to products are shown in responses and enforced', async t => {
  const app = await buildTestApp(t)
  await add(app, {
    Match: { Entity: 'Product', ProductId: 1001 },
    TableRight: { Mask: 'Select, Update', Reason: 'Ask the shop.' },
    FieldProperties: { VAT: field('Read', '[SR_ACCESS_FIELD_R_DB]'), ExtraInfo: field('Read'), unitcost: field('None') },
  })
  const read = async (id = 1001, headers = {}) => (await app.inject({ url: `/api/v1/Product/${id}`, headers })).json()
  const before = await read()
  t.match(before, {
    UnitCost: 0,
    TableRight: { Mask: 'Select, Update', Reason: 'Ask the shop.' },
    FieldProperties: { VAT: field('Read', '[SR_ACCESS_FIELD_R_DB]'), UnitCost: field('None'), Name: field('Update') },
  })
  t.match(await read(1001, { 'so-language': 'en' }), { FieldProperties: { VAT: field('Read', 'The database lets the field be read only.') } })
  t.match(await read(1002), { TableRight: { Mask: 'Select, Update, Insert, Delete' } })
  const saved = (await sendProduct(app, 1001, { Name: 'sent', VAT: 99, UnitCost: 99, ExtraInfo: [{ Name: 'sent' }] })).json()
  t.same([saved.Name, saved.VAT, saved.UnitCost, saved.ExtraInfo], ['sent', before.VAT, 0, before.ExtraInfo])
  await clear(app)
  t.not((await read()).UnitCost, 99)

  const needed = (Mask: string) => add(app, { Match: { Entity: 'Product' }, TableRight: { Mask } })
  await needed('Update, Delete')
  t.match([(await app.inject('/api/v1/Product/1001')).statusCode, (await sendProduct(app, '', {})).statusCode], [403, 403])
  await clear(app)
  await needed('Select, Insert')
  t.equal((await sendProduct(app, 1001, {})).statusCode, 403)
  t.equal((await sendProduct(app, 9999, {})).statusCode, 404)
  const refused = await app.inject({ method: 'DELETE', url: '/api/v1/Product/1001' })
  t.equal(refused.json().Message, 'The caller must have the right Delete to the Product; its TableRight is "Select, Insert". Nothing was changed.')
  t.match(await read(), { Name: 'sent' })
  t.match((await app.inject('/api/v1/Product/default')).json(), { TableRight: { Mask: 'Select, Insert' } })
  t.match((await app.inject('/api/v1/Product/1001/ImageInfo')).json(), { TableRight: { Mask: 'Select, Update, Insert, Delete' } })

  await clear(app)
  await add(app, { Match: { Entity: 'Product' }, FieldProperties: { Code: field('Read') } })
  t.match((await sendProduct(app, '', { Name: 'new', Code: 'sent' })).json(), { Name: 'new', Code: '', FieldProperties: { Code: field('Read') } })
})

t.test('rights rules belong to a tenant, are listed and removed, and are kept by a reset', async t => {
  const app = await buildTestApp(t)
  const Rule = { Match: { Caller: 'tje0' }, TableRight: { Mask: 'Select' } }
  t.equal(await add(app, Rule, '/Cust1'), 1)
  t.same(await list(app), [])
  t.same(await list(app, '/CUST1'), [{ Id: 1, Rule }])
  t.same((await app.inject('/cust1/_mock/rights/1')).json(), { Id: 1, Rule })
  const missing = await app.inject('/_mock/rights/1')
  t.equal(missing.statusCode, 404)
  t.equal(missing.json().Message, 'Rights rule id 1 not found')
  const status = async (tenant: string) => (await put(app, {}, { url: imageInfoPath(123, tenant), headers: basic('tje0') })).statusCode
  t.same([await status(''), await status('Cust1'), await status('cUST1')], [200, 403, 403])
  await app.inject({ method: 'POST', url: '/Cust1/_mock/reset' })
  t.equal(await status('Cust1'), 403)
  await app.inject({ method: 'DELETE', url: '/_mock/tenants/cust1' })
  t.same(await list(app, '/Cust1'), [])
  t.equal(await status('Cust1'), 200)

  const id = await add(app, Rule)
  await add(app, { TableRight: { Mask: 'Select' } })
  t.equal((await app.inject({ method: 'DELETE', url: `/_mock/rights/${id}` })).statusCode, 204)
  t.same((await list(app)).map(({ Id }: { Id: number }) => Id), [id + 1])
  await app.inject({ method: 'DELETE', url: `/_mock/rights/${id + 1}` })
  t.same(await list(app), [])
  await add(app, Rule)
  t.equal((await clear(app)).statusCode, 204)
  t.same(await list(app), [])
  const off = await buildTestApp(t, { control: 'off' })
  t.match(await readInfo(off), { TableRight: { Mask: 'Select, Update, Insert, Delete' } })
})

t.test('a rights rule that is invalid, sets no right or can never apply is refused with the reason', { skip: skipOnPostgres }, async t => {
  const app = await buildTestApp(t)
  const TableRight = { Mask: 'Select' }
  const NOTHING = 'The rule cannot be added: it sets neither a TableRight nor a FieldRight in FieldProperties.'
  const BLOB_NAMES = 'BlobId, BlobSize, Description, ExtraInfo, IsEncrypted, IsZipped, MimeType, OriginalSize, CreatedDate, ' +
    'UpdatedDate, CreatedBy, UpdatedBy, ConceptualType'
  const FIELD_WORDS = 'None, Read, Write, Update, FULL, Unused1, Unused2, Unused3, Unused4, Nullable, UIHintMandatory, UIHintReadOnly, ' +
    'UIHints, UndefinedValue256'
  const TABLE_WORDS = 'None, Select, Update, Insert, Delete, Filtering, RestrictedUpdate, Unused1, Uninitialized, FULL, WRITE, URU, UDR, ' +
    'UR, URI, R, RI, RF, F, FI'
  const refused: [rule: object, message: string | RegExp][] = [
    [{}, NOTHING],
    [{ Match: { Caller: 'tje0' }, FieldProperties: {} }, NOTHING],
    [{ TableRight: { Mask: 'Select, Modify' } }, `TableRight.Mask must be one or several of ${TABLE_WORDS}, separated by commas; got "Modify".`],
    [{ TableRight: { Mask: '' } }, `TableRight.Mask must be one or several of ${TABLE_WORDS}, separated by commas; got "".`],
    [{ TableRight: { Mask: 'None, Select' } }, 'TableRight.Mask must not combine None with other words; got "None, Select".'],
    [{ FieldProperties: { Description: field('Select') } },
      `FieldProperties.Description.FieldRight.Mask must be one or several of ${FIELD_WORDS}, separated by commas; got "Select".`],
    [{ FieldProperties: { UnitCost: field('Read') } }, `The rule cannot be added: a BlobEntity has no property UnitCost; its properties are ${BLOB_NAMES}.`],
    [{ FieldProperties: { Descripton: field('Read') } },
      new RegExp(`^FieldProperties.Descripton is unknown. Supported: ${BLOB_NAMES}, ProductId, .*InStock.$`)],
    [{ Match: { Entity: 'Product' }, FieldProperties: { BlobId: field('Read') } }, /^The rule cannot be added: a Product has no property BlobId; its properties are ProductId, .*, InStock.$/],
    [{ Match: { Entity: 'Contact' }, TableRight }, 'Match.Entity must be one of BlobEntity, Product; got "Contact".'],
    [{ Match: { ProductId: 0 }, TableRight }, 'Match.ProductId must be an integer from 1 to 2147483647; got 0.'],
    [{ Match: { Caller: '' }, TableRight }, 'Match.Caller must be a string of 1 to 254 characters; got "".'],
    [{ TableRight: { Reason: 'None' } }, 'TableRight.Mask must be a string; got nothing.'],
    [{ FieldProperties: { Description: { Mask: 'Read' } } }, /^FieldProperties.Description.Mask is unknown. Supported: FieldRight\./],
  ]
  for (const [payload, message] of refused) {
    const answer = await app.inject({ method: 'POST', url: '/_mock/rights', payload })
    t.equal(answer.statusCode, 400, JSON.stringify(payload))
    t.match(answer.json().Message, message)
    if (typeof message === 'string') t.equal(answer.json().Message, message)
  }
  t.same(await list(app), [])

  const cases: [earlier: object, later: object, isRefused: boolean][] = [
    [{}, {}, true],
    [{}, { Caller: 'tje0', ProductId: 5 }, true],
    [{ Caller: 'TJE0' }, { Caller: 'tje0' }, true],
    [{ Caller: 'tje0' }, {}, false],
    [{ Caller: 'tje0' }, { ProductId: 5 }, false],
    [{ ProductId: 5 }, { Caller: 'tje0', ProductId: 5 }, true],
    [{ ProductId: 5 }, { ProductId: 6 }, false],
    [{}, { Entity: 'Product' }, false],
  ]
  for (const [earlier, later, isRefused] of cases) {
    await clear(app)
    const id = await add(app, { Match: earlier, TableRight })
    const answer = await app.inject({ method: 'POST', url: '/_mock/rights', payload: { Match: later, TableRight } })
    t.equal(answer.statusCode, isRefused ? 400 : 201, JSON.stringify([earlier, later]))
    if (isRefused) {
      t.equal(answer.json().Message, `The rule cannot be added: the earlier rule ${id} applies to everything to which this rule would apply, so this rule would never apply.`)
    }
  }
  await clear(app)
  // This part is skipped on PostgreSQL: adding a thousand rules takes long there, because all rules are stored again for each new rule.
  if (onPostgres) return
  for (let ProductId = 1; ProductId <= 1000; ProductId++) await add(app, { Match: { ProductId }, TableRight })
  const answer = await app.inject({ method: 'POST', url: '/_mock/rights', payload: { TableRight } })
  t.equal(answer.json().Message, 'A tenant can have at most 1000 rights rules. Remove some first.')
})

t.test('the list of products requires the right to read products, and ignores rules for single products', async t => {
  const app = await buildTestApp(t)
  await add(app, { Match: { Entity: 'Product' }, TableRight: { Mask: 'Update' } })
  t.equal((await app.inject('/api/v1/Product')).statusCode, 403)
  await app.inject({ method: 'DELETE', url: '/_mock/rights' })
  await add(app, { Match: { Entity: 'Product', ProductId: 1001 }, TableRight: { Mask: 'Update' } })
  t.equal((await app.inject('/api/v1/Product')).json().value.length, 3)
})
