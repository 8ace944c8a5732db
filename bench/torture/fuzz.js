// Sends random requests that are generated from the OpenAPI documents of the mock. Some of the bodies are damaged.
import { Agent, request as httpRequest } from 'node:http'
import { createRandom } from './random.js'

const CONCURRENT = 32

const NASTY = ['', '0', '1', '-1', '1001', '2147483647', '2147483648', '1e9', '1.5', 'x', 'default', '%00', '%2e%2e', '..', 'null', 'true', '[]', "'", '"', '😀', 'é',
  'a'.repeat(300), '[I:1]', '__proto__', '2026-01-31', '2026-01-31T12:00:00Z', '0001-01-01T00:00:00', "name eq 'x'", '1001,1002', '*', '\\', '\u202e']
const NASTY_HEADERS = ['', 'x', '*', 'nb', 'US-NY', 'NO, includeTZOffset', 'application/xml', 'text/html;q=0.5', 'Basic QURNMDo=', 'Bearer x', 'SOTicket 7T:x', '0'.repeat(200),
  'Sun, 06 Nov 1994 08:49:37 GMT', 'é'.normalize('NFD')]
const TYPES = ['application/json', 'text/json', 'application/xml', 'text/xml', 'application/x-www-form-urlencoded', 'application/json-patch+json', 'application/merge-patch+json',
  'multipart/form-data; boundary=b', 'image/png', 'text/plain', 'nonsense', '']

/** Matches paths to which no requests are sent: faults would cause intended errors, and a stream does not end by itself. */
const LEFT_OUT = [/^\/_mock\/faults/, /^\/_mock\/journal\/stream/]

/**
 * Sends requests until the time is over or the number of requests is reached.
 * @returns counts, and descriptions of the first failures. In `statuses`, requests without a complete response are counted as status 0.
 */
export async function fuzz ({ port, seed, endsAt, requests }) {
  const random = createRandom(seed)
  const documents = await Promise.all(['/openapi.json', '/_mock/openapi.json'].map(path => fetch(`http://127.0.0.1:${port}${path}`).then(answer => answer.json())))
  const operations = documents.flatMap(listOperations).filter(({ path }) => !LEFT_OUT.some(left => left.test(path)))
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENT })
  const counts = { requests: 0, serverErrors: 0, broken: 0, statuses: {}, failures: [] }

  async function sendInTurn () {
    while (Date.now() < endsAt && counts.requests < requests) {
      counts.requests++
      const sent = requestFor(random, random.pick(operations))
      const { status, text } = await send(agent, port, sent).catch(error => ({ status: 0, text: String(error) }))
      counts.statuses[status] = (counts.statuses[status] ?? 0) + 1
      if (status !== 0 && status < 500) continue
      counts[status === 0 ? 'broken' : 'serverErrors']++
      if (counts.failures.length < 20) counts.failures.push(`${sent.method} ${sent.path} ${JSON.stringify(sent.headers)} ${String(sent.body).slice(0, 300)}: ${status} ${text.slice(0, 300)}`)
    }
  }

  await Promise.all(Array.from({ length: CONCURRENT }, sendInTurn))
  agent.destroy()
  return counts
}

const METHODS = ['get', 'put', 'post', 'delete']

function listOperations (document) {
  const resolve = part => part?.$ref === undefined ? part : part.$ref.slice(2).split('/').reduce((parent, name) => parent[name.replaceAll('~1', '/')], document)
  return Object.entries(document.paths).flatMap(([path, item]) => METHODS.filter(method => method in item).map(method => {
    const { parameters = [], requestBody } = item[method]
    const { content = {} } = resolve(requestBody) ?? {}
    return { path, method: method.toUpperCase(), parameters: parameters.map(resolve), schema: Object.values(content)[0]?.schema, resolve }
  }))
}

function requestFor (random, { path, method, parameters, schema, resolve }) {
  const word = () => random.pick(NASTY)
  const isGood = random.happens(0.5)
  const createValue = parameter => isGood ? valueFor(random, resolve(parameter.schema ?? {}), resolve) : word()
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(isGood && /Id$/i.test(name) ? 1001 : word()))
  const query = parameters.filter(({ in: place }) => place === 'query' && random.happens(0.4)).map(parameter => `${parameter.name}=${encodeURIComponent(createValue(parameter))}`)
  const headers = Object.fromEntries(parameters.filter(({ in: place, name }) => place === 'header' && name !== 'x-mock-fault' && random.happens(0.1)).map(({ name }) => [name, headerText(random)]))
  if (random.happens(0.2)) headers.accept = headerText(random)
  let body
  if (schema !== undefined || random.happens(0.05)) {
    headers['content-type'] = isGood ? 'application/json' : random.pick(TYPES)
    body = broken(random, Buffer.from(JSON.stringify(valueFor(random, resolve(schema ?? {}), resolve)) ?? ''))
    headers['content-length'] = body.length
  }
  const tenant = random.happens(0.2) ? `/F${random.below(20)}` : ''
  return { method, path: `${tenant}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`, headers, body }
}

const headerText = random => Buffer.from(random.pick(NASTY_HEADERS)).toString('latin1').replace(/[^\t -~\x80-\xff]/g, '')

/** Returns a random value, usually of the type in `schema`. */
function valueFor (random, schema, resolve, depth = 0) {
  if (random.happens(0.05)) return random.pick([null, true, 1.5, -1, 2147483648, [], {}, '', random.pick(NASTY)])
  const { type, enum: words, anyOf, oneOf, allOf, properties, items } = schema
  const variants = anyOf ?? oneOf ?? allOf
  if (variants !== undefined) return valueFor(random, resolve(random.pick(variants)), resolve, depth)
  if (words !== undefined) return random.pick(words)
  switch ([type].flat()[0]) {
    case 'integer': return random.pick([0, 1, 5, 1001, 5001, -1, 2147483647])
    case 'number': return random.pick([0, 1.5, -3, 1e21])
    case 'boolean': return random.happens(0.5)
    case 'array': return depth > 4 ? [] : Array.from({ length: random.below(3) }, () => valueFor(random, resolve(items ?? {}), resolve, depth + 1))
    case 'object': return depth > 4 ? {} : Object.fromEntries(Object.entries(properties ?? {}).filter(() => random.happens(0.6)).map(([name, property]) => [name, valueFor(random, resolve(property), resolve, depth + 1)]))
    default: return random.pick(NASTY)
  }
}

/** Returns `body`, sometimes with random damage. */
function broken (random, body) {
  if (body.length === 0 || !random.happens(0.2)) return body
  const at = random.below(body.length)
  switch (random.below(4)) {
    case 0: return body.subarray(0, at)
    case 1: return Buffer.concat([body.subarray(0, at), Buffer.from(random.pick(NASTY)), body.subarray(at)])
    case 2: return Buffer.concat([body, body.subarray(at)])
    default: {
      const changed = Buffer.from(body)
      changed[at] = random.below(256)
      return changed
    }
  }
}

const send = (agent, port, { method, path, headers, body }) => new Promise((resolve, reject) => {
  const sent = httpRequest({ agent, host: '127.0.0.1', port, method, path, headers }, answer => {
    let text = ''
    answer.setEncoding('latin1').on('data', part => { if (text.length < 1000) text += part })
      .on('end', () => resolve({ status: answer.statusCode, text })).on('error', reject)
  })
  sent.on('error', reject).end(body)
})
