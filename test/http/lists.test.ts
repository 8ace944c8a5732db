import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { loadSeed } from '../../src/storage/seed-files.js'
import { buildTestApp, control, put, readXml, temporaryFolder } from '../helper.js'

const items = async (app: FastifyInstance, list: string, headers: Record<string, string> = {}, query = '') =>
  (await app.inject({ url: `/api/v1/List/${list}/Items${query}`, headers })).json()

const priceLists = async (app: FastifyInstance, headers: Record<string, string> = {}, tenant = '') =>
  (await app.inject({ url: `${tenant}/api/v1/PriceList`, headers })).json()

const names = (list: readonly { readonly Name: string }[]) => list.map(({ Name }) => Name)

const STATE = {
  Products: [{ ProductId: 1, Name: 'one', ProductCategoryKey: '7' }],
  ProductCategories: [
    { Id: 7, Name: 'seven', Rank: 2, Tooltip: 'NO:"Sju";US:"Seven"' },
    { Id: 9, Name: 'nine', Rank: 1 },
    { Id: 8, Name: 'eight', Rank: 2 },
    { Id: 6, Name: 'six', Deleted: true },
    { Id: 5, Name: null },
  ],
  ProductTypes: [{ Id: 7, Name: 'type' }],
  PriceLists: [
    { PriceListId: 2, Name: null, IsActive: false, ValidFrom: '2024-06-01T00:00:00+02:00', ValidTo: '2024-12-31T00:00:00', QuoteConnectionId: 3 },
    { PriceListId: 1, Name: 'NO:"Liste";US:"List"', Description: 'US:"For all"', Currency: 'NOK', CurrencyName: 'NO:"kroner"', ERPPriceListKey: 'NO:"k"' },
  ],
}

t.test('the lists of product categories, families and types return the items of the seed, and each product of the seed refers to one of them', async t => {
  const app = await buildTestApp(t)
  const [lamps] = await items(app, 'ProductCategory')
  t.same(lamps, {
    Id: 1,
    Name: 'US:"Lamps";NO:"Lamper"',
    Tooltip: 'US:"What gives light";NO:"Det som gir lys"',
    Deleted: false,
    UdListDefinitionId: 0,
    Rank: 1,
    TableRight: { Mask: 'Select, Update, Insert, Delete', Reason: '' },
    FieldProperties: lamps.FieldProperties,
  })
  t.same(Object.keys(lamps.FieldProperties), ['Id', 'Name', 'Tooltip', 'Deleted', 'UdListDefinitionId', 'Rank'])
  t.same(names(await items(app, 'ProductCategory', { 'so-language': 'nb' })), ['Lamper', 'Klær', 'Tjenester'])
  t.same(names(await items(app, 'productfamily', { 'so-language': 'en' })), ['Outdoor', 'Agreements'])
  t.same(names(await items(app, 'ProductType', { 'so-language': 'en' })), ['Goods', 'Subscription'])
  const { Products } = (await control(app, 'GET', 'state')).body
  for (const [property, list] of [['ProductCategoryKey', 'ProductCategory'], ['ProductFamilyKey', 'ProductFamily'], ['ProductTypeKey', 'ProductType']] as const) {
    const ids = (await items(app, list)).map(({ Id }: { Id: number }) => String(Id))
    t.ok(Products.every((product: Record<string, string>) => ids.includes(String(product[property]))), property)
  }

  const xml = readXml((await app.inject({ url: '/api/v1/List/ProductType/Items', headers: { accept: 'text/xml', 'so-language': 'en' } })).body)
  t.equal(xml.root, 'ArrayOfListItemEntity')
  t.match(xml.value, { ListItemEntity: { Id: '2', Name: 'Subscription', Deleted: 'false', Rank: '2' } })
})

t.test('an unknown list, an invalid includeDeleted and a request without a credential are refused', async t => {
  const app = await buildTestApp(t)
  const unknown = await app.inject('/api/v1/List/Nothing/Items')
  t.equal(unknown.statusCode, 404)
  t.match(unknown.json(), { ErrorType: 'SoNotFoundException', Message: 'Unknown list "Nothing". Supported: ProductCategory, ProductFamily, ProductType.' })
  t.equal((await app.inject('/api/v1/List/ProductType/Items?includeDeleted=x')).statusCode, 400)
  const locked = await buildTestApp(t, { auth: 'any' })
  for (const url of ['/api/v1/List/ProductType/Items', '/api/v1/PriceList']) t.equal((await locked.inject(url)).statusCode, 401)
})

t.test('the items of a list are ordered by rank and id, and deleted items are included on request', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  t.same(await items(app, 'ProductCategory'), [])
  t.same(await priceLists(app), [])
  t.equal((await put(app, STATE, { url: '/_mock/state' })).statusCode, 204)
  t.same(names(await items(app, 'ProductCategory')), ['', 'nine', 'seven', 'eight'])
  t.same(names(await items(app, 'ProductCategory', {}, '?includeDeleted=False')), ['', 'nine', 'seven', 'eight'])
  const [, six, , seven] = await items(app, 'ProductCategory', { 'so-language': 'en' }, '?IncludeDeleted=true')
  t.match([six, seven], [{ Id: 6, Deleted: true, Tooltip: '' }, { Id: 7, Tooltip: 'Seven' }])
  t.same(await items(app, 'ProductFamily'), [])
  t.match(await items(app, 'ProductType'), [{ Id: 7, Name: 'type', Rank: 0 }])
})

t.test('price lists have the documented properties, translated and in the time zone of the request', async t => {
  const app = await buildTestApp(t)
  const [standard, ...others] = await priceLists(app, { 'so-language': 'en', 'so-timezone': 'NO' })
  t.same(others, [])
  t.same(standard, {
    PriceListId: 1,
    ERPPriceListKey: '1',
    QuoteConnectionId: 0,
    Name: 'Standard prices',
    Description: '',
    Currency: 'NOK',
    CurrencyName: 'Norwegian krone',
    ValidFrom: '2024-01-01T01:00:00',
    ValidTo: '9999-12-31T23:59:59',
    IsActive: true,
    TableRight: { Mask: 'Select, Update, Insert, Delete', Reason: '' },
    FieldProperties: standard.FieldProperties,
  })
  t.same(Object.keys(standard.FieldProperties), Object.keys(standard).slice(0, 10))
  await put(app, STATE, { url: '/Cust1/_mock/state' })
  t.match(await priceLists(app, { 'so-language': 'nb' }, '/Cust1'), [
    { PriceListId: 1, Name: 'Liste', Description: 'For all', CurrencyName: 'kroner', ERPPriceListKey: 'NO:"k"', ValidFrom: '0001-01-01T00:00:00' },
    { PriceListId: 2, Name: '', IsActive: false, ValidFrom: '2024-05-31T22:00:00', ValidTo: '2024-12-31T00:00:00', QuoteConnectionId: 3 },
  ])
  const xml = readXml((await app.inject({ url: '/Cust1/api/v1/Pricelist/', headers: { accept: 'application/xml' } })).body)
  t.equal(xml.root, 'ArrayOfPriceList')
  t.match(xml.value, { PriceList: { PriceListId: '2', IsActive: 'false' } })
})

t.test('lists are dumped, loaded, cleared and reset with the tenant, and are part of snapshots', async t => {
  const app = await buildTestApp(t)
  const dump = async (tenant = '') => (await app.inject(`${tenant}/_mock/state`)).body
  const seeded = await dump()
  for (const [index, state] of [seeded, JSON.stringify(STATE)].entries()) {
    const tenant = `/Cust${index}`
    t.equal((await put(app, state, { url: `${tenant}/_mock/state` })).statusCode, 204)
    const loaded = await dump(tenant)
    if (index === 0) t.equal(loaded, seeded)
    t.equal((await put(app, loaded, { url: '/_mock/state' })).statusCode, 204)
    t.equal(await dump(), loaded)
  }
  t.same(Object.keys(JSON.parse(await dump('/Cust1'))), ['Administrator', 'Callers', 'Products', 'ProductCategories', 'ProductTypes', 'PriceLists', 'Blobs'])

  await control(app, 'PUT', 'snapshots/before')
  await control(app, 'POST', 'clear')
  t.same([await items(app, 'ProductCategory'), await priceLists(app)], [[], []])
  t.same(Object.keys(JSON.parse(await dump())), ['Administrator', 'Callers', 'Products', 'Blobs'])
  await control(app, 'POST', 'snapshots/before/restore')
  t.equal(await dump(), await dump('/Cust1'))
  await control(app, 'POST', 'reset')
  t.equal(await dump(), seeded)
})

t.test('a state or seed with an invalid list is refused with the position of the error', async t => {
  const app = await buildTestApp(t)
  const wrong: [content: object, problem: string][] = [
    [{ ProductCategories: [{ Id: 0, Name: 'x' }] }, '/ProductCategories/0/Id must be an integer from 1 to 2147483647; got 0.'],
    [{ ProductTypes: [{ Id: 1 }] }, '/ProductTypes/0/Name must be a string of at most 254 characters, or null; got nothing.'],
    [{ ProductTypes: [{ Id: 1, Name: 'x', UdListDefinitionId: 1 }] }, '/ProductTypes/0/UdListDefinitionId is unknown.'],
    [{ ProductFamilies: Array.from({ length: 1001 }, (_, index) => ({ Id: index + 1, Name: '' })) }, '/ProductFamilies must be an array of at most 1000 items; got an array.'],
    [{ PriceLists: [{ PriceListId: 1, Name: 'x', ValidTo: 'soon' }] }, '/PriceLists/0/ValidTo must be a date and time such as 2008-01-30T09:40:59Z; got "soon".'],
    [{ ProductTypes: [{ Id: 1, Name: 'x' }, { Id: 1, Name: 'y' }] }, '/ProductTypes/1/Id has the ProductType 1 a second time, after /ProductTypes/0/Id.'],
    [{ PriceLists: [{ PriceListId: 4, Name: 'x' }, { PriceListId: 4, Name: 'y' }] }, '/PriceLists/1/PriceListId has the price list 4 a second time, after /PriceLists/0/PriceListId.'],
  ]
  for (const [content, problem] of wrong) {
    const answer = await put(app, { Products: [], ...content }, { url: '/_mock/state' })
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, `The state cannot be loaded, and nothing was changed. ${problem}`)
  }
  const seed = join(temporaryFolder(t), 'seed.json')
  writeFileSync(seed, JSON.stringify({ Products: [], ProductTypes: [{ Id: 1, Name: 'x' }, { Id: 1, Name: 'y' }] }))
  t.throws(() => loadSeed(seed), { message: `The seed ${seed} has the ProductType 1 twice, at /ProductTypes/0/Id and /ProductTypes/1/Id; remove one of them.` })
})
