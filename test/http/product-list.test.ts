import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildTestApp, control, readXml, sendProduct } from '../helper.js'

const PATH = '/api/v1/Product'

const urlWith = (parameters: Record<string, string | number>, path = PATH) =>
  `${path}?${Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`

async function list (app: FastifyInstance, parameters: Record<string, string | number> = {}) {
  const answer = await app.inject(urlWith(parameters))
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json()
}

const found = async (app: FastifyInstance, $filter: string): Promise<string[]> =>
  (await list(app, { $filter, $select: 'name' })).value.map(({ name }: { name: string }) => name)

const PRODUCTS = [
  { Name: 'Ål', Code: 'A-1', UnitListPrice: 10, UnitCost: 2.5, InAssortment: true, VAT: 25 },
  { Name: "bob's", Code: null, UnitListPrice: 10, UnitCost: 0, InAssortment: false, VAT: 0 },
  { Name: 'Carrot\\', Code: 'a-2', UnitListPrice: -3.5, UnitCost: 1e21, InAssortment: true, VAT: 25 },
  { Name: 'delta 100%_x', Code: '', UnitListPrice: 99.5, UnitCost: 2, InAssortment: false, VAT: 12 },
]
const [AL, BOB, CARROT, DELTA] = PRODUCTS.map(({ Name }) => Name) as [string, string, string, string]

async function buildShop (t: Parameters<typeof buildTestApp>[0], settings: Parameters<typeof buildTestApp>[1] = {}): Promise<FastifyInstance> {
  const app = await buildTestApp(t, { seed: 'none', ...settings })
  for (const product of PRODUCTS) await sendProduct(app, '', product)
  return app
}

t.test('the product list has the recorded structure and columns, and $skip, $top and $select restrict it', async t => {
  const app = await buildTestApp(t)
  const headers = { host: 'mock.example:8080' }
  const metadata = 'http://mock.example:8080/api/v1/Archive/Product/$metadata'
  const answer = await app.inject({ url: `${PATH}?$top=1`, headers })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  t.same(answer.json(), {
    'odata.metadata': metadata,
    'odata.nextLink': null,
    value: [{
      PrimaryKey: '1001',
      EntityName: 'productInAssortment',
      inAssortment: true,
      productId: 1001,
      priceListId: 1,
      erpProductKey: '',
      name: 'Pocket lamp',
      description: 'US:"A lamp for the pocket, with its battery";NO:"En lykt for lommen, med batteri"',
      code: 'PL-10',
      quantityUnit: 'piece',
      priceUnit: 'piece',
      subscriptionUnit: '',
      defaultSubscriptionQuantity: 0,
      isSubscription: false,
      itemNumber: '',
      url: '',
      productCategoryKey: '1',
      productFamilyKey: '1',
      productTypeKey: '1',
      vatInfo: '',
      vat: 25,
      cost: 61.5,
      minimumPrice: 99,
      listPrice: 129.5,
      thumbnail: '',
      updatedBy: 'ADM0',
      updatedDate: '2024-03-04T09:15:00',
      registeredBy: 'ADM0',
      registeredDate: '2024-02-19T08:00:00',
      extraField1: '',
      extraField2: '',
      extraField3: '',
      extraField4: '',
      extraField5: '',
      extraInfo: '',
      supplier: '',
      supplierCode: '',
    }],
  })
  t.same((await app.inject({ url: 'http://mock.example:8080/Cust1/api/v1/product/?$SKIP=2&$Select=CODE,unitListPrice', headers })).json(), {
    'odata.metadata': metadata.replace('/api', '/Cust1/api'),
    'odata.nextLink': null,
    value: [{ PrimaryKey: '1003', EntityName: 'productInAssortment', code: 'SA-12', unitListPrice: 2400 }],
  })
  t.same((await list(app, { $skip: 3 })).value, [])
  t.same((await list(app, { $top: 0 })), { ...answer.json(), 'odata.metadata': 'http://localhost:80/api/v1/Archive/Product/$metadata', value: [] })
  t.same((await list(await buildTestApp(t, { seed: 'none' }))).value, [])
})

t.test('the product list returns the columns in the order of $select, and strings in the language of SO-Language', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ url: `${PATH}?$top=1&$select=listPrice,description,name,listPrice,supplier`, headers: { 'so-language': 'nb' } })
  t.equal(JSON.stringify(answer.json().value),
    '[{"PrimaryKey":"1001","EntityName":"productInAssortment","listPrice":129.5,"description":"En lykt for lommen, med batteri","name":"Pocket lamp","supplier":""}]')
})

t.test('the product list is XML if Accept prefers it, but $format takes precedence', async t => {
  const app = await buildTestApp(t, { notAcceptable: 'strict' })
  const answered = async ($format: string | undefined, accept: string) => {
    const { statusCode, headers, body } = await app.inject({ url: `${PATH}?$select=name${$format === undefined ? '' : `&$FORMAT=${$format}`}`, headers: { accept } })
    return [statusCode, headers['content-type'], body] as const
  }
  const [, type, xml] = await answered(undefined, 'text/xml')
  t.equal(type, 'text/xml; charset=utf-8')
  const { root, value } = readXml(xml)
  t.equal(root, 'ODataSlimResponse')
  t.match(value, { 'odata.nextLink': null, value: [{ PrimaryKey: '1001', EntityName: 'productInAssortment', name: 'Pocket lamp' }, {}, {}] })
  t.same(await answered('xml', 'application/json'), [200, 'application/xml; charset=utf-8', xml])
  t.match(await answered('JSON', 'text/xml'), [200, 'application/json; charset=utf-8'])
  t.match(await answered('json', 'image/png'), [200, 'application/json; charset=utf-8'])
  t.match(await answered('', 'text/xml'), [200, 'text/xml; charset=utf-8'])
  t.match(await answered(undefined, 'image/png'), [406])
  t.match(await answered('Atom', '*/*'), [400, /json/, /must be one of JSON, XML; got \\"Atom\\"/])
})

t.test('$orderBy sorts by several columns, case-insensitively, and sorts equal rows by id', async t => {
  const app = await buildShop(t)
  const ordered = async ($orderBy: string) => (await list(app, { $orderBy, $select: 'name' })).value.map(({ name }: { name: string }) => name)
  t.same(await ordered('name'), [BOB, CARROT, DELTA, AL])
  t.same(await ordered('NAME DESC'), [AL, DELTA, CARROT, BOB])
  t.same(await ordered(' vat  desc , cost asc,vat'), [AL, CARROT, DELTA, BOB])
  t.same(await ordered('unitListPrice desc'), [DELTA, AL, BOB, CARROT])
  t.same(await ordered('code'), [BOB, DELTA, AL, CARROT], 'empty ones come first')
  t.same(await ordered('inAssortment,productId desc'), [DELTA, BOB, CARROT, AL])
})

t.test('$filter returns the matching products', async t => {
  const shops = [await buildShop(t), await buildShop(t, { writePolicy: 'client' })]
  const filters: [filter: string, names: string[]][] = [
    ["name eq 'ÅL'", [AL]],
    ["name = 'ål' or name equals 'BOB''S'", [AL, BOB]],
    ["name is 'bob\\'s'", [BOB]],
    ["name eq 'carrot\\\\'", [CARROT]],
    ["name contains 't\\\\'", [CARROT]],
    ["name ne 'ål'", [BOB, CARROT, DELTA]],
    ["name isNot 'ål' and name unequals 'bob''s' and name <> 'x' and name != 'y'", [CARROT, DELTA]],
    ["NAME BEGINS 'C'", [CARROT]],
    ["name startswith 'å'", [AL]],
    ["name notBegins 'b'", [AL, CARROT, DELTA]],
    ["name contains '%_'", [DELTA]],
    ["name notContains 'R'", [AL, BOB, DELTA]],
    ["name endswith 'X'", [DELTA]],
    ["startswith(name, 'BOB')", [BOB]],
    ["endswith(name,'l') eq true", [AL]],
    ["contains(name, 'a') = FALSE", [AL, BOB]],
    ["SubstringOf('ARR', name) ne false", [CARROT]],
    ["contains(name, '')", [AL, BOB, CARROT, DELTA]],
    ["name gt 'c'", [AL, CARROT, DELTA]],
    ["name between ('B','D')", [BOB, CARROT]],
    ["name in ('Bob''s', 'x', 'ÅL')", [AL, BOB]],
    ["name oneOf ('x')", []],
    ["name notOneOf ('ål','BOB''S')", [CARROT, DELTA]],
    ['code eq null', [BOB, DELTA]],
    ["code eq ''", [BOB, DELTA]],
    ["code in ('', 'x')", [BOB, DELTA]],
    ["contains(code, '')", [AL, BOB, CARROT, DELTA]],
    ['code ne NULL', [AL, CARROT]],
    ["code ne ''", [AL, CARROT]],
    ["code ne 'a-1'", [BOB, CARROT, DELTA]],
    ["not code contains 'a'", [BOB, DELTA]],
    ["not (code gt 'a-1')", [AL, BOB, DELTA]],
    ["code notOneOf ('a-1')", [BOB, CARROT, DELTA]],
    ["code between ('', 'a-1')", [AL, BOB, DELTA]],
    ['listPrice eq 10', [AL, BOB]],
    ['unitListPrice greater 10.0', [DELTA]],
    ['listPrice<0', [CARROT]],
    ['listPrice lt -3', [CARROT]],
    ['cost ge 2.5', [AL, CARROT]],
    ['cost = 1E21', [CARROT]],
    ['cost less .5', [BOB]],
    ['vat le 12', [BOB, DELTA]],
    ['vat >= 12 and vat<=+12.', [DELTA]],
    ['vat between (12, 25)', [AL, CARROT, DELTA]],
    ['vat oneOf (12,0)', [BOB, DELTA]],
    ['vat unequals 25', [BOB, DELTA]],
    ['vat eq null', []],
    ['productId set 2', [BOB]],
    ['inAssortment set true', [AL, CARROT]],
    ['inAssortment eq FALSE', [BOB, DELTA]],
    ['inAssortment ne true', [BOB, DELTA]],
    ['inAssortment in (true)', [AL, CARROT]],
    ['inAssortment is null', []],
    ["vat eq 25 and cost gt 3 or name eq 'bob''s'", [BOB, CARROT]],
    ["name eq 'bob''s' or vat eq 25 and cost gt 3", [BOB, CARROT]],
    ["(name eq 'bob''s' or vat eq 25) and cost lt 3", [AL, BOB]],
    ['not vat eq 25 and inAssortment eq false', [BOB, DELTA]],
    ['not not not (vat eq 25)', [BOB, DELTA]],
    [`${'('.repeat(32)}vat eq 12${')'.repeat(32)}`, [DELTA]],
    [`${'not('.repeat(16)}vat eq 12${')'.repeat(16)}`, [DELTA]],
    [Array(399).fill('vat=12').join(' or '), [DELTA]],
    [`vat in (${Array(1900).fill('1').join(',')},0)`, [BOB]],
    ["  name\teq\n'ål'  ", [AL]],
    ["name eq 'x'' or 1=1 --'", []],
  ]
  for (const app of shops) {
    for (const [filter, names] of filters) t.same(await found(app, filter), names, filter)
  }
})

t.test('an invalid or unsupported parameter of the product list is refused with 400 and the reason', async t => {
  const app = await buildShop(t)
  const texts = 'Supported: eq, =, equals, is, set, ne, <>, !=, unequals, isNot, gt, >, greater, lt, <, less, ge, >=, le, <=, between, in, oneOf, notOneOf'
  const refused: [parameters: Record<string, string | number>, message: string | RegExp][] = [
    [{ $filter: 'name gt 5' }, '$filter must compare the column name with a string in quotes at character 9; got "5".'],
    [{ $filter: 'name begins null' }, '$filter must have a string in quotes at character 13; got "null".'],
    [{ $filter: "vat eq 'five'" }, '$filter must compare the column vat with a number at character 8; got "\'five\'".'],
    [{ $filter: 'vat gt 1e999' }, '$filter must compare the column vat with a number at character 8; got "1e999".'],
    [{ $filter: 'vat gt' }, '$filter must compare the column vat with a number at character 7; got the end.'],
    [{ $filter: 'vat in (1, null)' }, '$filter must compare the column vat with a number at character 12; got "null".'],
    [{ $filter: 'inAssortment eq 2' }, '$filter must compare the column inAssortment with true or false at character 17; got "2".'],
    [{ $filter: "inAssortment eq 'yes'" }, /with true or false at character 17; got "'yes'"\.$/],
    [{ $filter: 'vat between (1)' }, '$filter must have two values in brackets, the lowest and the highest, after "between" for the column vat.'],
    [{ $filter: 'vat between (1,2,3)' }, /the lowest and the highest, after/],
    [{ $filter: 'vat between 1 and 2' }, '$filter must have "(" at character 13; got "1".'],
    [{ $filter: 'vat in ()' }, /at character 9; got "\)"/],
    [{ $filter: 'vat in (1 2)' }, '$filter must have ")" at character 11; got "2".'],
    [{ $filter: 'vat begins 2' }, `Unknown operator "begins" for the column vat in $filter. ${texts}.`],
    [{ $filter: 'inAssortment gt true' }, 'Unknown operator "gt" for the column inAssortment in $filter. Supported: eq, =, equals, is, set, ne, <>, !=, unequals, isNot, in, oneOf, notOneOf.'],
    [{ $filter: "name like 'x'" }, `Unknown operator "like" for the column name in $filter. ${texts}, begins, startswith, notBegins, contains, notContains, endswith.`],
    [{ $filter: 'name constructor 5' }, /^Unknown operator "constructor"/],
    [{ $filter: 'productId' }, '$filter must have an operator for the column productId at character 10; got the end.'],
    [{ $filter: "contains(vat, '2')" }, `Unknown operator "contains" for the column vat in $filter. ${texts}.`],
    [{ $filter: "contains('x', name)" }, '$filter must have a column at character 10; got "\'x\'".'],
    [{ $filter: "substringof(name, 'x')" }, '$filter must have a string in quotes at character 13; got "name".'],
    [{ $filter: "substringof('x' name)" }, '$filter must have "," at character 17; got "name".'],
    [{ $filter: "contains(name 'x')" }, '$filter must have "," at character 15; got "\'x\'".'],
    [{ $filter: "contains(name, 'x'" }, '$filter must have ")" at character 19; got the end.'],
    [{ $filter: "contains(name, 'x') eq 2" }, '$filter must have true or false at character 24; got "2".'],
    [{ $filter: "contains(name, 'x') in (true)" }, '$filter must have eq, and, or, or the end at character 21; got "in".'],
    [{ $filter: 'length(name) eq 5' }, 'Unknown function "length" in $filter. Supported: contains, startswith, endswith, substringof.'],
    [{ $filter: 'toString(name) eq 5' }, /^Unknown function "toString"/],
    [{ $filter: 'price gt 5' }, /^Unknown column "price" in \$filter\. Supported: getAllRows, getNoRows, inAssortment, productId, .*, inStock\.$/],
    [{ $filter: 'priceList/age eq null' }, /^Unknown column "priceList\/age" in \$filter/],
    [{ $filter: "priceUnit eq 'x'" }, '$filter must not name the column priceUnit: it cannot be compared.'],
    [{ $filter: "contains(priceUnit, 'x')" }, '$filter must not name the column priceUnit: it cannot be compared.'],
    [{ $filter: 'name 5' }, '$filter must have an operator for the column name at character 6; got "5".'],
    [{ $orderBy: 'thumbnail' }, '$orderBy must not name the column thumbnail: rows cannot be ordered by it.'],
    [{ $select: 'getAllRows?,Name,missing?,foo' }, /^Unknown column "foo" in \$select/],
    [{ $select: 'name,GETALLROWS' }, '$select must not name the column getAllRows: it exists only for filters.'],
    [{ $entities: 'productInAssortment,contact' }, 'Unknown entity "contact" in $entities. Supported: productInAssortment.'],
    [{ $filter: 'updatedDate ge 2026' }, '$filter must compare the column updatedDate with a date in quotes, such as \'2026-01-31\' or \'2026-01-31T12:00:00Z\', at character 16; got "2026".'],
    [{ $filter: "updatedDate ge '2026-02-29'" }, /with a date in quotes, .* at character 16; got "'2026-02-29'"\.$/],
    [{ $filter: "updatedDate ge '2026-02-28T24:00:00'" }, /with a date in quotes/],
    [{ $filter: "updatedDate ge '2026-02-28T12:00:00+24:00'" }, /with a date in quotes/],
    [{ $filter: "updatedDate ge 'yesterday'" }, /with a date in quotes/],
    [{ $filter: "updatedDate begins '2026'" }, /^Unknown operator "begins" for the column updatedDate in \$filter\. Supported: eq, .*before, date, after, .*thisYear\.$/],
    [{ $filter: "name before '2026-01-01'" }, /^Unknown operator "before" for the column name/],
    [{ $filter: 'updatedBy gt 5' }, /^Unknown operator "gt" for the column updatedBy in \$filter\. Supported: .*associateIsOneOf, associateIsNotOneOf, currentAssociate\.$/],
    [{ $filter: 'updatedBy eq true' }, '$filter must compare the column updatedBy with the name of a user in quotes or a number at character 14; got "true".'],
    [{ $filter: 'productCategoryKey eq true' }, '$filter must compare the column productCategoryKey with a string in quotes or a number at character 23; got "true".'],
    [{ $filter: 'vat eq 5 name' }, '$filter must have and, or, or the end at character 10; got "name".'],
    [{ $filter: '(vat eq 5' }, '$filter must have ")" at character 10; got the end.'],
    [{ $filter: 'vat eq 5 and' }, '$filter must have a column, a function, not or "(" at character 13; got the end.'],
    [{ $filter: '5 eq vat' }, '$filter must have a column, a function, not or "(" at character 1; got "5".'],
    [{ $filter: "name eq 'open" }, '$filter must have a column, an operator or a value at character 9; got "\'open".'],
    [{ $filter: "name eq 'open\\'" }, /at character 9;/],
    [{ $filter: 'vat eq 5; drop table product' }, '$filter must have a column, an operator or a value at character 9; got "; drop table product".'],
    [{ $filter: `${'('.repeat(33)}vat eq 1${')'.repeat(33)}` }, '$filter must have at most 32 nested levels of brackets and "not".'],
    [{ $filter: `${'not '.repeat(900)}vat eq 1` }, /at most 32 nested levels/],
    [{ $filter: `name eq '${'x'.repeat(4000)}'` }, '$filter must be at most 4000 characters; got 4010.'],
    [{ $select: 'name,foo' }, /^Unknown column "foo" in \$select/],
    [{ $select: 'Count(vat):Footer' }, /^Unknown column "Count\(vat\):Footer" in \$select/],
    [{ $select: 'name,' }, /^Unknown column "" in \$select/],
    [{ $select: 'x'.repeat(4001) }, '$select must be at most 4000 characters; got 4001.'],
    [{ $orderBy: 'foo desc' }, /^Unknown column "foo" in \$orderBy/],
    [{ $orderBy: 'name down' }, '$orderBy must have asc, desc or nothing after the column name; got "down".'],
    [{ $orderBy: 'name asc desc' }, '$orderBy must have asc, desc or nothing after the column name; got "asc desc".'],
    [{ $top: -1 }, '$top must be an integer from 0 to 2147483647; got -1.'],
    [{ $skip: 'x' }, /^The parameters dictionary contains a null entry for parameter '\$skip' .* got "x"\.$/],
    [{ $mode: 'Full' }, /'\$mode': it must be one of Slim; got "Full"/],
    [{ $output: 'Display' }, /'\$output': it must be one of Logical; got "Display"/],
    ...['$options', '$context', '$expand', '$count', '$metadata', '$inlineCount', 'filter'].map((name): [Record<string, string>, string] => [{ [name]: 'x' },
      `Unknown parameter "${name}". Supported: $select, $filter, $orderBy, $entities, $top, $skip, $mode, $format, $jsonSafe, $output.`]),
  ]
  for (const [parameters, expected] of refused) {
    const answer = await app.inject(urlWith(parameters))
    const { Message, MessageDetail = Message } = answer.json()
    t.equal(answer.statusCode, 400, JSON.stringify(parameters).slice(0, 100))
    if (typeof expected === 'string') t.equal(MessageDetail, expected)
    else t.match(MessageDetail, expected)
  }
  t.equal((await app.inject(`${PATH}?$mode=slim&$output=LOGICAL&$jsonSafe=True&$filter=&$select=&$orderBy=`)).statusCode, 200)
})

t.test('a long product list is returned in pages', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  const Products = Array.from({ length: 1003 }, (_, index) => ({ ProductId: index + 1, Name: `p & ${index % 2}`, VAT: index }))
  t.equal((await control(app, 'PUT', 'state', { Products })).status, 204)
  const pages = async (url: string) => {
    const sizes: number[] = []
    const links: string[] = []
    for (let next: string | null = url; next !== null;) {
      const page: { value: unknown[], 'odata.nextLink': string | null } = (await app.inject(next)).json()
      sizes.push(page.value.length)
      next = page['odata.nextLink']
      if (next !== null) links.push(next)
    }
    return { sizes, links }
  }
  t.same(await pages(PATH), { sizes: [1000, 3], links: ['http://localhost:80/api/v1/Product?$skip=1000'] })
  t.same(await pages(`${PATH}?$top=1002&$SKIP=1&$select=name&$filter=name%20contains%20'%26'&$jsonSafe=TRUE`), {
    sizes: [1000, 2],
    links: ["http://localhost:80/api/v1/Product?$select=name&$filter=name%20contains%20'%26'&$top=2&$skip=1001&$jsonSafe=true"],
  })
  t.same(await pages(`${PATH}?$top=1000`), { sizes: [1000], links: [] }, 'the list has all requested rows')
  t.same(await pages(`${PATH}?$top=5`), { sizes: [5], links: [] })
  t.same(await pages(`${PATH}?$top=1001&$skip=3`), { sizes: [1000], links: [] })
})

t.test('random filters of the product list have responses with 200 or 400', async t => {
  const app = await buildShop(t)
  const words = fc.constantFrom('name', 'vat', 'inAssortment', 'code', 'eq', 'ne', 'gt', 'begins', 'contains', 'between', 'in', 'notOneOf', 'and', 'or',
    'not', '(', ')', ',', "'a'", "''", "'", '\\', '5', '-1e3', 'true', 'null', 'substringof', 'startswith', '=', '<>', ';', '%', '\0', '😀', '--', '?', '__proto__')
  const filters = fc.oneof(fc.array(words, { maxLength: 12 }).map(list => list.join(' ')), fc.string({ unit: 'binary' }))
  await fc.assert(fc.asyncProperty(filters, async filter => {
    const answer = await app.inject(urlWith({ $filter: filter.toWellFormed(), $orderBy: 'name' }))
    return answer.statusCode === 200 || answer.statusCode === 400
  }), { numRuns: 2000 })
})
