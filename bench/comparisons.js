// Comparisons of a server, usually the mock, with a base server, by default bare Fastify. The CPU times per request and the 99th
// percentiles of the latencies are compared. Each comparison is a row of the results.
import { readFileSync } from 'node:fs'
import { load } from './load.js'
import { noise } from './picture.js'
import { BURST, WARM_UP, measurePairs, summarize } from './rows.js'
import { bare, cpuMs, plain, fromHere, mock, start, stop } from './servers.js'
import { findP99 } from './statistics.js'

/**
 * Step between the product ids of successive requests, modulo the number of products. The step is large, so that with many products these
 * requests use different pages of the database. It is prime and divides none of the numbers of products used here, so that all products
 * are used.
 */
const STRIDE = 7919
const IMAGE_BYTES = 100_000

const JSON_TYPE = 'application/json; charset=utf-8'
const BASIC = 'Authorization: Basic dGplMDpUamUw\r\n'
const sample = extension => readFileSync(fromHere(`../test/fixtures/put-image-info.request.${extension}`), 'latin1')

/**
 * Returns a function that returns the text of a PUT of an image info. Successive calls of the returned function return PUTs for all of
 * `products` products in turn. The default body is the sample in the vendor's documentation.
 */
export function putRequests ({ body = sample('json'), type = JSON_TYPE, accept = JSON_TYPE, headers = '', products = 1000 } = {}) {
  const rest = `/ImageInfo HTTP/1.1\r\nHost: 127.0.0.1\r\n${BASIC}Accept: ${accept}\r\nAccept-Language: *\r\n${headers}` +
    `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  let turn = 0
  return () => `PUT /api/v1/Product/${turn++ * STRIDE % products + 1}${rest}`
}

const getImage = () => `GET /api/v1/Product/1/Image HTTP/1.1\r\nHost: 127.0.0.1\r\n${BASIC}\r\n`

async function call (port, method, path, type, body) {
  const headers = { 'content-type': type, authorization: 'Basic dGplMDpUamUw' }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body })
  if (!response.ok) throw new Error(`${method} ${path} responded ${response.status}: ${await response.text()}`)
}

const storing = count => ({ port }) => {
  const Products = Array.from({ length: count }, (_, index) => ({
    ProductId: index + 1, Name: `Product ${index + 1}`, ImageInfo: { Description: `Picture of product ${index + 1}` },
  }))
  return call(port, 'PUT', '/_mock/state', 'application/json', JSON.stringify({ Products }))
}

const storeImage = async ({ port }) => call(port, 'PUT', '/api/v1/Product/1/Image', 'image/png', await noise(IMAGE_BYTES))

const PUT = { command: () => mock(), requests: () => putRequests() }
const BARE_PUT = { command: () => bare(), requests: () => putRequests() }
const BARE_IMAGE = { command: () => bare(), requests: () => getImage }
const PLAIN = { command: () => plain(), requests: () => putRequests() }
const IMAGE = { ...PUT, requests: () => getImage, prepare: storeImage }
const TEN_STORED = { ...PUT, requests: () => putRequests({ products: 10 }), prepare: storing(10) }
const mockWith = (...settings) => ({ ...PUT, command: () => mock({ settings }) })

/** Sets of V8 flags to compare. In COMPARISONS, the first set, without flags, is the base of the others. */
export const FLAG_SETS = [[], ['--max-semi-space-size=4']]
const withFlags = flags => ({ ...PUT, command: () => mock({ flags }) })

/**
 * The comparisons by name. With ONLY=file,zone in the environment, only these are measured. `limit` is the ratio of CPU times that the mock
 * should not exceed, and `aim` is a lower ratio as a goal. Both are shown with the results and not enforced.
 */
export const COMPARISONS = {
  file: { title: 'PUT, everything on, database file', subject: PUT, limit: 1.45, aim: 1.3 },
  zone: {
    title: 'with SO-Language and SO-TimeZone',
    subject: { ...PUT, requests: () => putRequests({ headers: 'SO-Language: nb\r\nSO-TimeZone: US-NY\r\n' }) },
    limit: 1.65,
    aim: 1.45,
  },
  plain: { title: 'a plain server: one row read and written, one log line, nothing else', subject: PLAIN },
  'against-plain': { title: 'PUT, everything on, database file', subject: PUT, base: PLAIN, baseTitle: 'the plain server' },
  xml: {
    title: 'XML in and out',
    subject: { ...PUT, requests: () => putRequests({ body: sample('xml'), type: 'application/xml', accept: 'application/xml' }) },
  },
  form: {
    title: 'a form in, JSON out',
    subject: { ...PUT, requests: () => putRequests({ body: sample('form'), type: 'application/x-www-form-urlencoded' }) },
  },
  memory: { title: 'database in memory', subject: mockWith('--db', ':memory:') },
  power: { title: 'DURABILITY=power', subject: mockWith('--durability', 'power') },
  unrecorded: { title: 'without journal and metrics', subject: mockWith('--journal-size', '0', '--metrics', 'off') },
  unlogged: { title: 'without log lines', subject: mockWith('--log-level', 'silent') },
  stored: {
    title: '100,000 products stored, PUTs to ten of them',
    subject: { ...TEN_STORED, prepare: storing(100_000) },
    base: TEN_STORED,
    baseTitle: '10 stored',
    limit: 1.11,
  },
  spread: {
    title: '100,000 products stored, PUTs to all of them',
    subject: { ...PUT, requests: () => putRequests({ products: 100_000 }), prepare: storing(100_000) },
    base: TEN_STORED,
    baseTitle: '10 stored',
  },
  image: { title: 'GET of a 100 KB picture', subject: IMAGE, base: BARE_IMAGE, limit: 1.33 },
  'image-unrecorded': {
    title: 'GET of a 100 KB picture without journal and metrics',
    subject: { ...IMAGE, command: mockWith('--journal-size', '0', '--metrics', 'off').command },
    base: BARE_IMAGE,
  },
  ...Object.fromEntries(FLAG_SETS.slice(1).map((flags, index) => [`flags${index + 1}`, {
    title: `PUT, ${flags.join(' ')}`,
    subject: withFlags(flags),
    base: withFlags(FLAG_SETS[0]),
    baseTitle: 'no V8 flags',
  }])),
}

export const compare = async ({ subject, base = BARE_PUT }) => summarize(await measurePairs(rounds => comparePair(subject, base, rounds)))

async function comparePair (subject, base, rounds) {
  const [first, answerBytes] = await prepare(subject)
  const [second] = await prepare(base, answerBytes)
  const pairs = []
  for (let round = 0; round < rounds; round++) pairs.push([await burst(first), await burst(second)])
  await stop(first)
  await stop(second)
  return pairs
}

async function prepare ({ command, requests, prepare }, answerBytes = 0) {
  const server = await start(command(), { env: { ANSWER_BYTES: String(answerBytes) } })
  await prepare?.(server)
  server.requestText = requests()
  const { bodyBytes } = await load({ ...server, requests: WARM_UP })
  return [server, bodyBytes]
}

async function burst (server) {
  const before = cpuMs(server.child)
  const { latenciesMs } = await load({ ...server, requests: BURST })
  return { cpuUs: (cpuMs(server.child) - before) * 1000 / BURST, p99Ms: findP99(latenciesMs) }
}
