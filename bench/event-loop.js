// Prints the longest turns of the event loop of the mock in three situations: while it handles bodies of up to about two megabytes, which
// are chosen because they may take especially long; while it reads journal entries with at most the first 60,000 bytes of these bodies;
// and while 100 clients read or verify the journal at the same time.
// Usage: npm run build && node bench/event-loop.js [all|requests|journal|together] [part of the name of a body]
// `requests` measures only the first situation, `journal` only the others, and `together` only the last. If a part of a name is given, the
// last situation is not measured.

import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createMockServer } from '../dist/index.js'

const MEGABYTE = 1_000_000
const MOST_MS = 250

const JSON_TYPE = 'application/json'
const TYPES = [JSON_TYPE, 'application/merge-patch+json', 'application/json-patch+json', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'image/png']

const full = (unit, bytes = MEGABYTE) => unit.repeat(Math.floor(bytes / unit.length))
/** Joins the results of `piece(0)`, `piece(1)` and so on with `separator`, up to a length of about `bytes` characters. */
const pieces = (piece, separator, bytes = MEGABYTE) => {
  const all = []
  for (let length = 0, index = 0; length < bytes - 100; index++) {
    all.push(piece(index))
    length += all.at(-1).length + separator.length
  }
  return all.join(separator)
}
const inText = text => JSON.stringify({ Description: text })
const text = unit => inText(full(unit))

const BODIES = {
  'nested arrays': full('[', MEGABYTE / 2) + full(']', MEGABYTE / 2),
  'nested arrays in a property': `{"ExtraInfo":${full('[', MEGABYTE / 2.1)}${full(']', MEGABYTE / 2.1)}}`,
  'nested arrays without an end': full('['),
  'nested objects': `${full('{"a":', MEGABYTE * 0.8)}1${full('}', MEGABYTE * 0.16)}`,
  'nested CreatedBy': `${full('{"CreatedBy":', MEGABYTE * 0.9)}1${full('}', MEGABYTE * 0.065)}`,
  'string of one letter': text('a'),
  'string of zeros': text('0'),
  'string of blanks': text(' '),
  'string of backslashes': text('\\'),
  'string of quotes': text('"'),
  'string of tags': text('<a'),
  'string of brackets': text('[{'),
  'string of percent signs': text('%'),
  'string of percent escapes': text('%c3%a9'),
  'string of unicode escapes': `{"Description":"${full('\\u0061')}"}`,
  'string of tokens': text('token:'),
  'string of token=': text('token='),
  'string of language blocks': text('US:"a";'),
  'string of language beginnings': text('US:"'),
  'string of resources': text('[SR_A'),
  'string of lone surrogates': `{"Description":"${full('\\ud800')}"}`,
  'string of secrets': `{"password":"${full('a')}"}`,
  'digits in a number': `{"BlobId":${full('1')}}`,
  'digits in a string': `{"BlobId":"${full('1')}x"}`,
  'digits in a double': `{"Name":"a","VAT":"${full('1')}x"}`,
  'blanks around a number': `{"BlobId":"${full(' ')}1"}`,
  'zeros in a date': `{"CreatedDate":"${full('0')}"}`,
  'fractions in a date': `{"CreatedDate":"2024-01-01T00:00:00.${full('1')}"}`,
  'blob data': `{"BlobData":"${full('A')}"}`,
  'broken blob data': `{"BlobData":"${full('A\\n')}"}`,
  'many properties': `{${pieces(index => `"p${index}":1`, ',')}}`,
  'many spellings': `{${pieces(index => `"${[...'description'].map((letter, at) => index >> at & 1 ? letter.toUpperCase() : letter).join('')}":1`, ',')}}`,
  'many secret properties': `{${pieces(index => `"token${index}":"a"`, ',')}}`,
  'many numeric properties': `{${pieces(index => `"${index}":1`, ',')}}`,
  'many list items': `{"ExtraInfo":[${pieces(() => '{"Name":1}', ',')}]}`,
  'many empty items': `{"ExtraInfo":[${pieces(() => '{}', ',')}]}`,
  'many numbers for items': `{"ExtraInfo":[${pieces(() => '1', ',')}]}`,
  'many unknown names in items': `{"ExtraInfo":[${pieces(index => `{"x${index}":1}`, ',')}]}`,
  'a list for a text': `{"Description":[${pieces(() => '1', ',')}]}`,
  'lenient comments': `{${full('/**/', 60_000)}}`,
  'lenient comments above the limit': `{${full('/**/')}}`,
  'lenient quotes': `{'a':'${full('\\\'', 60_000)}'}`,
  'an error at the end': `{"a":"${full('a')}`,
  'an error after many lines': `[${full('\n')}x]`,
  'bare words': full('a'),
  'patch operations': `[${pieces(() => '{"op":"add","path":"/ExtraInfo/-","value":{"Name":"a"}}', ',', 55_000)}]`,
  'patch tests': `[${pieces(() => '{"op":"test","path":"/Description","value":"a"}', ',', 48_000)}]`,
  'patch of many operations': `[${pieces(() => '{"op":"add","path":"/Description","value":"a"}', ',')}]`,
  'patch with large values': `[${pieces(() => `{"op":"add","path":"/ExtraInfo/0","value":{${pieces(index => `"p${index}":1`, ',', 900)}}}`, ',')}]`,
  'patch with a nested value': `[{"op":"test","path":"/ExtraInfo","value":${full('[', MEGABYTE / 2.1)}${full(']', MEGABYTE / 2.1)}}]`,
  'patch with a long path': `[{"op":"add","path":"${full('/0')}","value":1}]`,
  'patch of broken operations': `[${pieces(() => '{"op":1}', ',', 8_900)}]`,
  'xml elements': `<BlobEntity>${full('<a/>')}</BlobEntity>`,
  'xml numbered elements': `<BlobEntity>${pieces(index => `<a${index}/>`, '')}</BlobEntity>`,
  'xml nested': full('<a>'),
  'xml attributes': `<BlobEntity ${pieces(index => `a${index}="1"`, ' ')}/>`,
  'xml namespaces': `<BlobEntity ${pieces(index => `xmlns:a${index}="u"`, ' ')}>${'</BlobEntity>'}`,
  'xml entities': `<BlobEntity><Description>${full('&amp;')}</Description></BlobEntity>`,
  'xml open tags': full('<'),
  'xml open comment': `<!--${full('-')}`,
  'xml comments': `<BlobEntity>${full('<!-- -->')}</BlobEntity>`,
  'xml cdata': `<BlobEntity><Description><![CDATA[${full(']')}]]></Description></BlobEntity>`,
  'xml text': `<BlobEntity>${full('a ')}</BlobEntity>`,
  'xml references': `<BlobEntity xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/">${pieces(index => `<a z:Id="${index}"/><a z:Ref="${index}"/>`, '')}</BlobEntity>`,
  'xml secrets': `<BlobEntity>${pieces(() => '<token>a</token>', '')}</BlobEntity>`,
  'xml list': `<BlobEntity><ExtraInfo>${pieces(() => '<StringKeyValue><Name>a</Name></StringKeyValue>', '')}</ExtraInfo></BlobEntity>`,
  'xml doctype': `<!DOCTYPE a [${full('<!ENTITY a "a">')}]>`,
  'form fields': pieces(index => `p${index}=1`, '&'),
  'form of 1000 fields': pieces(index => `p${index}=1`, '&', 8_000),
  'form with a deep name': full('a.'),
  'form with a long name': full('['),
  'form with a long value': `Description=${full('%41')}`,
  'form of plus signs': `Description=${full('+')}`,
  'form of equal signs': full('='),
  'multipart parts': full('--b\r\n\r\n\r\n'),
  'multipart headers': `--b\r\n${full('a: b\r\n')}\r\n\r\n--b--`,
  'multipart long header': `--b\r\nContent-Disposition: form-data; ${full('name="a";')}\r\n\r\n\r\n--b--`,
  'multipart dashes': full('-'),
  'multipart almost delimiters': full('\r\n--'),
  'multipart line ends': `--b\r\n${full('\r')}`,
  gif: Buffer.concat([Buffer.from('GIF89a'), Buffer.alloc(MEGABYTE, '!')]),
  tiff: Buffer.concat([Buffer.from('II*\0\x08\0\0\0'), Buffer.alloc(MEGABYTE, 1)]),
  png: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(MEGABYTE, 0)]),
  jpeg: Buffer.concat([Buffer.from('ffd8ffe1', 'hex'), Buffer.alloc(MEGABYTE, 0xff)]),
}

const ROUTES = [
  ['PUT', '/api/v1/Product/1/ImageInfo'], ['POST', '/api/v1/Product'], ['PUT', '/api/v1/Product/1'], ['PUT', '/api/v1/Product/1/Image'],
  ['POST', '/api/v1/Agents/BLOB/SaveBlobEntity'], ['POST', '/api/v1/Agents/BLOB/SetProductImageFromByteArray'],
  ['POST', '/api/v1/Agents/Archive/GetArchiveListByColumns'],
  ['PUT', '/_mock/state'], ['POST', '/_mock/faults'], ['POST', '/_mock/rights'], ['POST', '/_mock/journal/verify'],
]

const MATCHES = {
  'a property': { Body: { Description: 'x' } },
  'a path': { Body: { Property: 'CreatedBy.Name', Value: '*a*b*' } },
  'an item': { Body: { Property: 'ExtraInfo[0].Name', Value: '*a*b*' } },
  'many letters': { Body: { Property: 'Description', Value: `*${'a'.repeat(30_000)}b${'a'.repeat(2_000)}*` } },
  'many stars': { Body: { Property: 'Description', Value: full('*a', 500_000) } },
  'many names': { Body: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`n${index}`, index])) },
  'many items': { Body: { ExtraInfo: Array.from({ length: 100_000 }, () => 1) } },
  'a long path': { Path: `/api/${full('a/')}` },
  'a long parameter': { Query: { Name: 'a', Value: `${full('*a', 500_000)}` } },
}

/**
 * File in which Linux reports the CPU time of the main thread. If it does not exist, the elapsed time is measured, which includes the time
 * of other processes.
 */
const RUN_TIME = `/proc/self/task/${process.pid}/schedstat`
const runMs = existsSync(RUN_TIME) ? () => parseInt(readFileSync(RUN_TIME, 'utf8')) / 1e6 : () => performance.now()

let longest = 0
let turnAt = runMs()
function countTurn () {
  const now = runMs()
  longest = Math.max(longest, now - turnAt)
  turnAt = now
  setImmediate(countTurn).unref()
}

const [, , kind = 'all', part = ''] = process.argv
const slow = []
let count = 0

/** Runs `work`. Resolves to the longest turn of the event loop in ms while `work` ran, and to the result of `work`. */
async function longestTurn (work) {
  await delay(2)
  longest = 0
  const result = await work()
  await delay(2)
  return [longest, result]
}

async function measure (name, work) {
  const [ms, results] = await longestTurn(work)
  const result = [...new Set([results].flat())].join()
  count++
  slow.push({ name, ms, result })
  if (ms > MOST_MS) console.log(`${ms.toFixed(0).padStart(7)} ms  ${name}  ${result}`)
}

const worker = new Worker(new URL('fetch-worker.js', import.meta.url))
const waiting = new Map()
worker.on('message', ({ id, status }) => {
  waiting.get(id)(status)
  waiting.delete(id)
})
let lastId = 0

/**
 * Sends a request from the worker, with the timeout `mostMs` if it is set. Resolves to the status of the response, or to the error as a
 * string.
 */
const request = (url, init = {}, mostMs = undefined) => new Promise(resolve => {
  waiting.set(++lastId, resolve)
  worker.postMessage({ id: lastId, url, init, mostMs })
})

const headersFor = type => ({ 'content-type': type })

async function measureTogether (validation, mock, send) {
  const CLIENTS = 100
  const together = work => Promise.all(Array.from({ length: CLIENTS }, work))
  const body = BODIES['xml list'].slice(0, 60_000)
  const save = () => send('PUT', '/api/v1/Product/1/ImageInfo', body, headersFor('application/xml'))
  const verify = verification => send('POST', '/_mock/journal/verify', JSON.stringify({ Match: MATCHES['a property'], ...verification }), headersFor(JSON_TYPE))
  await mock.journal.clear()
  for (let index = 0; index < 20; index++) await save()
  await measure(`${validation}: listings of ${CLIENTS} clients at once`, () => together(() => request(`${mock.url}/_mock/journal`)))
  await measure(`${validation}: verifications of ${CLIENTS} clients at once`, () => together(() => verify({ Times: { Exactly: 3 } })))
  await measure(`${validation}: streams of ${CLIENTS} clients at once`, () => together(() => request(`${mock.url}/_mock/journal/stream?Since=0`, {}, 3000)))
  const waiting = together(() => verify({ WaitForMilliseconds: 3000 }))
  await delay(1000)
  await measure(`${validation}: a request that ${CLIENTS} clients wait for`, async () => {
    await save()
    await waiting
  })
}

countTurn()
for (const validation of ['service', 'warn']) {
  const mock = await createMockServer({ auth: 'off', validation, bodyLimit: 4 * MEGABYTE })
  const send = (method, path, body, headers) => request(mock.url + path, { method, body, headers })
  // Warms up the routes, because the first requests take longer: for example, the first request to a route compiles a function that reads
  // bodies.
  for (const [method, path] of ROUTES) for (const type of TYPES) await send(method, path, '{}', headersFor(type))
  for (const [name, body] of Object.entries(BODIES).filter(([name]) => kind !== 'together' && name.includes(part))) {
    for (const [method, path] of kind === 'journal' ? [] : ROUTES) {
      for (const type of path.startsWith('/_mock') ? [JSON_TYPE] : TYPES) {
        await measure(`${validation}: ${name} as ${type} to ${method} ${path}`, () => send(method, path, body, headersFor(type)))
      }
    }
    await mock.faults.clear()
    await mock.rights.clear()
    await mock.journal.clear()
    if (kind === 'requests') continue
    // Adds entries to the journal, which keeps at most 64 KiB of each body, and at most 16 MiB in total.
    const type = name.startsWith('xml') ? 'application/xml' : name.startsWith('form') ? TYPES[4] : name.startsWith('patch') ? TYPES[2] : JSON_TYPE
    const small = Buffer.from(body).subarray(0, 60_000)
    for (let index = 0; index < 200; index++) await send('PUT', '/api/v1/Product/1/ImageInfo', small, { ...headersFor(type), authorization: `Bearer secret-${index}` })
    await measure(`${validation}: listing of ${name}`, () => request(`${mock.url}/_mock/journal?Limit=1000`))
    await measure(`${validation}: one entry of ${name}`, () => request(`${mock.url}/_mock/journal/1`))
    for (const [match, Match] of Object.entries(MATCHES)) {
      await measure(`${validation}: verification by ${match} of ${name}`, () => send('POST', '/_mock/journal/verify', JSON.stringify({ Match, Times: { Exactly: 3 } }), headersFor(JSON_TYPE)))
    }
    await measure(`${validation}: stream of ${name}`, () => request(`${mock.url}/_mock/journal/stream?Since=0`, {}, 300))
  }
  if (kind !== 'requests' && part === '') await measureTogether(validation, mock, send)
  await mock.close()
}
await worker.terminate()
slow.sort((one, other) => other.ms - one.ms)
console.log(`${count} measured; the longest turns:`)
for (const { name, ms, result } of slow.slice(0, 12)) console.log(`${ms.toFixed(0).padStart(7)} ms  ${name}  ${result}`)
