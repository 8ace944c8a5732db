import t, { type Test } from 'tap'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { Config } from '../src/config/config.js'
import { buildTestApp } from './helper.js'

interface Operation {
  readonly operationId?: string
  readonly security?: readonly object[]
}

interface Document {
  readonly security?: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const DOCUMENTS = ['/openapi.json', '/_mock/openapi.json'] as const

/** Returns a document after the official schema of OpenAPI 3.1 has accepted it. */
async function readDocument (t: Test, url: string, settings: Partial<Config> = {}): Promise<Document> {
  const app = await buildTestApp(t, { auth: 'any', ...settings })
  const document = (await app.inject(url)).json()
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  t.ok(valid, `${url}: ${JSON.stringify(errors)}`)
  return document
}

const operationsOf = ({ paths }: Document) => Object.entries(paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({ call: `${method} ${path}`, operation })))

t.test('every operation of both documents has an id of its own', async t => {
  for (const url of DOCUMENTS) {
    const ids = operationsOf(await readDocument(t, url)).map(({ call, operation: { operationId = call } }) => operationId)
    t.same(ids.filter(id => !/^[a-z]\w+$/i.test(id)), [], 'an id is a name in most languages')
    t.equal(new Set(ids).size, ids.length)
  }
  const ids = operationsOf(await readDocument(t, '/_mock/openapi.json')).map(({ operation }) => operation.operationId)
  for (const id of ['getFaults', 'postFaults', 'deleteFaultsById', 'postFaultsPresetsByName']) t.ok(ids.includes(id), id)
})

t.test('operations say which credential they need, or that they need none', async t => {
  const open = ['get /health', 'get /ready', 'get /api', 'get /api/v1', 'get /api/state/{tenant}']
  for (const { call, operation: { security = [] } } of operationsOf(await readDocument(t, '/openapi.json'))) {
    t.equal(security.length === 0, open.includes(call), call)
  }
  for (const { call, operation } of operationsOf(await readDocument(t, '/openapi.json', { auth: 'off' }))) t.same(operation.security, [], call)
  const control = await readDocument(t, '/_mock/openapi.json')
  t.same(control.security, [{ token: [] }, {}])
})
