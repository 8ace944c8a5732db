import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { AssociateSchema } from '../../src/carriers/associate.js'
import { createDefaults } from '../../src/carriers/defaults.js'
import type { AuditedProduct } from '../../src/carriers/product-audit.js'
import { buildTestApp, control, freezeClock, imageInfoPath, putOk, readXml, sendProduct, temporaryFolder } from '../helper.js'
import { sqliteOnly } from '../postgres.js'

const sample = JSON.parse(readFileSync(new URL('../fixtures/post-product.request.json', import.meta.url), 'utf8'))

const PATH = '/api/v1/Product'
const FORM = 'application/x-www-form-urlencoded'
const MERGE = 'application/merge-patch+json'
const PATCH = 'application/json-patch+json'

const typed = (type: string, accept = '*/*') => ({ headers: { 'content-type': type, accept } })

const field = (FieldType: string, FieldLength: number) => ({ FieldRight: { Mask: 'Update', Reason: '' }, FieldType, FieldLength })
const text = field('System.String', 254)
const unit = field('System.String', 79)
const kilo = field('System.String', 1023)
const long = field('System.String', 2047)
const double = field('System.Double', 8)
const boolean = field('System.Boolean', 2)

const rights = {
  TableRight: { Mask: 'Select, Update, Insert, Delete', Reason: '' },
  FieldProperties: {
    ProductId: field('System.Int32', 4), ERPProductKey: text, ERPPriceListKey: text, Name: text, Description: long, Code: text,
    PriceUnit: unit, QuantityUnit: unit, IsSubscription: boolean, SubscriptionUnit: text, DefaultSubscriptionQuantity: double,
    ItemNumber: unit, Url: kilo, ProductCategoryKey: text, ProductFamilyKey: text, ProductTypeKey: text, VAT: double, VATInfo: text,
    UnitCost: double, UnitMinimumPrice: double, UnitListPrice: double, InAssortment: boolean, Supplier: text, SupplierCode: text,
    Rights: long, Rule: text, ExtraInfo: field('SuperOffice.CRM.Services.ProductExtraDataField[]', 0),
    RawExtraInfo: field('System.String', 0), ExtraField1: kilo, ExtraField2: kilo, ExtraField3: kilo, ExtraField4: kilo,
    ExtraField5: kilo, InStock: field('System.Double', 0),
  },
}

const blank = {
  ProductId: 0, ERPProductKey: '', ERPPriceListKey: '', Name: '', Description: '', Code: '', PriceUnit: '', QuantityUnit: '',
  IsSubscription: false, SubscriptionUnit: '', DefaultSubscriptionQuantity: 0, ItemNumber: '', Url: '', ProductCategoryKey: '',
  ProductFamilyKey: '', ProductTypeKey: '', VAT: 0, VATInfo: '', UnitCost: 0, UnitMinimumPrice: 0, UnitListPrice: 0,
  InAssortment: false, Supplier: '', SupplierCode: '', Rights: '', Rule: '', ExtraInfo: [], RawExtraInfo: '', ExtraField1: '',
  ExtraField2: '', ExtraField3: '', ExtraField4: '', ExtraField5: '', InStock: 0,
}

const extra = (properties?: object) => ({ Name: '', Value: '', Type: 'String', TableRight: null, FieldProperties: {}, ...properties })

const carrier = ({ ExtraInfo = [], ...properties }: { ExtraInfo?: object[], [name: string]: unknown }) =>
  ({ ...blank, ...properties, ExtraInfo: ExtraInfo.map(extra), ...rights })

async function created (app: FastifyInstance, body: unknown = sample, options?: InjectOptions) {
  const answer = await sendProduct(app, '', body, options)
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json()
}

t.test('POST of the documented product returns all properties of the carrier with a new id', async t => {
  const app = await buildTestApp(t)
  const answer = await sendProduct(app, '', sample)
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), carrier({ ...sample, ProductId: 1004 }))
  t.same(Object.keys(answer.json()), [...Object.keys(sample), 'TableRight', 'FieldProperties'], 'in documented order')
  t.same(Object.keys(answer.json().ExtraInfo[0]), ['Name', 'Value', 'Type', 'TableRight', 'FieldProperties'])
  t.same((await app.inject(`${PATH}/1004`)).json(), answer.json(), 'and GET reads it back')
})

t.test('GET Product/default returns a new product, which is in the assortment and not stored', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject(`${PATH}/DEFAULT`)
  t.equal(answer.statusCode, 200)
  t.same(answer.json(), carrier({ ...blank, InAssortment: true }))
  t.equal((await app.inject(`${PATH}/0`)).statusCode, 400)
})

t.test('PUT replaces the product that the path identifies, and ignores the id in the body', async t => {
  const app = await buildTestApp(t)
  await created(app)
  t.same((await sendProduct(app, 1004, { name: 'Other', eRPProductKey: 'k', VAT: 25, ProductId: 7 })).json(),
    carrier({ ...blank, ProductId: 1004, Name: 'Other', ERPProductKey: 'k', VAT: 25 }))
  t.match((await app.inject(`${PATH}/1004`)).json(), { Name: 'Other', Code: '', ExtraInfo: [] })
  t.equal((await sendProduct(app, 1004, { ...Object((await app.inject(`${PATH}/1004`)).json()), Code: 'back' })).json().Code, 'back', 'whole carriers may be sent back')
})

t.test('DELETE of a product returns 204 and removes the product and its picture', async t => {
  const app = await buildTestApp(t)
  t.equal((await app.inject(imageInfoPath(1001))).json().BlobId, 5001)
  for (const title of ['the first time', 'and again']) {
    const answer = await app.inject({ method: 'DELETE', url: `${PATH}/1001` })
    t.equal(answer.statusCode, 204, title)
    t.equal(answer.body, '')
  }
  t.equal((await app.inject(`${PATH}/1001`)).statusCode, 404)
  t.equal((await app.inject(imageInfoPath(1001))).json().BlobId, 0)
  t.equal((await app.inject(imageInfoPath(1002))).json().BlobId, 5002)
})

t.test('a product that is not stored is refused with 404', async t => {
  for (const unknownProducts of ['accept', 'reject'] as const) {
    const app = await buildTestApp(t, { unknownProducts })
    for (const answer of [await app.inject(`${PATH}/5`), await sendProduct(app, 5, sample)]) {
      t.equal(answer.statusCode, 404)
      t.same(answer.json(), {
        Error: true, ErrorType: 'SoNotFoundException', Message: 'Product id 5 not found', ErrorSource: 'SuperOffice.Services.Implementation',
      })
    }
  }
  t.test('a created product can have a picture under UNKNOWN_PRODUCTS=reject', async t => {
    const app = await buildTestApp(t, { unknownProducts: 'reject' })
    await created(app)
    t.equal((await putOk(app, {}, { url: imageInfoPath(1004) })).BlobId, 5003)
    await app.inject({ method: 'DELETE', url: `${PATH}/1004` })
    t.equal((await app.inject(imageInfoPath(1004))).statusCode, 404)
  })
})

t.test('the write policy determines the id of a new product', async t => {
  const numbers = async (app: FastifyInstance, sent: (number | undefined)[]) => {
    const given: number[] = []
    for (const ProductId of sent) given.push((await created(app, { ProductId, Name: 'x' })).ProductId)
    return given
  }
  t.same(await numbers(await buildTestApp(t), [0, undefined, 77, -5]), [1004, 1005, 1006, 1007], 'is the next one')
  const app = await buildTestApp(t, { seed: 'none', writePolicy: 'client' })
  t.same(await numbers(app, [undefined, 77, 0, 77, -5, 2147483647, 0, 0]), [1, 77, 78, 79, 80, 2147483647, 2, 3],
    'is the one that was sent and is free under WRITE_POLICY=client')
})

t.test('tenants have separate products', async t => {
  const app = await buildTestApp(t)
  await created(app)
  t.equal((await app.inject('/Cust1/api/v1/Product/1004')).statusCode, 404)
  t.equal((await app.inject('/Cust1/api/v1/Product/1003')).json().UnitListPrice, 2400)
})

t.test('doubles are stored exactly, and values that are not numbers are refused under VALIDATION=strict', async t => {
  const app = await buildTestApp(t, { validation: 'strict' })
  for (const UnitCost of [0.1, -0.5, 1e21, 5e-324, 1.7976931348623157e308, -7.922816251426434e28, 123456789.12345679]) {
    const { ProductId } = await created(app, { UnitCost })
    t.equal((await app.inject(`${PATH}/${ProductId}`)).json().UnitCost, UnitCost)
    const xml = (await app.inject({ url: `${PATH}/${ProductId}`, headers: { accept: 'text/xml' } })).body
    t.equal((await sendProduct(app, ProductId, xml, typed('text/xml'))).json().UnitCost, UnitCost)
  }
  const said: [text: string, number: number][] = [[' 1.50 ', 1.5], ['+.5', 0.5], ['5.', 5], ['1E+21', 1e21], ['-2e-3', -0.002], ['007', 7]]
  for (const [written, number] of said) {
    t.equal((await created(app, `<Product><VAT>${written}</VAT></Product>`, typed('text/xml'))).VAT, number, written)
    t.equal((await created(app, `VAT=${encodeURIComponent(written)}`, typed(FORM))).VAT, number, written)
  }
  const refused: [type: string, body: string, came: string][] = [
    ...['1,5', 'INF', 'NaN', '1e999', '0x10', '1_000', '', '.', '1 000'].map(said =>
      ['text/xml', `<Product><VAT>${said}</VAT></Product>`, JSON.stringify(said)] as [string, string, string]),
    ['application/json', '{"VAT":"25"}', '"25"'],
    ['application/json', '{"VAT":null}', 'null'],
    ['application/json', '{"VAT":1e400}', 'Infinity'],
  ]
  for (const [type, body, came] of refused) {
    const answer = await sendProduct(app, '', body, typed(type))
    t.equal(answer.statusCode, 400, body)
    t.equal(answer.json().Message, `VAT must be a number; got ${came}.`)
  }
})

t.test('doubles are written as .NET writes them, in JSON with a fraction or an exponent, and integers without', async t => {
  const app = await buildTestApp(t)
  const doubles: [number: number, json: string, xml?: string][] = [
    [0, '0.0', '0'], [25, '25.0', '25'], [-699, '-699.0', '-699'], [61.5, '61.5'], [0.0001, '0.0001'], [-0.00012345, '-0.00012345'],
    [0.00001, '1E-05'], [-0.000095, '-9.5E-05'], [5e-324, '5E-324'], [1.7976931348623157e308, '1.7976931348623157E+308'],
    [999999999999999, '999999999999999.0', '999999999999999'], [1e15, '1E+15'], [-1.5e15, '-1.5E+15'], [1e21, '1E+21'],
    [1234567890123456, '1234567890123456.0', '1234567890123456'], [1000000000000000.5, '1000000000000000.5'],
    [123456789012345680, '1.2345678901234568E+17'],
  ]
  for (const [UnitCost, json, xml = json] of doubles) {
    const saved = await sendProduct(app, '', { UnitCost })
    const { ProductId } = saved.json()
    const url = `${PATH}/${ProductId}`
    const property = `"UnitCost":${json},`
    t.ok(saved.body.includes(property), saved.body)
    t.ok((await app.inject(url)).body.includes(property))
    t.ok((await app.inject({ url, headers: { accept: 'application/merge-patch+json' } })).body.includes(property))
    t.ok((await app.inject(`${url}?$select=UnitCost`)).body.includes(property))
    t.ok((await app.inject({ url, headers: { accept: 'text/xml' } })).body.includes(`<UnitCost>${xml}</UnitCost>`))
    const cells = await app.inject(`${PATH}?$select=productId,cost,unitCost,name&$filter=productId%20eq%20${ProductId}`)
    t.ok(cells.body.includes(`"productId":${ProductId},"cost":${json},"unitCost":${json},"name":`), cells.body)
    t.equal(cells.json().value[0].cost, UnitCost)
  }
  const { body } = await app.inject(`${PATH}/default`)
  for (const name of ['DefaultSubscriptionQuantity', 'VAT', 'UnitCost', 'UnitMinimumPrice', 'UnitListPrice']) t.ok(body.includes(`"${name}":0.0,`), name)
  t.ok(body.includes('"InStock":0.0'))
  t.ok(body.includes('{"ProductId":0,'))
  t.match((await app.inject(`${PATH}/default?$select=ProductId`)).body, '"VAT":0.0,')
  t.match((await app.inject('/_mock/state')).body, '"VAT":25,', 'a dump is a format of the mock')
})

t.test('the documented sample of a product is read and written in every documented media type', async t => {
  const app = await buildTestApp(t)
  const element = (name: string, value: unknown): string =>
    `<${name}>${Array.isArray(value)
      ? value.map(item => element('ProductExtraDataField', item)).join('')
      : typeof value === 'object' ? Object.entries(Object(value)).map(([inner, innerValue]) => element(inner, innerValue)).join('') : value}</${name}>`
  const { ExtraInfo, ...flat } = sample
  const fields = Object.entries<string>(flat)
  for (const [index, item] of ExtraInfo.entries()) {
    for (const [name, value] of Object.entries<string>(item)) fields.push([index === 0 ? `ExtraInfo[0].${name}` : `extrainfo[1][${name}]`, value])
  }
  const bodies: Record<string, unknown> = {
    'application/json': sample,
    'text/json': sample,
    'application/xml': element('Product', sample),
    'text/xml': element('product', sample),
    [FORM]: new URLSearchParams(fields).toString(),
    [PATCH]: Object.entries(sample).map(([name, value]) => ({ op: 'add', path: `/${name}`, value })),
    [MERGE]: sample,
  }
  for (const [type, body] of Object.entries(bodies)) {
    const { ProductId, ...product } = await created(app, body, typed(type))
    t.same({ ...product, ProductId: 0 }, carrier({ ...sample, ProductId: 0 }), type)
    t.same((await sendProduct(app, ProductId, body, typed(type))).json(), { ProductId, ...product }, `${type} to PUT`)
  }
  for (const accept of ['application/xml', 'text/xml']) {
    const answer = await app.inject({ url: `${PATH}/1004`, headers: { accept } })
    t.equal(answer.headers['content-type'], `${accept}; charset=utf-8`)
    const { root, value } = readXml(answer.body)
    t.equal(root, 'Product')
    t.match(value, { ProductId: '1004', Name: sample.Name, UnitListPrice: '15428.681999999999', ExtraInfo: [{ ...ExtraInfo[0], TableRight: null }, ExtraInfo[1]] })
    t.same((await sendProduct(app, 1004, answer.body, typed(accept))).json(), carrier({ ...sample, ProductId: 1004 }), 'and may be sent back')
  }
})

t.test('ExtraInfo of a product is read from every body format, replaced by a merge patch, and changed item by item by a JSON Patch', async t => {
  const app = await buildTestApp(t)
  const listIn = async (body: unknown, type: string) => (await created(app, body, typed(type))).ExtraInfo

  t.test('lists within a product are read from JSON, XML and form bodies', async t => {
    const a = extra({ Name: 'a' })
    const item = (xml: string) => `<ProductExtraDataField>${xml}</ProductExtraDataField>`
    const read: [body: unknown, type: string, list: object[]][] = [
      [{ ExtraInfo: null }, 'text/json', []],
      [{ extrainfo: [] }, 'text/json', []],
      [{ ExtraInfo: [{}, { name: 'a', FieldProperties: {}, other: 1 }] }, 'text/json', [extra(), a]],
      ['<Product><ExtraInfo/></Product>', 'text/xml', []],
      ['<Product><ExtraInfo> </ExtraInfo></Product>', 'text/xml', []],
      ['<Product xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ExtraInfo i:nil="true"/></Product>', 'text/xml', []],
      [`<Product><EXTRAINFO>${item('<name>a</name>')}</EXTRAINFO></Product>`, 'text/xml', [a]],
      [`<Product><ExtraInfo>${item('')}<productextradatafield><Type> Url </Type></productextradatafield><Other/></ExtraInfo></Product>`, 'text/xml',
        [extra(), extra({ Type: 'Url' })]],
      ['ExtraInfo=', FORM, []],
      ['extrainfo[10].name=b&ExtraInfo[2][Name]=a&ExtraInfo[2][Value]=', FORM, [extra({ Name: 'a', Value: '' }), extra({ Name: 'b' })]],
      ['ExtraInfo[0]=', FORM, [extra()]],
    ]
    for (const [body, type, list] of read) t.same(await listIn(body, type), list, JSON.stringify(body))
  })

  t.test('malformed lists within a product are refused with the reason', async t => {
    const app = await buildTestApp(t, { validation: 'strict' })
    const list = 'must be an array of at most 1000 items, or null'
    const refused: [body: unknown, type: string, message: string][] = [
      [{ ExtraInfo: { Name: 'a' } }, 'text/json', `ExtraInfo ${list}; got an object.`],
      [{ ExtraInfo: { ProductExtraDataField: [] } }, 'text/json', `ExtraInfo ${list}; got an object.`],
      [{ ExtraInfo: 'a' }, 'text/json', `ExtraInfo ${list}; got "a".`],
      [{ ExtraInfo: [1, null] }, 'text/json', 'ExtraInfo[0] must be an object; got 1. ExtraInfo[1] must be an object; got null.'],
      [{ ExtraInfo: [{}, { Name: 5, Type: 'Text' }] }, 'text/json',
        'ExtraInfo[1].Name must be a string of at most 254 characters, or null; got 5. ExtraInfo[1].Type must be one of String, Url, Image; got "Text".'],
      [{ ExtraInfo: [{ Name: 'a', name: 'b' }] }, 'text/json', 'ExtraInfo[0].Name must be sent once; got "Name" and "name".'],
      [{ ExtraInfo: Array(1001).fill(1) }, 'text/json', `ExtraInfo ${list}; got an array.`],
      ['<Product><ExtraInfo>a</ExtraInfo></Product>', 'text/xml', `ExtraInfo ${list}; got "a".`],
      ['<Product><ExtraInfo/><ExtraInfo/></Product>', 'text/xml', 'ExtraInfo must be sent once; got 2.'],
      ['<Product><ExtraInfo><ProductExtraDataField>a</ProductExtraDataField></ExtraInfo></Product>', 'text/xml', 'ExtraInfo[0] must be an object; got "a".'],
      ['<Product><Name><ProductExtraDataField/></Name></Product>', 'text/xml', 'Name must be a string of at most 254 characters, or null; got an object.'],
      ['ExtraInfo.Name=a', FORM, `ExtraInfo ${list}; got an object.`],
      ['ExtraInfo[]=a&ExtraInfo[]=b', FORM, 'ExtraInfo[0] must be an object; got "a". ExtraInfo[1] must be an object; got "b".'],
      ['ExtraInfo[0].Name=a&ExtraInfo[0].name=b', FORM, 'ExtraInfo[0].Name must be sent once; got 2.'],
      ['ExtraInfo[0].Name=a&ExtraInfo=b', FORM, `ExtraInfo must be sent once; got 2. ExtraInfo ${list}; got "b".`],
      [`a${'.b'.repeat(32)}=c`, FORM, 'The request body must be well-formed form data: its names must be at most 32 deep.'],
    ]
    for (const [body, type, message] of refused) {
      const answer = await sendProduct(app, '', body, typed(type))
      t.equal(answer.statusCode, 400)
      t.equal(answer.json().Message, message)
    }
  })

  t.test('under VALIDATION=warn, list items that cannot be stored are omitted', async t => {
    const app = await buildTestApp(t, { validation: 'warn' })
    const answer = await sendProduct(app, '', { VAT: '25', UnitCost: 'x', ExtraInfo: [1, { Name: 5, Value: [], Type: 'Text' }, null, { Value: 'v' }, [1]] })
    t.match(answer.json(), { VAT: 25, UnitCost: 0 })
    t.same(answer.json().ExtraInfo, [extra({ Name: '5' }), extra({ Value: 'v' })])
    t.match(answer.headers['x-superoffice-mock-violations'], /ExtraInfo\[0\] must be an object; got 1, ignored\. ExtraInfo\[1\]\.Name must be .*; got 5, used "5"\./)
  })

  t.test('lists are replaced as a whole by a merge patch', async t => {
    const { ProductId } = await created(app)
    const patched = (body: object) => sendProduct(app, ProductId, body, typed(MERGE))
    t.match((await patched({ Name: 'n' })).json(), { Name: 'n', ExtraInfo: [{ Value: 'non' }, {}], VAT: sample.VAT })
    t.same((await patched({ extraInfo: [{ name: 'a' }], VAT: null })).json().ExtraInfo, [extra({ Name: 'a' })])
    t.match((await app.inject(`${PATH}/${ProductId}`)).json(), { VAT: 0, Code: 'aut' })
    t.same((await patched({ ExtraInfo: null })).json().ExtraInfo, [])
    t.equal((await patched({ ExtraInfo: { Name: 'a' } })).json().Message, 'ExtraInfo must be an array of at most 1000 items, or null; got an object.')
  })

  t.test('lists are changed item by item by a JSON Patch', async t => {
    const { ProductId } = await created(app)
    const patch = (...operations: object[]) => sendProduct(app, ProductId, operations, typed(PATCH))
    const listAfter = async (...operations: object[]) => (await patch(...operations)).json().ExtraInfo
    const [a, b, c] = [extra({ Name: 'a' }), extra({ Name: 'b' }), extra({ Name: 'c' })]
    t.same(await listAfter({ op: 'replace', path: '/ExtraInfo', value: [{ Name: 'a' }] }), [a])
    t.same(await listAfter({ op: 'add', path: 'extrainfo/-', value: { name: 'c' } }), [a, c])
    t.same(await listAfter({ op: 'add', path: '/ExtraInfo/1', value: { Name: 'b' } }), [a, b, c])
    t.same(await listAfter({ op: 'test', path: '/ExtraInfo/1/Name', value: 'b' }, { op: 'remove', path: '/ExtraInfo/0' }), [b, c])
    t.same(await listAfter({ op: 'replace', path: '/EXTRAINFO/1', value: { Value: 'v' } }, { op: 'add', path: '/ExtraInfo/1/type', value: 'Url' },
      { op: 'remove', path: '/ExtraInfo/0/Name' }), [extra(), extra({ Value: 'v', Type: 'Url' })])
    t.same(await listAfter({ op: 'test', path: '/ExtraInfo', value: [{ Name: '', Value: null, Type: 'String' }, { Name: '', Value: 'v', Type: 'Url' }] },
      { op: 'remove', path: '/ExtraInfo' }, { op: 'add', path: '/ExtraInfo/-', value: {} }), [extra()])

    const before = (await app.inject(`${PATH}/${ProductId}`)).json()
    const missing = 'failed: the object of the property, or the list item, does not exist.'
    const named = 'must name a property of the entity, such as /ProductId'
    const failing: [statusCode: number, message: string, ...operations: object[]][] = [
      [400, `[0] replace of /ExtraInfo/1 ${missing}`, { op: 'replace', path: '/ExtraInfo/1', value: {} }],
      [400, `[0] add of /ExtraInfo/2 ${missing}`, { op: 'add', path: '/extrainfo/2', value: {} }],
      [400, `[0] remove of /ExtraInfo/1 ${missing}`, { op: 'remove', path: '/ExtraInfo/1' }],
      [400, `[0] add of /ExtraInfo/9/Name ${missing}`, { op: 'add', path: '/ExtraInfo/9/name', value: 'x' }],
      [400, `[0].path ${named}; got "/ExtraInfo/-".`, { op: 'replace', path: '/ExtraInfo/-', value: {} }],
      [400, `[0].path ${named}; got "/ExtraInfo/01".`, { op: 'replace', path: '/ExtraInfo/01', value: {} }],
      [400, `[0].path ${named}; got "/Name/0".`, { op: 'replace', path: '/Name/0', value: '' }],
      [400, '[0].value for ExtraInfo[0].Type must be one of String, Url, Image; got "x".', { op: 'add', path: '/ExtraInfo/-', value: { Type: 'x' } }],
      [409, '[1] test of /ExtraInfo/0/Name failed: the value must be "x"; got "". Nothing was changed.',
        { op: 'add', path: '/ExtraInfo/-', value: {} }, { op: 'test', path: '/ExtraInfo/0/Name', value: 'x' }],
      [409, '[0] test of /ExtraInfo/0 failed: the value in the operation is invalid. [0].value for ExtraInfo[0] must be an object; got 5. Nothing was changed.',
        { op: 'test', path: '/ExtraInfo/0', value: 5 }],
      [409, `[0] test of /ExtraInfo/7 ${missing} Nothing was changed.`, { op: 'test', path: '/ExtraInfo/7', value: {} }],
      [409, '[0] test of /ExtraInfo/0 failed: the value must be equal to the object in the operation; got another object. Nothing was changed.',
        { op: 'test', path: '/ExtraInfo/0', value: { Name: 'x', Value: null, Type: 'Url' } }],
      [409, '[0] test of /ExtraInfo failed: the value must be equal to the array in the operation; got another array. Nothing was changed.',
        { op: 'test', path: '/ExtraInfo', value: [] }],
      [409, '[0] test of /ExtraInfo failed: the value must be null; got an array. Nothing was changed.', { op: 'test', path: '/ExtraInfo', value: null }],
      [400, '[999] add of /ExtraInfo/- failed: the list must have at most 1000 items.',
        ...Array(1000).fill({ op: 'add', path: '/ExtraInfo/-', value: {} })],
    ]
    for (const [statusCode, message, ...operations] of failing) {
      const answer = await patch(...operations)
      t.equal(answer.statusCode, statusCode)
      t.equal(answer.json().Message, message)
    }
    t.same((await app.inject(`${PATH}/${ProductId}`)).json(), before)
  })
})

t.test('an invalid product is refused with 400 and changes nothing', async t => {
  const app = await buildTestApp(t, { validation: 'strict' })
  const refused: [body: unknown, message: string][] = [
    ['', 'Bad request. Entity to save is not in request body.'],
    [{ Description: 'x'.repeat(2048), ItemNumber: 'x'.repeat(80) },
      `Description must be a string of at most 2047 characters, or null; got "${'x'.repeat(40)}"… (2048 characters). ` +
      `ItemNumber must be a string of at most 79 characters, or null; got "${'x'.repeat(40)}"… (80 characters).`],
    [{ InAssortment: 1 }, 'InAssortment must be true or false; got 1.'],
  ]
  for (const [body, message] of refused) {
    for (const productId of ['', 1001] as const) {
      const answer = await sendProduct(app, productId, body)
      t.equal(answer.statusCode, 400)
      t.equal(answer.json().Message, message)
    }
  }
  t.equal((await app.inject(`${PATH}/1001`)).json().Name, 'Pocket lamp')
  t.equal((await app.inject(`${PATH}/1004`)).statusCode, 404)
})

t.test('$select keeps the properties that it names, and the others are null, 0 or false', async t => {
  const app = await buildTestApp(t)
  const nulled = Object.fromEntries(Object.entries({ ...blank, ...rights }).map(([name, value]) =>
    [name, ['number', 'boolean'].includes(typeof value) ? value : null]))
  const expected = { ...nulled, Name: sample.Name, UnitCost: sample.UnitCost, InAssortment: true }
  const query = '$select=name,%20UNITCOST,InAssortment'
  t.same((await created(app, sample, { url: `${PATH}?${query}` })), expected, 'of POST')
  t.same((await app.inject(`${PATH}/1004?${query}`)).json(), expected, 'of GET')
  t.same((await sendProduct(app, 1004, sample, { url: `${PATH}/1004?${query}` })).json(), expected, 'of PUT')
  t.same(Object.keys((await app.inject(`${PATH}/1004?$select=name`)).json()), Object.keys({ ...blank, ...rights }))
  t.match((await app.inject({ url: `${PATH}/1004?$select=name`, headers: { accept: 'text/xml' } })).body, /<ExtraInfo i:nil="true"\/>.*<FieldProperties i:nil="true"\/>/)
  t.same((await app.inject(`${PATH}/1004?$select=ExtraInfo,TableRight`)).json(), { ...nulled, ExtraInfo: sample.ExtraInfo.map(extra), TableRight: rights.TableRight })
  for (const name of ['department', '']) {
    const answer = await created(app).then(() => sendProduct(app, '', sample, { url: `${PATH}?$select=name,${name}` }))
    t.equal(answer.statusCode, 400)
    t.match(answer.json().Message, `Unknown property "${name}" in $select. Supported: ProductId, ERPProductKey,`)
  }
})

t.test('strings of products that users read are translated to the language of the request', async t => {
  const app = await buildTestApp(t)
  const both = 'US:"Colour";NO:"Farge"'
  const sent = { ...sample, Name: both, Code: both, ExtraField3: both, ExtraInfo: [{ Name: both, Value: both }] }
  const norwegian = { headers: { 'so-language': 'nb' } }
  t.match(await created(app, sent, norwegian), { Name: 'Farge', Code: both, ExtraField3: 'Farge', ExtraInfo: [{ Name: 'Farge', Value: 'Farge' }] })
  t.match((await app.inject(`${PATH}/1004`)).json(), { Name: both, ExtraInfo: [{ Name: both }] })
})

t.test('products of an older database file keep their names and are in the assortment', { skip: sqliteOnly }, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const db = new Database(database)
  db.exec(readFileSync(new URL('../../db/migrations/001-product-image-info.sql', import.meta.url), 'utf8'))
  db.exec("INSERT INTO tenant (name) VALUES ('default'); INSERT INTO product VALUES (1, 7, 'Old')")
  db.prepare('INSERT INTO associate VALUES (1, 1, ?)').run(JSON.stringify({ ...createDefaults(AssociateSchema), AssociateId: 11, Name: 'ADM0' }))
  db.exec("INSERT INTO caller VALUES (1, 11, 'ADM0', 1)")
  db.pragma('user_version = 1')
  db.pragma(`application_id = ${0x534f6d6b}`)
  db.close()
  const before = new Date().toISOString().slice(0, 19)
  const app = await buildTestApp(t, { database })
  const after = new Date().toISOString().slice(0, 19)
  t.same((await app.inject(`${PATH}/7`)).json(), carrier({ ...blank, ProductId: 7, Name: 'Old', InAssortment: true }))
  const [{ RegisteredDate, RegisteredBy, UpdatedDate, UpdatedBy }] = (await app.inject('/_mock/state')).json().Products
  t.match([RegisteredBy, UpdatedBy], [{ AssociateId: 11, Name: 'ADM0' }, { AssociateId: 11, Name: 'ADM0' }], 'the administrator counts as the author')
  t.equal(UpdatedDate, RegisteredDate)
  t.ok(RegisteredDate >= `${before}Z` && RegisteredDate <= `${after}Z`, 'and the time of the migration as the date')
  t.same((await sendProduct(app, 7, sample)).json(), carrier({ ...sample, ProductId: 7 }))
})

t.test('the authors and dates of a product are stored with the product', async t => {
  const users = ['anna', 'bo'].map(Name => ({ Name, Password: '' }))
  const app = await buildTestApp(t, { seed: 'none', auth: 'users', users })
  const as = (user: string) => ({ headers: { authorization: `Basic ${btoa(`${user}:`)}` } })
  const audit = async (tenant = '') => (await app.inject(`${tenant}/_mock/state`)).json().Products
    .map(({ RegisteredDate, RegisteredBy, UpdatedDate, UpdatedBy }: AuditedProduct) => [RegisteredDate, RegisteredBy?.Name, UpdatedDate, UpdatedBy?.Name])
  await freezeClock(app, '2026-01-31T12:00:00Z')
  const { ProductId } = (await sendProduct(app, '', { Name: 'lamp' }, as('anna'))).json()
  t.same(await audit(), [['2026-01-31T12:00:00Z', 'anna', '2026-01-31T12:00:00Z', 'anna']])
  await freezeClock(app, '2026-02-01T12:00:00Z')
  await sendProduct(app, ProductId, { Name: 'torch' }, as('bo'))
  t.same(await audit(), [['2026-01-31T12:00:00Z', 'anna', '2026-02-01T12:00:00Z', 'bo']])
  await freezeClock(app, '2025-01-01T00:00:00Z')
  await sendProduct(app, ProductId, { Name: 'lantern' }, as('anna'))
  t.same(await audit(), [['2026-01-31T12:00:00Z', 'anna', '2026-02-01T12:00:00Z', 'anna']], 'the date of the last change never falls')
  await control(app, 'PUT', 'snapshots/one')
  await control(app, 'POST', 'clear')
  t.equal((await control(app, 'POST', 'snapshots/one/restore')).status, 204)
  t.same(await audit(), [['2026-01-31T12:00:00Z', 'anna', '2026-02-01T12:00:00Z', 'anna']], 'copies have it')

  const dump = (await app.inject('/_mock/state')).body
  t.equal((await app.inject({ method: 'PUT', url: '/Cust1/_mock/state', headers: { 'content-type': 'application/json' }, payload: dump })).statusCode, 204)
  t.equal((await app.inject('/Cust1/_mock/state')).body, dump, 'dumped, loaded and dumped again it is equal to the byte')

  await control(app, 'PUT', 'clock', { Now: '2026-03-01T00:00:00Z', Frozen: true }, 'Cust2')
  const RegisteredBy = { AssociateId: 7, Name: 'cy' }
  const Products = [
    { ProductId: 1, Name: 'a' }, { ProductId: 2, Name: 'b', RegisteredDate: '2020-01-01T01:00:00+01:00' },
    { ProductId: 3, Name: 'c', RegisteredDate: '2020-01-01T00:00:00', UpdatedDate: '2021-01-01T00:00:00', RegisteredBy },
    { ProductId: 4, Name: 'd', RegisteredBy: null },
  ]
  t.equal((await control(app, 'PUT', 'state', { Products }, 'Cust2')).status, 400, 'an associate is whole')
  const cy = { ...createDefaults(AssociateSchema), ...RegisteredBy }
  t.equal((await control(app, 'PUT', 'state', { Products: Products.map(product => product.RegisteredBy ? { ...product, RegisteredBy: cy } : product) }, 'Cust2')).status, 204)
  t.same(await audit('/Cust2'), [
    ['2026-03-01T00:00:00Z', 'ADM0', '2026-03-01T00:00:00Z', 'ADM0'], ['2020-01-01T00:00:00Z', 'ADM0', '2020-01-01T00:00:00Z', 'ADM0'],
    ['2020-01-01T00:00:00Z', 'cy', '2021-01-01T00:00:00Z', 'cy'], ['2026-03-01T00:00:00Z', undefined, '2026-03-01T00:00:00Z', undefined],
  ], 'a state may have it')
})
