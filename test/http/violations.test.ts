import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config/config.js'
import { buildTestApp, imageInfoPath, put, sendProduct } from '../helper.js'

const HEADER = 'x-superoffice-mock-violations'
const FORM = 'application/x-www-form-urlencoded'
const MERGE = 'application/merge-patch+json'
const PATCH = 'application/json-patch+json'

const readViolations = async (app: FastifyInstance, body: unknown, type = 'application/json') => {
  const answer = await put(app, body, { headers: { 'content-type': type } })
  return [answer.statusCode, answer.headers[HEADER]]
}

t.test('an unknown property is ignored, and a header names it, with the nearest known name if one is similar', async t => {
  for (const validation of ['service', 'strict', 'warn'] as const) {
    const app = await buildTestApp(t, { validation })
    const named: [body: unknown, type: string | undefined, violations: string | undefined][] = [
      [{ Descripton: 'x' }, undefined, 'Descripton: did you mean Description?'],
      [{ BLOBSZIE: 1, mimetyp: 'x' }, undefined, 'BLOBSZIE: did you mean BlobSize? mimetyp: did you mean MimeType?'],
      [{ Colour: 'red' }, undefined, 'Colour: no such property.'],
      [{ '': 1, __proto: 1 }, undefined, '"": no such property. __proto: no such property.'],
      ['{"__proto__":1,"constructor":2}', undefined, '__proto__: no such property. constructor: no such property.'],
      [{ CreatedBy: { FulName: 'x' } }, undefined, 'CreatedBy.FulName: did you mean FullName?'],
      [{ Descripton: 'x' }, MERGE, 'Descripton: did you mean Description?'],
      [{ UpdatedBy: { Rnak: 1 } }, MERGE, 'UpdatedBy.Rnak: did you mean Rank?'],
      [[{ op: 'replace', path: '/CreatedBy', value: { Nmae: 'x' } }], PATCH, '[0].value for CreatedBy.Nmae: did you mean Name?'],
      [[{ op: 'remove', path: '/Description', valeu: 1 }], PATCH, '[0].valeu: did you mean value?'],
      ['<BlobEntity><Descripton>x</Descripton><CreatedBy><Nmae/></CreatedBy></BlobEntity>', 'text/xml',
        'Descripton: did you mean Description? CreatedBy.Nmae: did you mean Name?'],
      ['Descripton=x&createdBy.Nmae=y', FORM, 'Descripton: did you mean Description? CreatedBy.Nmae: did you mean Name?'],
      // Names of properties of any carrier are not reported, because clients send carriers back, and copy values between carriers.
      [{ TableRight: {}, FieldProperties: {}, ExtraFields: {}, CustomFields: {}, ProductId: 5, fullname: 'x', CreatedBy: { TableRight: {}, FieldProperties: {} } }, undefined, undefined],
      [{ DESCRIPTION: 'x' }, undefined, undefined],
      [[{ op: 'replace', path: '/Description', value: 'x' }], PATCH, undefined],
    ]
    for (const [body, type, violations] of named) t.same(await readViolations(app, body, type), [200, violations], `${validation}: ${JSON.stringify(body)}`)
  }
})

t.test('the header of violations names unknown properties in list items as well', async t => {
  const app = await buildTestApp(t)
  const sent: [body: unknown, type: string][] = [
    [{ ExtraInfo: [{}, { Valeu: 'x', TableRight: null }] }, 'text/json'],
    ['<Product><ExtraInfo><ProductExtraDataField/><ProductExtraDataField><Valeu/></ProductExtraDataField></ExtraInfo></Product>', 'text/xml'],
    ['ExtraInfo[0]=&ExtraInfo[1].Valeu=x', FORM],
  ]
  for (const [body, type] of sent) {
    const { statusCode, headers } = await sendProduct(app, '', body, { headers: { 'content-type': type } })
    t.same([statusCode, headers[HEADER]], [200, 'ExtraInfo[1].Valeu: did you mean Value?'], type)
  }
  const wrongElement = await sendProduct(app, '', '<Product><ExtraInfo><ProductExtraDataFeild/></ExtraInfo></Product>', { headers: { 'content-type': 'text/xml' } })
  t.equal(wrongElement.headers[HEADER], 'ExtraInfo.ProductExtraDataFeild: did you mean ProductExtraDataField?')
})

t.test('the header of violations names unknown properties of a refused body as well', async t => {
  const app = await buildTestApp(t)
  const refused: [body: unknown, type: string, violations: string][] = [
    [{ Descripton: 'x', BlobSize: 'x' }, 'text/json', 'Descripton: did you mean Description?'],
    [[{ op: 'replace', path: '/Nothing', value: 1, comment: 'x' }], PATCH, '[0].comment: no such property.'],
  ]
  for (const [body, type, violations] of refused) t.same(await readViolations(app, body, type), [400, violations])
  const call = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/GetProductImage', payload: { ProdcutId: 5 } })
  t.same([call.statusCode, call.headers[HEADER]], [400, 'ProdcutId: did you mean ProductId?'])
})

t.test('the header of violations has at most 20 names of 64 characters and 2 KiB, in ASCII', async t => {
  const app = await buildTestApp(t)
  const createNames = (count: number, name: (index: number) => string) => Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), 1]))
  const [, twenty] = await readViolations(app, createNames(20, index => `x${index}`))
  t.match(twenty, /^x0: no such property\. .* x19: no such property\.$/)
  const [, more] = await readViolations(app, createNames(1000, index => `x${index}`))
  t.equal(more, `${twenty} And more.`)
  const [, long] = await readViolations(app, { ['y'.repeat(64)]: 1, ['z'.repeat(65)]: 1, ['ø'.repeat(65)]: 1, 'a\r\nb: c': 1 })
  t.equal(long, `${'y'.repeat(64)}: no such property. ${'z'.repeat(64)}...: no such property. ${'\\u00f8'.repeat(10)}...: no such property. a\\u000d\\u000ab: c: no such property.`)
  const [, longest] = await readViolations(app, createNames(20, index => `Description${index}`.padEnd(100, 'x')))
  t.ok(String(longest).length <= 2048)
  const [, cut] = await readViolations(app, [{ op: 'replace', path: '/CreatedBy', value: createNames(20, index => `${index}x`.padEnd(70, 'y')) }], PATCH)
  t.equal(String(cut).length, 2048)
  t.match(cut, /^[ -~]*\.\.\.$/)
  const [, most] = await readViolations(await buildTestApp(t, { bodyLimit: 4e6 }), createNames(150_000, index => `x${index}`))
  t.equal(most, `${twenty} And more.`)
})

t.test('under VALIDATION=warn, ignored names and corrected values share a header', async t => {
  const app = await buildTestApp(t, { validation: 'warn' })
  t.same(await readViolations(app, { BlobSize: '5', Descripton: 'x' }),
    [200, 'BlobSize must be an integer from -2147483648 to 2147483647; got "5", used 5. Descripton: did you mean Description?'])
})

t.test('the journal and the log line contain the violations of the header', async t => {
  const lines: Record<string, unknown>[] = []
  const logger = pino({ base: null }, { write: line => { lines.push(JSON.parse(line)) } })
  const app = await buildApp({ ...loadConfig(), database: ':memory:', auth: 'any' }, { logger, flush: () => {} })
  t.teardown(() => app.close())
  const headers = { authorization: 'Bearer S3cr3t-value' }
  await put(app, { Descripton: 'x' }, { headers })
  await put(app, { Description: 'x' }, { headers })
  await put(app, { 'S3cr3t-value': 1 }, { headers })
  const { Entries } = (await app.inject('/_mock/journal')).json()
  t.same(Entries.map(({ Violations }: { Violations: unknown }) => Violations), ['Descripton: did you mean Description?', null, '(removed): no such property.'])
  const url = imageInfoPath()
  t.match(lines.filter(({ msg }) => msg === 'response'), [
    { level: 40, url, status: 200, violations: 'Descripton: did you mean Description?' },
    { level: 30, url, violations: undefined },
    { level: 40, url },
  ])
})
