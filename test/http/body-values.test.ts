// Checks the tables under "Values of another type" in docs/fidelity.md.
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Config } from '../../src/config/config.js'
import { buildTestApp, imageInfoPath, put } from '../helper.js'

const FORM = 'application/x-www-form-urlencoded'
const VALIDATIONS = ['service', 'strict', 'warn'] as const
const VIOLATIONS_HEADER = 'x-superoffice-mock-violations'

type Row = readonly string[]

const document = readFileSync(new URL('../../docs/fidelity.md', import.meta.url), 'utf8')

function rowsBelow (heading: string): Row[] {
  const [, section = ''] = document.split(`### ${heading}\n`)
  const [lines = ''] = section.replace(/^[^|]*/, '').split('\n\n')
  return lines.trim().split('\n').slice(2).map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
}

/** Returns the content of a cell without its backticks. `"x" × 255` is a string of 255 characters. */
function unquoted (cell: string): string {
  const [, character = '', times] = /^`"?(.)"?` × (\d+)$/.exec(cell) ?? []
  if (times !== undefined) return character.repeat(Number(times))
  return cell.replace(/^`(.*)`$/, '$1')
}

const parseCell = (cell: string): unknown => cell.includes(' × ') ? unquoted(cell) : JSON.parse(unquoted(cell))

type Send = (app: FastifyInstance, property: string, value: unknown) => ReturnType<typeof put>

const nested = (property: string, value: unknown): object =>
  property.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object

const withoutProperty = (property: string) => property.includes('.') ? nested(property.replace(/\..*/, ''), {}) : {}

const isOfProduct = (property: string) => ['VAT', 'ExtraInfo'].includes(property)

let owners = 0

/** Sends a body with `property`: to a new product if it is a property of products, otherwise to an image info that was never saved. */
async function send (app: FastifyInstance, property: string, body: unknown, type: string) {
  const url = isOfProduct(property)
    ? `/api/v1/Product/${(await app.inject({ method: 'POST', url: '/api/v1/Product', payload: {} })).json().ProductId}`
    : imageInfoPath(10_000 + owners++)
  return put(app, body, { url, headers: { 'content-type': type } })
}

const JSON_FORMATS: Record<string, Send> = {
  JSON: (app, property, value) => send(app, property, nested(property, value), 'application/json'),
  'a merge patch': (app, property, value) => send(app, property, nested(property, value), 'application/merge-patch+json'),
  'a JSON Patch': (app, property, value) => send(app, property, Object.entries(nested(property, value)).map(([name, inner]) =>
    ({ op: 'replace', path: `/${name}`, value: inner })), 'application/json-patch+json'),
}

const TEXT_FORMATS: Record<string, Send> = {
  XML (app, property, value) {
    const names = [isOfProduct(property) ? 'Product' : 'BlobEntity', ...property.split('.')]
    return send(app, property, names.reduceRight((inner, name) => `<${name}>${inner}</${name}>`, String(value)), 'text/xml')
  },
  'a form': (app, property, value) => send(app, property, new URLSearchParams({ [property]: String(value) }).toString(), FORM),
}

const readValue = (carrier: unknown, property: string) =>
  property.split('.').reduce((value, name) => Object(value)[name], carrier)

async function checkCell (t: Test, app: FastifyInstance, property: string, sending: ReturnType<Send>, cell: string, isNamed: boolean) {
  const answer = await sending
  if (cell === '400') {
    t.equal(answer.statusCode, 400, answer.body.slice(0, 200))
    return t.match(answer.json().Message, property.replace('[0]', ''))
  }
  t.equal(answer.statusCode, 200, answer.body.slice(0, 200))
  const value = readValue(answer.json(), property)
  if (cell === 'left out') t.match(value, readValue((await send(app, property, withoutProperty(property), 'application/json')).json(), property))
  else if (Array.isArray(value)) t.equal(value.length, Object(parseCell(cell)).length)
  else t.match(value, parseCell(cell))
  if (isNamed) t.match(answer.headers[VIOLATIONS_HEADER], property)
  else t.notOk(VIOLATIONS_HEADER in answer.headers, String(answer.headers[VIOLATIONS_HEADER]))
}

async function buildApps (t: Test, writePolicy: Config['writePolicy']) {
  const apps: FastifyInstance[] = []
  for (const validation of VALIDATIONS) {
    const app = await buildTestApp(t, { validation, writePolicy, seed: 'none' })
    // The clock is frozen, because the dates of two saves are compared, and a new second might begin between them.
    await app.inject({ method: 'PUT', url: '/_mock/clock', payload: { Frozen: true } })
    apps.push(app)
  }
  return apps
}

async function checkTable (t: Test, heading: string, formats: Record<string, Send>, readSent: (cell: string) => unknown) {
  const rows = rowsBelow(heading)
  t.ok(rows.length >= 20, `${rows.length} rows`)
  const appsByPolicy = { server: await buildApps(t, 'server'), client: await buildApps(t, 'client') }
  const types = new Set<string>()
  for (const [type = '', name = '', sent = '', ...cells] of rows) {
    types.add(type)
    const property = unquoted(name)
    const [, strict] = cells
    for (const [index, app] of appsByPolicy[property.startsWith('Created') ? 'client' : 'server'].entries()) {
      const validation = VALIDATIONS[index]
      for (const [format, sendIn] of Object.entries(formats)) {
        // Skipped, because null in a merge patch removes the property.
        if (format === 'a merge patch' && sent === '`null`') continue
        await t.test(`under VALIDATION=${validation}, ${property} ${sent.slice(0, 40)} in ${format} has the documented result`, async t =>
          checkCell(t, app, property, sendIn(app, property, readSent(sent)), cells[index] ?? '', validation === 'warn' && strict === '400'))
      }
    }
  }
  t.same([...types], ['int32', 'double', 'bool', 'string', 'string over 254', 'date', 'enum', 'associate', 'list'])
}

t.test('values in JSON and patches are converted as the table in fidelity.md says', t => checkTable(t, 'In JSON and patches', JSON_FORMATS, parseCell))

t.test('values in XML and forms are converted as the table in fidelity.md says', t => checkTable(t, 'In XML and forms', TEXT_FORMATS, unquoted))

t.test('the operation test of a JSON Patch compares the stored value with the converted value, or under VALIDATION=strict with the sent one', async t => {
  const url = imageInfoPath(1)
  for (const [validation, status] of [['service', 200], ['strict', 409], ['warn', 200]] as const) {
    const app = await buildTestApp(t, { validation })
    await put(app, { BlobSize: 907 }, { url })
    const test = await put(app, [{ op: 'test', path: '/BlobSize', value: '907' }], { url, headers: { 'content-type': 'application/json-patch+json' } })
    t.equal(test.statusCode, status, validation)
  }
})
