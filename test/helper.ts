import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import { DOMParser, type Element } from '@xmldom/xmldom'
import Database from 'better-sqlite3'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { buildApp } from '../src/app.js'
import { loadConfig, type Config } from '../src/config/config.js'
import { isPostgres } from '../src/config/database-address.js'
import { reuseDatabase, runSql, testDatabase } from './postgres.js'

/**
 * Builds an app without authentication and with a separate database, unless `settings` has `auth` or `database`. Closes the app after the
 * test.
 */
export async function buildTestApp (t: Test, settings: Partial<Config> = {}): Promise<FastifyInstance> {
  const database = await testDatabase(settings.database)
  const app = await buildApp({ ...loadConfig(), auth: 'off', ...settings, database })
  t.teardown(async () => {
    await app.close()
    reuseDatabase(settings.database, database)
  })
  return app
}

/**
 * Returns the path of a new folder, which is removed when the test ends. The removal is retried after some errors, because Windows can
 * refuse to remove a file for a short time after the file was closed.
 */
export function temporaryFolder (t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-'))
  t.teardown(() => rmSync(folder, { recursive: true, maxRetries: 10 }))
  return folder
}

export const imageInfoPath = (productId: number | string = 123, tenant = '') =>
  `${tenant && `/${tenant}`}/api/v1/Product/${productId}/ImageInfo`

/** Sends a request with a body, by default a PUT of an image info. A string or buffer is sent unchanged, and any other body as JSON. */
export async function put (app: FastifyInstance, body: unknown, options: InjectOptions = {}) {
  return app.inject({
    method: 'PUT',
    url: imageInfoPath(),
    ...options,
    headers: { 'content-type': 'application/json; charset=utf-8', ...options.headers },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
}

/** Sends a product, by default with PUT if an id is given, and with POST if the id is empty. */
export async function sendProduct (app: FastifyInstance, productId: number | '', body: unknown, options: InjectOptions = {}) {
  return put(app, body, { method: productId === '' ? 'POST' : 'PUT', url: `/api/v1/Product/${productId}`, ...options })
}

/** Sends a request as `put` does, and returns the parsed body of the response. Throws unless the status is 200. */
export async function putOk (app: FastifyInstance, body: unknown, options: InjectOptions = {}) {
  const answer = await put(app, body, options)
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
  return answer.json()
}

/** Sends a request to a path below /_mock. Returns the status and the parsed body of the response; an empty body is undefined. */
export async function control (app: FastifyInstance, method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object, tenant = '') {
  const options: InjectOptions = { method, url: `${tenant && `/${tenant}`}/_mock/${path}`, ...(body && { payload: body }) }
  const answer = await app.inject(options)
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

/** Sets and stops the clock of the default tenant. */
export async function freezeClock (app: FastifyInstance, Now = '2026-01-31T12:00:00Z'): Promise<void> {
  await control(app, 'PUT', 'clock', { Now, Frozen: true })
}

/** Advances the clock of the default tenant. */
export async function advanceClock (app: FastifyInstance, Seconds = 1): Promise<void> {
  await control(app, 'POST', 'clock/advance', { Seconds })
}

/** Shared by all calls of `readDocument`, so that the schema of OpenAPI is compiled only once. */
const validator = new Validator()

/**
 * Returns an OpenAPI document of an app with resolved references. A body without `example` gets the first of its `examples`, if any.
 * @throws Error if the document is invalid
 */
export async function readDocument (app: FastifyInstance, url: '/openapi.json' | '/_mock/openapi.json' = '/openapi.json') {
  const { valid, errors } = await validator.validate((await app.inject(url)).json())
  if (!valid) throw new Error(`${url}: ${JSON.stringify(errors)}`)
  validator.resolveRefs()
  const document = JSON.parse(JSON.stringify(validator.specification))
  for (const path of Object.values<Record<string, DocumentedOperation>>(document.paths)) {
    for (const { requestBody = {}, responses } of Object.values(path)) {
      for (const { content = {} } of [requestBody, ...Object.values(responses)]) {
        for (const media of Object.values(content)) media.example ??= Object.values(media.examples ?? {})[0]?.value
      }
    }
  }
  return document
}

interface DocumentedBody {
  readonly content?: Readonly<Record<string, { example?: unknown, readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>>
}

interface DocumentedOperation {
  readonly requestBody?: DocumentedBody
  readonly responses: Readonly<Record<string, DocumentedBody>>
}

/** Writes a seed file with a number of products, each with an image info. Returns the path of the file. */
export function writeProductSeed (t: Test, products: number): string {
  const file = join(temporaryFolder(t), 'seed.json')
  const Products = Array.from({ length: products }, (_, index) =>
    ({ ProductId: index + 1, Name: `Product ${index + 1}`, ImageInfo: { BlobId: index + 1, Description: 'from the seed' } }))
  writeFileSync(file, JSON.stringify({ Products }))
  return file
}

/** Runs a query in the database of the app whose setting `database` is `path`, and returns the rows. */
export async function readRows (path: string, sql: string): Promise<Record<string, unknown>[]> {
  const database = await testDatabase(path)
  if (isPostgres(database)) return runSql(database, sql)
  const db = new Database(database, { readonly: true })
  const rows = db.prepare<[], Record<string, unknown>>(sql).all()
  db.close()
  return rows
}

/** Waits until no set of data is marked for removal in the database of the app whose setting `database` is `path`. */
export async function untilRemoved (path: string): Promise<void> {
  const released = isPostgres(await testDatabase(path)) ? 'SELECT 1 FROM released_set' : "SELECT 1 FROM tenant WHERE name LIKE '~removed %'"
  while ((await readRows(path, released)).length > 0) await nextTurn()
}

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/**
 * Returns the value of an element: null, a string, an array for some lists, or an object with the values of the child elements or of the
 * entries of a dictionary.
 */
function readProperties (element: Element): unknown {
  if (element.getAttributeNS(XSI, 'nil') === 'true') return null
  const children = Array.from(element.childNodes).filter((node): node is Element => node.nodeType === node.ELEMENT_NODE)
  if (children.length === 0) return element.textContent
  if (['ProductExtraDataField', 'Row'].includes(String(children[0]?.nodeName))) return children.map(readProperties)
  if (children[0]?.nodeName === 'FieldPropertyDictionaryKeyValuePair') {
    return Object.fromEntries(children.map(pair => Array.from(pair.childNodes).map(node => readProperties(node as Element))))
  }
  return Object.fromEntries(children.map(child => [child.nodeName, readProperties(child)]))
}

/**
 * Returns the name of the root element of an XML document, and its value. The parser is not that of the mock, so that XML that only the
 * mock's parser accepts is refused. Throws if the parser reports an error.
 */
export function readXml (xml: string) {
  const onError = (level: string, message: string) => {
    if (level !== 'warning') throw new Error(message)
  }
  const root = new DOMParser({ onError }).parseFromString(xml, 'application/xml').documentElement
  if (root === null) throw new Error(`No XML: ${xml}`)
  return { root: root.nodeName, value: readProperties(root) }
}

/**
 * Changes `performance.now` so that each call returns a time at least 100 ms after that of the previous call. Each call of `takeTurn` in
 * src/http/turns.ts then waits for a later turn of the event loop. The returned function restores `performance.now`.
 */
export function hurryTime (): () => void {
  const { now } = performance
  let later = 0
  performance.now = () => now.call(performance) + (later += 100)
  return () => { performance.now = now }
}
