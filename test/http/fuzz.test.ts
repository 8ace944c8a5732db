// Sends mutated bodies in several formats. FUZZ_BODIES is the number of bodies in each format. FUZZ_SEED is the seed of the random choices.
// Each run prints its seed, so that the run can be repeated.
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { buildTestApp, imageInfoPath, put, readXml } from '../helper.js'

const BODIES = Number(process.env['FUZZ_BODIES'] ?? 2000)
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)
const MOST_GROWTH_MB = 16

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
const sample = JSON.parse(fixture('put-image-info.request.json'))

/** Returns a function that returns random integers below `below`, at least 0. The same seed gives the same numbers (mulberry32). */
function createRandom (seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below)
  }
}

type Random = ReturnType<typeof createRandom>

const between = (random: Random, body: Buffer) => {
  const start = random(body.length + 1)
  return [start, start + random(Math.min(40, body.length - start) + 1)] as const
}
const replaced = (body: Buffer, start: number, end: number, ...by: Buffer[]) =>
  Buffer.concat([body.subarray(0, start), ...by, body.subarray(end)])

const MUTATIONS: ((body: Buffer, random: Random, tokens: readonly string[]) => Buffer)[] = [
  (body, random) => {
    const changed = Buffer.from(body)
    if (changed.length > 0) changed[random(changed.length)] = random(256)
    return changed
  },
  (body, random) => replaced(body, ...between(random, body)),
  (body, random) => {
    const [start, end] = between(random, body)
    return replaced(body, end, end, ...Array(1 + random(3)).fill(body.subarray(start, end)))
  },
  (body, random) => body.subarray(0, random(body.length + 1)),
  (body, random, tokens) => {
    const at = random(body.length + 1)
    const token = Buffer.from(tokens[random(tokens.length)] ?? '')
    return replaced(body, at, random(2) === 0 ? at : Math.min(at + token.length, body.length), token)
  },
  (body, random, tokens) => {
    const at = random(body.length + 1)
    const token = Buffer.from(tokens[random(tokens.length)] ?? '')
    return replaced(body, at, at, ...Array(random(100) === 0 ? 2000 : random(20)).fill(token))
  },
]

const COMMON = [
  '', '0', '-1', '2147483648', '1e400', '0.1', 'true', 'null', 'BlobId', 'blobid', 'Description', 'CreatedBy', 'Type', '__proto__',
  'constructor', 'toString', 'x'.repeat(255), '😀', '\0', '\ud7ff', '\ufeff', '2020-02-30T00:00:00', '9999-12-31T23:59:59-14:00',
]
const JSON_TOKENS = [...COMMON, '{', '}', '[', ']', '"', ':', ',', '\\', '\\u0000', '\\ud800', '{}', '[]', '"":', "'", ',}', ',]', '//', '/*', '*/', '\n', 'a:']

/** The path of an operation whose request body can contain lists of objects with required properties. */
const ARCHIVE_AGENT = '/api/v1/Agents/Archive/GetArchiveListByColumns'

const FORMATS: { type: string, body: string, tokens: string[], operation?: string }[] = [
  { type: 'application/json', body: JSON.stringify(sample), tokens: JSON_TOKENS },
  {
    type: 'application/xml',
    body: fixture('put-image-info.request.xml').replace(/\n\s*/g, ''),
    tokens: [...COMMON, '<', '>', '</', '/>', '<a>', '</a>', '<BlobEntity>', '</BlobEntity>', '&amp;', '&#0;', '&#x10ffff;', '&lol;', '<![CDATA[', ']]>', '<!--', '-->', '<?', '?>', '<!DOCTYPE x [', '<!ENTITY a "b">', ' xmlns="', ' i:nil="true"', ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'],
  },
  {
    type: 'application/x-www-form-urlencoded',
    body: fixture('put-image-info.request.form'),
    tokens: [...COMMON, '&', '=', '%', '+', '.', '[', ']', '[]', '%00', '%ff', '%5B', '%2E', ';', '&BlobId=1', 'CreatedBy=', 'CreatedBy[', '][', '&a'],
  },
  { type: 'application/merge-patch+json', body: JSON.stringify(sample), tokens: JSON_TOKENS },
  {
    type: 'application/json-patch+json',
    body: JSON.stringify([
      { op: 'test', path: '/ExtraInfo', value: '' },
      { op: 'add', path: '/Description', value: 'x' },
      { op: 'replace', path: '/ExtraInfo', value: '' },
      { op: 'replace', path: '/CreatedBy', value: sample.CreatedBy },
      { op: 'remove', path: '/CreatedBy/Name' },
      { op: 'replace', path: '/CreatedDate', value: '2008-01-30T09:40:59+01:00' },
      { op: 'test', path: '/CreatedDate', value: '2008-01-30T09:40:59+01:00' },
    ]),
    tokens: [...JSON_TOKENS, '"op"', '"add"', '"test"', '"remove"', '"move"', '"path"', '"/CreatedBy"', '"/CreatedBy/Name"', '/', '~1', '-'],
  },
  {
    type: 'application/json',
    body: JSON.stringify({
      ProviderName: 'Product', Columns: ['name'], SortOrder: [{ Name: 'name', Direction: 'DESC' }],
      Restriction: [{ Name: 'name', Operator: 'begins', Values: ['lamp'], InterOperator: 'Or' }, { Name: 'productId', Operator: 'oneOf', Values: ['1', '2'] }],
    }),
    tokens: [...JSON_TOKENS, '"Name"', '"Operator"', '"Values"', '"Restriction"', '"SortOrder"', '{"Name":"code"}', 'between', 'productId', '[I:1]', "\\\\'"],
    operation: ARCHIVE_AGENT,
  },
]

for (const { type, body, tokens, operation } of FORMATS) {
  t.test(`mutated bodies of type ${type}${operation === undefined ? '' : ` for ${operation}`} have well-formed responses with 200, 400 or 409 and do not make memory grow`, async t => {
    t.comment(`${BODIES} bodies, FUZZ_SEED=${SEED}`)
    const random = createRandom(SEED)
    const apps = [
      await buildTestApp(t), await buildTestApp(t, { validation: 'strict' }), await buildTestApp(t, { validation: 'warn', writePolicy: 'client' }),
    ] as const
    const statuses = new Map<number, number>()
    const original = Buffer.from(body)
    let heapBefore = 0

    for (let index = 0; index < BODIES; index++) {
      if (index === Math.floor(BODIES / 10)) heapBefore = heapInMb()
      let mutated: Buffer = original
      for (let times = random(4); times >= 0; times--) {
        mutated = MUTATIONS[random(MUTATIONS.length)]?.(mutated, random, tokens) ?? mutated
      }
      const wantsXml = random(8) === 0
      const answer = await put(apps[random(3)] ?? apps[0], mutated, {
        ...(operation === undefined ? { url: imageInfoPath(1 + random(5)) } : { method: 'POST', url: operation }), headers: { 'content-type': type, accept: wantsXml ? 'text/xml' : '*/*' },
      })
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
      try {
        if (![200, 400, 409].includes(answer.statusCode)) throw new Error(`${answer.statusCode} ${answer.body}`)
        if (wantsXml) readXml(answer.body)
        else answer.json()
      } catch (error) {
        t.fail(`body ${index}: ${error}`, { base64: mutated.toString('base64') })
      }
    }

    const growth = heapInMb() - heapBefore
    t.comment(`${JSON.stringify(Object.fromEntries(statuses))}, heap ${growth.toFixed(1)} MB larger`)
    t.ok(Number(statuses.get(200)) > 0 && Number(statuses.get(400)) > 0, 'some are taken and some refused')
    t.ok(growth < MOST_GROWTH_MB, `the heap grew by ${growth} MB`)
  })
}

function heapInMb (): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1e6
}
