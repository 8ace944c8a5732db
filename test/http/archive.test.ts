import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { buildTestApp, control, freezeClock, put, readXml, sendProduct } from '../helper.js'

const PATH = '/api/v1/Archive/Product'
const AGENT = '/api/v1/Agents/Archive/GetArchiveListByColumns'
const COLUMNS = [
  'inAssortment', 'productId', 'priceListId', 'erpProductKey', 'name', 'description', 'code', 'quantityUnit', 'priceUnit', 'subscriptionUnit',
  'defaultSubscriptionQuantity', 'isSubscription', 'itemNumber', 'url', 'productCategoryKey', 'productFamilyKey', 'productTypeKey', 'vatInfo', 'vat',
  'cost', 'minimumPrice', 'listPrice', 'thumbnail', 'updatedBy', 'updatedDate', 'registeredBy', 'registeredDate', 'extraField1', 'extraField2',
  'extraField3', 'extraField4', 'extraField5', 'extraInfo', 'supplier', 'supplierCode',
]

const query = (parameters: Record<string, string | number>) =>
  Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')

async function rows (app: FastifyInstance, parameters: Record<string, string | number>, headers: Record<string, string> = {}) {
  const answer = await app.inject({ url: `${PATH}?${query(parameters)}`, headers })
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json().value
}

const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name)

const find = async (app: FastifyInstance, $filter: string, headers = {}) => names(await rows(app, { $filter, $select: 'name' }, headers))

const USERS = ['anna', 'bo'].map(Name => ({ Name, Password: '' }))
const as = (user: string) => ({ authorization: `Basic ${btoa(`${user}:`)}` })

/** Builds an app with three products, which two users registered on different days. One user then changed the product of the other. */
async function buildArchive (t: Test) {
  const app = await buildTestApp(t, { seed: 'none', auth: 'users', users: USERS })
  const add = async (Now: string, user: string, product: object) => {
    await freezeClock(app, Now)
    return (await sendProduct(app, '', product, { headers: as(user) })).json().ProductId
  }
  await add('2026-01-31T23:30:00Z', 'anna', { Name: 'lamp', VAT: 25, InAssortment: true, ProductCategoryKey: '4', UnitListPrice: 10 })
  const torch = await add('2026-03-02T12:00:00Z', 'bo', { Name: 'torch', VAT: 12, ProductCategoryKey: 'Lamps', UnitListPrice: 20.5 })
  await add('2026-03-04T08:00:00Z', 'anna', { Name: 'rope', VAT: 0, InAssortment: true, ProductCategoryKey: '3', RawExtraInfo: '<a/>' })
  await freezeClock(app, '2026-03-05T10:00:00Z')
  await sendProduct(app, torch, { Name: 'torch', VAT: 12, ProductCategoryKey: 'Lamps', UnitListPrice: 20.5 }, { headers: as('anna') })
  return app
}

t.test('the archive Product returns the rows of the product list and describes its columns, and other archives are refused with 404', async t => {
  const app = await buildTestApp(t)
  const list = (await app.inject('/api/v1/Product?$top=2&$orderBy=name desc')).json()
  const archive = await app.inject('/api/v1/archive/product?$top=2&$orderBy=name desc')
  t.equal(archive.statusCode, 200)
  t.same(archive.json(), list)
  t.same(Object.keys(list.value[0]), ['PrimaryKey', 'EntityName', ...COLUMNS])
  t.equal((await app.inject(`${PATH}?$select=vat,isSubscription,productId,updatedDate&$top=1`)).body,
    '{"odata.metadata":"http://localhost:80/api/v1/Archive/Product/$metadata","odata.nextLink":null,"value":[' +
    '{"PrimaryKey":"1001","EntityName":"productInAssortment","vat":25.0,"isSubscription":false,"productId":1001,"updatedDate":"2024-03-04T09:15:00"}]}')

  const metadata = (await app.inject('/Cust1/api/v1/Archive/Product/$metadata')).json()
  t.equal(metadata['odata.metadata'], 'http://localhost:80/Cust1/api/v1/Archive/Product/$metadata')
  t.equal(metadata['odata.nextLink'], null)
  t.equal(metadata.value.length, 51)
  t.same(metadata.value.slice(0, 2), [
    { PrimaryKey: '1', EntityName: 'archiveColumnInfo', Name: 'getAllRows', CanRestrictBy: true, RestrictionType: 'bool', CanOrderBy: false },
    { PrimaryKey: '2', EntityName: 'archiveColumnInfo', Name: 'getNoRows', CanRestrictBy: true, RestrictionType: 'bool', CanOrderBy: false },
  ])
  t.match(metadata.value.find(({ Name }: { Name: string }) => Name === 'thumbnail'), { CanRestrictBy: false, RestrictionType: '', CanOrderBy: false })
  t.match(metadata.value.find(({ Name }: { Name: string }) => Name === 'priceList/validFrom'), { RestrictionType: 'date', CanOrderBy: true })

  for (const url of ['/api/v1/Archive/FindContact', '/api/v1/Archive/FindContact/$metadata']) {
    const answer = await app.inject(url)
    t.equal(answer.statusCode, 404)
    t.equal(answer.json().Message, 'Unknown archive provider "FindContact". Supported: Product.')
  }
})

t.test('odata.nextLink is the address of the next page, and a page has at most 1000 rows', async t => {
  const Products = Array.from({ length: 1001 }, (_, index) => ({ ProductId: index + 1, Name: 'x' }))
  const app = await buildTestApp(t, { seed: 'none' })
  t.equal((await control(app, 'PUT', 'state', { Products })).status, 204)
  const next = (await app.inject(`${PATH}?$select=name`)).json()['odata.nextLink']
  t.equal(next, 'http://localhost:80/api/v1/Archive/Product?$select=name&$skip=1000')
  t.same((await app.inject(next)).json().value, [{ PrimaryKey: '1001', EntityName: 'productInAssortment', name: 'x' }])
  t.equal((await app.inject(`${PATH}?$top=1000000000&$select=name`)).json().value.length, 1000)
})

t.test('each column of the archive except getAllRows and getNoRows can be selected, and a column supports filters and sorting only if its metadata says so', async t => {
  const app = await buildArchive(t)
  for (const { Name, CanRestrictBy, RestrictionType, CanOrderBy } of (await app.inject({ url: `${PATH}/$metadata`, headers: as('anna') })).json().value) {
    if (!['getAllRows', 'getNoRows'].includes(Name)) {
      const [row] = await rows(app, { $select: Name }, as('anna'))
      t.same(Object.keys(row), ['PrimaryKey', 'EntityName', Name])
      t.not(row[Name], null, Name)
    }
    const value = RestrictionType === 'bool' ? 'true' : RestrictionType === 'date' ? "'2026-01-01'" : RestrictionType === 'string' ? "'x'" : '1'
    const status = async (parameters: Record<string, string>) => (await app.inject({ url: `${PATH}?${query(parameters)}`, headers: as('anna') })).statusCode
    t.equal(await status({ $filter: `${Name} eq ${value}` }), CanRestrictBy ? 200 : 400, Name)
    t.equal(await status({ $orderBy: `${Name} desc` }), CanOrderBy ? 200 : 400, Name)
  }
  t.same(await rows(app, { $select: 'extraInfo,PRICELIST/NAME', $filter: "name eq 'rope'" }, as('bo')),
    [{ PrimaryKey: '3', EntityName: 'productInAssortment', extraInfo: '<a/>', 'priceList/name': '' }])
  t.same(await rows(app, { $select: 'priceList/name,name', $jsonSafe: 'true', $top: 1 }, as('bo')),
    [{ PrimaryKey: '1', EntityName: 'productInAssortment', priceList_name: '', name: 'lamp' }])
  const xml = await app.inject({ url: `${PATH}?$select=priceList/isActive,vat&$top=1`, headers: { ...as('bo'), accept: 'application/xml' } })
  t.match(readXml(xml.body).value, { value: [{ PrimaryKey: '1', priceList_x002F_isActive: 'false', vat: '25' }] })
})

t.test('the row of a product has the columns of its price list', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  const list = (PriceListId: number, ERPPriceListKey: string, Name: string) => ({ PriceListId, ERPPriceListKey, Name, Currency: 'NOK', QuoteConnectionId: 7, ValidFrom: '2026-01-01T00:00:00Z' })
  const PriceLists = [list(4, 'k', 'US:"Standard";NO:"Vanlig"'), list(5, 'k', 'other'), list(6, '', 'without a key')]
  const Products = [{ ProductId: 1, Name: 'lamp', ERPPriceListKey: 'k' }, { ProductId: 2, Name: 'torch' }, { ProductId: 3, Name: 'rope', ERPPriceListKey: 'x' }]
  t.equal((await control(app, 'PUT', 'state', { Products, PriceLists })).status, 204)
  const $select = 'priceListId,priceList/priceListId,priceList/erpPriceListKey,priceList/name,priceList/quoteConnection,priceList/currency,priceList/validFrom,priceList/validTo,priceList/isActive,priceList/isERPCopy'
  t.same((await rows(app, { $select }, { 'so-language': 'nb', 'so-timezone': 'NO' })).map((row: object) => Object.values(row).slice(2)), [
    [4, 4, 'k', 'Vanlig', '7', 'NOK', '2026-01-01T01:00:00', '9999-12-31T23:59:59', true, false],
    [0, 0, '', '', '', '', '0001-01-01T00:00:00', '0001-01-01T00:00:00', false, false],
    [0, 0, 'x', '', '', '', '0001-01-01T00:00:00', '0001-01-01T00:00:00', false, false],
  ])
  t.same(await find(app, "priceListId eq 4 and priceList/currency oneOf ('nok') and priceList/quoteConnection equals 7 and priceList/validFrom ge '2026-01-01'"), ['lamp'])
  t.same(names(await rows(app, { $orderBy: 'priceList/isActive desc,priceListId desc,name' })), ['lamp', 'rope', 'torch'])
})

t.test('an unknown column whose name ends in ? is ignored in $select, as in queries of the vendor', async t => {
  const app = await buildTestApp(t)
  t.same(await rows(app, { $select: 'contact/name?,getNoRows?,NAME?,code,name', $top: 1 }), [{ PrimaryKey: '1001', EntityName: 'productInAssortment', name: 'Pocket lamp', code: 'PL-10' }])
  t.same(await rows(app, { $select: 'contact/name?', $top: 1 }), [{ PrimaryKey: '1001', EntityName: 'productInAssortment' }])
})

t.test('a query with a date filter, $orderby, $skip and $top returns the first products in the order of $orderby', async t => {
  const app = await buildTestApp(t)
  const url = "/api/v1/Product?$filter=(updatedDate ge '1970-01-01')&$orderby=name asc&$skip=0&$top=20"
  t.same(names((await app.inject(url)).json().value), ['Pocket lamp', 'Rain jacket', 'Service agreement, one year'])
})

t.test('filters accept values in all supported notations, such as plain, in quotes and as [I:1]', async t => {
  const app = await buildArchive(t)
  const filters: [filter: string, found: string[]][] = [
    ['inAssortment eq 1', ['lamp', 'rope']],
    ["inAssortment set 'TRUE'", ['lamp', 'rope']],
    ["inAssortment eq '0'", ['torch']],
    ["inAssortment ne '[I:1]'", ['torch']],
    ["substringof('o', name) eq 1", ['torch', 'rope']],
    ["contains(productCategoryKey, 'a') eq 0", ['lamp', 'rope']],
    ["vat eq '25'", ['lamp']],
    ["vat gt '12'", ['lamp']],
    ["vat between ('0','[F:12.0]')", ['torch', 'rope']],
    ["productId oneOf('1','3')", ['lamp', 'rope']],
    ["productId oneOf (1, '[I:2]')", ['lamp', 'torch']],
    ['productCategoryKey oneOf (3,4)', ['lamp', 'rope']],
    ['productCategoryKey equals 4', ['lamp']],
    ["productCategoryKey notOneOf ('[I:4]','LAMPS')", ['rope']],
    ["name eq '[I:4]'", []],
    ['getAllRows eq 1', ['lamp', 'torch', 'rope']],
    ['GETALLROWS set true and vat lt 20', ['torch', 'rope']],
    ['getNoRows eq 1', []],
    ["getNoRows = 'false'", ['lamp', 'torch', 'rope']],
    ["registeredBy eq 'ANNA'", ['lamp', 'rope']],
    ['registeredBy associateIsOneOf (2)', ['lamp', 'rope']],
    ["updatedBy associateIsOneOf ('2', 'nobody', 77)", ['lamp', 'torch', 'rope']],
    ["registeredBy associateIsNotOneOf ('[I:3]')", ['lamp', 'rope']],
    ["registeredBy oneOf ('bo', '2')", ['lamp', 'torch', 'rope']],
    ['registeredBy ne 2', ['torch']],
    ['registeredBy currentAssociate', ['lamp', 'rope']],
    ['not (registeredBy currentAssociate)', ['torch']],
    ['updatedBy eq null', []],
    ['priceList/updatedBy eq 0 or priceList/isActive eq true', []],
    ["priceList/updatedBy eq ''", ['lamp', 'torch', 'rope']],
    [`productId in (${Array(900).fill('1').join()})`, ['lamp']],
    [Array(200).fill("vat eq '25'").join(' or '), ['lamp']],
  ]
  for (const [filter, found] of filters) t.same(await find(app, filter, as('anna')), found, filter.slice(0, 100))
  t.same(await find(app, 'registeredBy currentAssociate', as('bo')), ['torch'])

  const open = await buildTestApp(t)
  t.equal((await find(open, 'registeredBy currentAssociate')).length, 3, 'a caller without a name is the administrator')
})

t.test('dates in filters are compared by day or by second, in the time zone of the caller', async t => {
  const app = await buildArchive(t)
  await freezeClock(app, '2026-03-04T23:30:00Z')
  // The dates of registration are: lamp 2026-01-31 23:30 UTC, torch Monday 2026-03-02 12:00, rope Wednesday 2026-03-04 08:00. The clock is
  // at the end of that Wednesday.
  const filters: [filter: string, found: string[], zone?: string][] = [
    ["registeredDate eq '2026-01-31'", ['lamp']],
    ["registeredDate eq '2026-02-01'", ['lamp'], 'NO'],
    ["registeredDate date '2026.1.31'", ['lamp']],
    ["registeredDate eq '2026/01/31'", ['lamp']],
    ["registeredDate ne '2026-01-31'", ['torch', 'rope']],
    ["registeredDate gt '2026-01-31'", ['torch', 'rope']],
    ["registeredDate after '2026-03-02'", ['rope']],
    ["registeredDate ge '2026-03-02'", ['torch', 'rope']],
    ["registeredDate lt '2026-03-02'", ['lamp']],
    ["registeredDate before '2026-03-04'", ['lamp', 'torch']],
    ["registeredDate le '2026-03-02'", ['lamp', 'torch']],
    ["registeredDate dateBetween ('2026-01-31', '2026-03-02')", ['lamp', 'torch']],
    ["registeredDate between ('2026-03-02T12:00:00','2026-03-04T07:59:59Z')", ['torch']],
    ["registeredDate in ('2026-01-31','2026-03-04')", ['lamp', 'rope']],
    ["registeredDate dateTime '2026-03-02T12:00:00'", ['torch']],
    ["registeredDate eq '2026-03-02 13:00'", ['torch'], 'NO'],
    ["registeredDate eq '2026-03-02t12:00:00.5z'", ['torch'], 'NO'],
    ["registeredDate eq '2026-03-02T14:00:00+02:00'", ['torch']],
    ["registeredDate afterTime '2026-03-02T12:00:00'", ['torch', 'rope']],
    ["registeredDate gt '2026-03-02T12:00:00'", ['rope']],
    ["registeredDate beforeTime '2026-03-02T12:00:00'", ['lamp']],
    ["registeredDate le '2026-03-02T12:00:00'", ['lamp', 'torch']],
    ["registeredDate eq '[D:01/31/2026]'", ['lamp']],
    ["registeredDate eq '[D:31.01.2026]'", ['lamp']],
    ["registeredDate ge '[DT:03/02/2026 12:00:00.0000000]'", ['torch', 'rope']],
    ["registeredDate le '9999-12-31'", ['lamp', 'torch', 'rope']],
    ['registeredDate eq null', []],
    ['registeredDate today', ['rope']],
    ['registeredDate TODAY', [], 'NO'],
    ['registeredDate beforeToday', ['lamp', 'torch']],
    ['registeredDate beforeToday', ['lamp', 'torch', 'rope'], 'NO'],
    ['registeredDate afterToday', []],
    ['registeredDate thisWeek', ['torch', 'rope']],
    ['registeredDate lastWeek', []],
    ['registeredDate nextWeek', []],
    ['registeredDate thisMonth', ['torch', 'rope']],
    ['registeredDate lastMonth', []],
    ['registeredDate lastMonth', ['lamp'], 'NO'],
    ['registeredDate nextMonth', []],
    ['registeredDate thisQuarter', ['lamp', 'torch', 'rope']],
    ['registeredDate lastQuarter', []],
    ['registeredDate nextQuarter', []],
    ['registeredDate thisHalf', ['lamp', 'torch', 'rope']],
    ['registeredDate thisYear', ['lamp', 'torch', 'rope']],
    ['not registeredDate thisWeek', ['lamp']],
  ]
  for (const [filter, found, zone = ''] of filters) t.same(await find(app, filter, { ...as('anna'), 'so-timezone': zone }), found, `${filter} ${zone}`)

  t.same((await rows(app, { $select: 'registeredDate,updatedDate', $top: 1 }, { ...as('bo'), 'so-timezone': 'NO, includeTZOffset' })),
    [{ PrimaryKey: '1', EntityName: 'productInAssortment', registeredDate: '2026-01-31T23:30:00Z', updatedDate: '2026-01-31T23:30:00Z' }])
  t.match(await rows(app, { $select: 'registeredDate', $orderBy: 'registeredDate desc', $top: 1 }, { ...as('bo'), 'so-timezone': 'NO' }), [{ registeredDate: '2026-03-04T09:00:00' }])

  await freezeClock(app, '9999-12-31T23:00:00Z')
  t.same(await find(app, 'registeredDate nextQuarter', as('anna')), [], 'the calendar ends with the year 9999')
  await freezeClock(app, '2026-05-03T10:00:00Z')
  t.same(await find(app, 'registeredDate lastQuarter', as('anna')), ['lamp', 'torch', 'rope'], 'a Sunday, in the second quarter')
  t.same(await find(app, 'registeredDate nextWeek or registeredDate thisWeek', as('anna')), [])
})

t.test('GetArchiveListByColumns lists the products that its restrictions select, and refuses invalid bodies', async t => {
  const app = await buildArchive(t)
  const call = (body: object, path = AGENT, headers = as('anna')) => put(app, body, { method: 'POST', url: path, headers })
  const found = async (body: object) => {
    const answer = await call({ ProviderName: 'Product', Columns: ['name'], ...body })
    if (answer.statusCode !== 200) throw new Error(answer.body)
    return answer.json().map(({ ColumnData }: { ColumnData: { name: { DisplayValue: string } } }) => ColumnData.name.DisplayValue)
  }
  const restriction = (Name: string, Operator: string, ...Values: string[]) => ({ Name, Operator, Values })
  const cell = (DisplayValue: string) => ({ DisplayValue, TooltipHint: '', LinkHint: '' })

  t.same((await call({
    ProviderName: 'product',
    Columns: ['name', 'productId', 'vat', 'inAssortment', 'updatedDate', 'updatedBy', 'NAME', 'nothing?'],
    SortOrder: [{ Name: 'vat', Direction: 'DESC' }],
    Restriction: [{ ...restriction('category', 'equals'), Name: 'productId', Values: ['[I:1]'], DisplayValues: ['x'], ColumnInfo: null, IsActive: true, SubRestrictions: null, InterParenthesis: 0, InterOperator: 'And', UniqueHash: 5 }],
    Entities: ['productInAssortment'],
    Page: 0,
    PageSize: 5,
  })).json(), [{
    EntityName: 'productInAssortment',
    PrimaryKey: 1,
    ColumnData: {
      name: cell('lamp'),
      productId: cell('[I:1]'),
      vat: cell('[F:25]'),
      inAssortment: cell('[I:1]'),
      updatedDate: cell('[DT:01/31/2026 23:30:00]'),
      updatedBy: cell('anna'),
    },
    LinkHint: '',
    StyleHint: '',
    TableRight: null,
    FieldProperties: {},
  }])
  const [row] = (await call({ ProviderName: 'Product' })).json()
  t.same(Object.keys(row.ColumnData), COLUMNS, 'without columns all general ones come')

  t.same(await found({}), ['lamp', 'torch', 'rope'])
  t.same(await found({ Columns: ['name', 'name'], SortOrder: null, Restriction: null, Entities: null }), ['lamp', 'torch', 'rope'])
  t.same(await found({ SortOrder: [{ Name: 'name' }] }), ['lamp', 'rope', 'torch'])
  t.same(await found({ SortOrder: [{ Name: 'name', Direction: null }] }), ['lamp', 'rope', 'torch'])
  t.same(await found({ SortOrder: [{ Name: 'name', Direction: 0 }] }), ['lamp', 'rope', 'torch'])
  t.same(await found({ SortOrder: [{ Name: 'name', Direction: 1 }] }), ['torch', 'rope', 'lamp'], 'enums by number')
  t.same(await found({ SortOrder: [{ Name: 'inAssortment', Direction: 'desc' }, { Name: 'name', Direction: 'DESC' }] }), ['rope', 'lamp', 'torch'])
  t.same(await found({ PageSize: 2 }), ['lamp', 'torch'])
  t.same(await found({ PageSize: 2, Page: 1 }), ['rope'])
  t.same(await found({ PageSize: 1, Page: -1 }), ['torch'], 'a page below zero is a number of rows')
  t.same(await found({ PageSize: 10_000, Page: 2147483647 }), [])
  t.same(await found({ Restriction: [restriction('name', 'is', 'lamp')] }), ['lamp'])
  t.same(await found({ Restriction: [restriction('name', 'begins', "it's \\"), restriction('name', 'contains', '')] }), [])
  t.same(await found({ Restriction: [restriction('productId', 'oneOf', '1', '[I:3]')] }), ['lamp', 'rope'])
  t.same(await found({ Restriction: [restriction('vat', 'between', '0', '12')] }), ['torch', 'rope'])
  t.same(await found({ Restriction: [{ Name: 'productId', Operator: 'oneOf', Values: [1, 3] }] }), ['lamp', 'rope'], 'numbers are read as texts')
  t.same(await found({ Restriction: [{ Name: 'vat', Operator: 'between', Values: [0, 12.5] }] }), ['torch', 'rope'])
  t.same(await found({ Restriction: [{ Name: 'inAssortment', Operator: '=', Values: [true] }] }), await found({ Restriction: [restriction('inAssortment', '=', '1')] }))
  t.same(await found({ Restriction: [restriction('registeredBy', 'currentAssociate')] }), ['lamp', 'rope'])
  t.same(await found({ Restriction: [{ Name: 'registeredDate', Operator: 'thisYear' }] }), ['lamp', 'torch', 'rope'])
  t.same(await found({ Restriction: [{ ...restriction('name', 'is', 'lamp'), InterOperator: 'Or' }, restriction('name', 'is', 'rope')] }), ['lamp', 'rope'])
  const joined = (InterOperator: unknown) => found({ Restriction: [{ ...restriction('name', 'is', 'lamp'), InterOperator }, restriction('name', 'is', 'rope')] })
  t.same(await joined(2), ['lamp', 'rope'], '2 is Or')
  for (const operator of ['None', 0, 'And', 1, '1']) t.same(await joined(operator), [], `${operator} is And`)
  t.same(await found({ Restriction: [{ ...restriction('name', 'is', 'lamp'), IsActive: false }, restriction('vat', 'less', '20')] }), ['torch', 'rope'])
  const [lamp, torch, vat] = [restriction('name', 'is', 'lamp'), restriction('name', 'is', 'torch'), restriction('vat', 'less', '20')]
  t.same(await found({ Restriction: [{ ...lamp, InterOperator: 'Or' }, torch, vat] }), ['lamp', 'torch'])
  t.same(await found({ Restriction: [{ ...lamp, InterOperator: 'Or', InterParenthesis: 1 }, { ...torch, InterParenthesis: -1 }, vat] }), ['torch'])

  t.match((await call({ ProviderName: 'Product', Columns: ['name'] }, `${AGENT}?$select=PrimaryKey,ColumnData`)).json()[0], { EntityName: null, PrimaryKey: 1, ColumnData: { name: {} }, FieldProperties: null })
  const xml = await call({ ProviderName: 'Product', Columns: ['name'], PageSize: 1 }, AGENT, { ...as('anna'), accept: 'text/xml' } as never)
  t.match(xml.body, '<ArchiveListItem><EntityName>productInAssortment</EntityName><PrimaryKey>1</PrimaryKey><ColumnData>' +
    '<KeyValueOfstringArchiveColumnData><Key>name</Key><Value><DisplayValue>lamp</DisplayValue>')
  t.match((await app.inject({ url: AGENT, headers: as('anna') })).json(), { [`http://localhost:80${AGENT}`]: { POST: String } })
  t.equal((await call({ ProviderName: 'Product' }, AGENT, {} as never)).statusCode, 401)

  const refused: [body: object, message: string | RegExp][] = [
    [{ ProviderName: 'FindContact' }, 'Unknown archive provider "FindContact". Supported: Product.'],
    [{ ProviderName: 'Product', Columns: ['nmae'] }, /^Unknown column "nmae" in Columns\. Supported: getAllRows, /],
    [{ ProviderName: 'Product', Columns: ['getNoRows'] }, 'Columns must not name the column getNoRows: it exists only for filters.'],
    [{ ProviderName: 'Product', Columns: Array(201).fill('name') }, /^Columns must be an array of at most 200 items/],
    [{ ProviderName: 'Product', Columns: ['x'.repeat(32_001)] }, 'Columns must be at most 32000 characters; got 32001.'],
    [{ ProviderName: 'Product', Entities: ['contact'] }, 'Unknown entity "contact" in Entities. Supported: productInAssortment.'],
    [{ ProviderName: 'Product', SortOrder: [{ Name: 'name', Direction: 'up' }] }, /^SortOrder\[0\]\.Direction must be one of ASC, DESC, or null; got "up"\.$/],
    [{ ProviderName: 'Product', SortOrder: [{ Name: 'thumbnail' }] }, 'SortOrder must not name the column thumbnail: rows cannot be ordered by it.'],
    [{ ProviderName: 'Product', PageSize: 0 }, 'PageSize must be an integer from 1 to 10000; got 0.'],
    [{ ProviderName: 'Product', PageSize: 1_000_000_000 }, 'PageSize must be an integer from 1 to 10000; got 1000000000.'],
    [{ ProviderName: 'Product', Restriction: [restriction("name eq 'x' or name", 'is', 'y')] }, /^Unknown column "name eq 'x' or name" in Restriction/],
    [{ ProviderName: 'Product', Restriction: [restriction('name', "eq 'x' or name is", 'y')] }, /^Unknown operator "eq 'x' or name is" for the column name in Restriction\. Supported: eq, /],
    [{ ProviderName: 'Product', Restriction: [restriction('priceUnit', 'is', 'y')] }, 'Restriction must not name the column priceUnit: it cannot be compared.'],
    [{ ProviderName: 'Product', Restriction: [restriction('name', 'is')] }, 'Restriction must compare the column name with a string in quotes at character 9; got the end.'],
    [{ ProviderName: 'Product', Restriction: [restriction('name', 'is', 'a', 'b')] }, /^Restriction must have and, or, or the end at character 13; got "'b'"/],
    [{ ProviderName: 'Product', Restriction: [{ ...lamp, InterParenthesis: 1 }] }, /^Restriction must have "\)" at character/],
    [{ ProviderName: 'Product', Restriction: [{ ...lamp, InterParenthesis: 2147483647 }] }, 'Restriction must have at most 32 nested levels of brackets and "not".'],
    [{ ProviderName: 'Product', Restriction: [{ ...lamp, InterOperator: 'Nor' }] }, /InterOperator must be one of None, And, Or; got "Nor"/],
    [{ Columns: ['name'] }, 'ProviderName must be a string; got nothing.'],
    [{ ProviderName: 'Product', Columns: [null] }, 'Columns[0] must be a string; got null.'],
  ]
  for (const [body, expected] of refused) {
    const answer = await call(body)
    t.equal(answer.statusCode, 400, JSON.stringify(body).slice(0, 100))
    if (typeof expected === 'string') t.equal(answer.json().Message, expected)
    else t.match(answer.json().Message, expected)
  }
  t.equal((await call({ ProviderName: 'Product', Columns: [], Filler: 'x'.repeat(10 * 1024 * 1024) })).statusCode, 413, 'a body of 10 MB')
})

for (const validation of ['service', 'strict', 'warn'] as const) {
  t.test(`GetArchiveListByColumns refuses a restriction or an order that lacks a required property under VALIDATION=${validation}`, async t => {
    const app = await buildTestApp(t, { validation })
    const [restriction, order] = [{ Name: 'name', Operator: 'is', Values: ['lamp'] }, { Name: 'name' }]
    for (const [body, path] of [
      [{ Restriction: [restriction, { ...restriction, Name: undefined }] }, 'Restriction[1].Name'],
      [{ Restriction: [{ ...restriction, Operator: undefined }] }, 'Restriction[0].Operator'],
      [{ SortOrder: [{ ...order, Name: undefined }] }, 'SortOrder[0].Name'],
    ] as const) {
      const answer = await put(app, { ProviderName: 'Product', ...body }, { method: 'POST', url: AGENT })
      t.equal(answer.statusCode, 400)
      t.equal(answer.json().Message, `${path} must be a string; got nothing.`)
    }
  })
}

t.test('under VALIDATION=warn, GetArchiveListByColumns omits invalid values of a restriction, but refuses an invalid name', async t => {
  const app = await buildTestApp(t, { validation: 'warn' })
  const call = (restriction: object) => put(app, { ProviderName: 'Product', Columns: ['name'], Restriction: [{ Name: 'productId', Operator: 'oneOf', ...restriction }] }, { method: 'POST', url: AGENT })
  const answer = await call({ Values: [null, '1001', {}], InterOperator: 'Nor' })
  t.equal(answer.statusCode, 200)
  t.match(answer.json(), [{ PrimaryKey: 1001 }])
  t.match(answer.headers['x-superoffice-mock-violations'], /^Restriction\[0\]\.Values\[0\] must be a string; got null, ignored\. Restriction\[0\]\.Values\[2\] /)
  t.match((await call({ Name: null })).json().Message, /^Restriction\[0\]\.Name must be a string; got null\.$/)
})

t.test('GetArchiveListByColumns2 lists the products that its filter selects, and refuses an invalid filter', async t => {
  const app = await buildArchive(t)
  const found = async (body: object) => {
    const answer = await put(app, { ProviderName: 'Product', Columns: 'name', ...body }, { method: 'POST', url: `${AGENT}2`, headers: as('anna') })
    if (answer.statusCode !== 200) return answer.json().Message
    return answer.json().map(({ ColumnData }: { ColumnData: { name: { DisplayValue: string } } }) => ColumnData.name.DisplayValue)
  }
  t.same(await found({}), ['lamp', 'torch', 'rope'])
  t.same(await found({ Columns: null, SortOrder: null, Restrictions: null, Entities: null }), ['lamp', 'torch', 'rope'])
  t.same(await found({ Columns: 'name,code', SortOrder: 'name desc', Restrictions: "registeredDate after '2014.3.4' and vat in (0,25)", Entities: 'productInAssortment', Page: 0, PageSize: 50 }),
    ['rope', 'lamp'])
  t.same(await found({ Restrictions: 'vat ~ 5' }), 'Restrictions must have a column, an operator or a value at character 5; got "~ 5".')
  t.same(await found({ Restrictions: `name eq '${'x'.repeat(32_000)}'` }), 'Restrictions must be at most 32000 characters; got 32010.')
  t.same(await found({ Restrictions: Array(3000).fill('vat=25').join(' or ') }), ['lamp'], 'thousands of conditions')
})

t.test('a string that a client stored as null is an empty cell in responses of the archive agent', async t => {
  const app = await buildTestApp(t, { seed: 'none', writePolicy: 'client' })
  await sendProduct(app, '', { Name: null })
  t.match((await put(app, { ProviderName: 'Product' }, { method: 'POST', url: AGENT })).json(), [{ ColumnData: { name: { DisplayValue: '' } } }])
})

t.test('the archive is refused with 403 to a caller who has no right to read products', async t => {
  const app = await buildTestApp(t)
  t.equal((await control(app, 'POST', 'rights', { Match: { Entity: 'Product' }, TableRight: { Mask: 'None', Reason: '' } })).status, 201)
  t.equal((await app.inject(PATH)).statusCode, 403)
  t.equal((await put(app, { ProviderName: 'Product' }, { method: 'POST', url: AGENT })).statusCode, 403)
})
