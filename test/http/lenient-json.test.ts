import fc from 'fast-check'
import t from 'tap'
import { readJson } from '../../src/codec/formats/json-reader.js'
import { buildTestApp, control, put, sendProduct } from '../helper.js'

const MERGE = 'application/merge-patch+json'
const PATCH = 'application/json-patch+json'

/** Bodies that JSON.parse refuses and Newtonsoft's reader accepts, each with the Description that it contains. */
const LENIENT: [body: string, description: string][] = [
  ['{"Description":"a",}', 'a'],
  ['{"Description":"a","CreatedBy":{"Rank":1,},}', 'a'],
  ["{'Description':'a'}", 'a'],
  ["{'Description':'it\\'s \"a\"'}", 'it\'s "a"'],
  ["{\"Description\":\"it\\'s\"}", "it's"],
  ['{Description:"a"}', 'a'],
  ['{ Description : "a", $x_1é: null }', 'a'],
  ['{"Description":/* one */"a"/* two **/}', 'a'],
  ['/**/{"Description":"a"}// end', 'a'],
  ['{"Description":"a\nb\r\n\tc"}', 'a\nb\r\n\tc'],
  ['{"Description":"a","Description":"b",}', 'b'],
  ['\ufeff{"Description":"\\u00e5\\n\\/",}', 'å\n/'],
]

t.test('JSON that Newtonsoft\'s Json.NET accepts and JSON.parse refuses is read, except under VALIDATION=strict', async t => {
  for (const validation of ['service', 'warn'] as const) {
    const app = await buildTestApp(t, { validation })
    for (const [body, description] of LENIENT) {
      const answer = await put(app, body)
      t.equal(answer.statusCode, 200, `${body}: ${answer.body}`)
      t.equal(answer.json().Description, description)
      const text = await put(app, body, { headers: { 'content-type': MERGE } })
      t.equal(text.json().Description, description)
    }
    const patch = await put(app, "[{op:'replace',path:'/Description',value:'b',},]", { headers: { 'content-type': PATCH } })
    t.equal(patch.json().Description, 'b')
    const list = await sendProduct(app, '', "{Name:'a',ExtraInfo:[{Name:'b',},]}")
    t.match(list.json(), { Name: 'a', ExtraInfo: [{ Name: 'b' }] })
    const call = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/GetBlobEntityOnProduct', headers: { 'content-type': 'application/json' }, payload: '{ProductId:1001,}' })
    t.equal(call.statusCode, 200)
  }
  const app = await buildTestApp(t, { validation: 'strict' })
  for (const [body] of LENIENT) {
    const answer = await put(app, body)
    t.equal(answer.statusCode, 400, body)
    t.match(answer.json().Message, /^The request body must be well-formed JSON: /)
  }
})

t.test('other malformed JSON is refused with the message of JSON.parse, the line, the column and an excerpt', async t => {
  const refused = [
    '{', '[', '"', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{,}', '[,]', '{"a":[1,,2]}', '{"a" 1}', '{"a":1 "b":2}', '{:1}', '{1.5:1}', '{a-b:1}', '{"a":1}}', '{"a":]}',
    '{"a":NaN}', '{"a":Infinity}', '{"a":-Infinity}', '{"a":undefined}', '{"a":0x10}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":-}', '{"a":1e}', '{"a":tru}', '{"a":nullx}',
    '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a":"\\u12', '{"a":"b\\', '{"a":"\0"}', '{"a":"\u001f"}', "{'a':'b}", '/', '/x', '// only a comment', '/* only a comment */', '{"a":1}/*', '{"a":1}/', '{"a":1/',
    '{a:new Date(1)}', '{"a":`b`}', `${'['.repeat(65)}${']'.repeat(65)},`, "{'a':1", '{}{}', "{a:'\0'}", '{a\u00a0:1}', '{😀:1}',
  ]
  for (const validation of ['service', 'strict'] as const) {
    const app = await buildTestApp(t, { validation })
    for (const body of refused) {
      const answer = await put(app, body)
      t.equal(answer.statusCode, 400, body)
      t.match(answer.json().Message, /^The request body must be well-formed JSON: .*\. Line 1, column \d+: ".*"\.$/s, body)
    }
    const broken = '{\n  "Description": "Front",\n  "BlobSize": 01\n}'
    t.match((await put(app, broken)).json().Message, '. Line 3, column 16: "obSize\\": 01".')
    t.match((await put(app, '{"a":tru}')).json().Message, "Unexpected token '}', \"{\"a\":tru}\" is not valid JSON. Line 1, column 9: \"{\\\"a\\\":tru}\".")
    t.equal((await put(app, '')).json().Message, 'Bad request. Entity to save is not in request body.')
  }
})

t.test('lenient JSON with more than 64 KiB or more than 64 levels is refused', async t => {
  const app = await buildTestApp(t)
  const padded = (length: number) => `{Description:'a'${' '.repeat(length - 17)}}`
  t.equal((await put(app, padded(65_536))).statusCode, 200)
  t.equal((await put(app, padded(65_537))).statusCode, 400)
  const nested = (levels: number) => `{x:${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  t.equal((await put(app, nested(64))).statusCode, 200)
  t.equal((await put(app, nested(65))).statusCode, 400)
  const large = await put(await buildTestApp(t, { bodyLimit: 4e6 }), `{"Description":"${'x'.repeat(2e6)}","BlobSize":tru}`)
  t.match(large.json().Message, /^The request body must be well-formed JSON: Unexpected token .* is not valid JSON\.$/)
})

t.test('__proto__ is an ordinary property name in lenient JSON', async t => {
  const app = await buildTestApp(t)
  for (const body of ["{'__proto__':{Description:'x',polluted:1}}", "{__proto__:{Description:'x'},constructor:{prototype:1}}"]) {
    const answer = await put(app, body)
    t.match([answer.statusCode, answer.json().Description], [200, ''])
    t.match(answer.headers['x-superoffice-mock-violations'], /^__proto__: no such property\./)
  }
  t.notOk('polluted' in {})
  const value = Object(readJson(Buffer.from('{__proto__:{a:1}}'), true))
  t.equal(Object.getPrototypeOf(value), Object.prototype)
  t.same(Object.keys(value), ['__proto__'])
})

t.test('faults, the journal and the removal of secrets read lenient JSON as the API does', async t => {
  const app = await buildTestApp(t)
  await control(app, 'POST', 'faults', { Match: { Body: { Property: 'CreatedBy.Name', Value: 'tje*' } }, Actions: [{ Action: 'Answer', Status: 503 }] })
  t.equal((await put(app, "{CreatedBy:{Name:'tje0',},}")).statusCode, 503)
  t.equal((await put(app, "{CreatedBy:{Name:'other',},}")).statusCode, 200)
  const verified = await control(app, 'POST', 'journal/verify', { Match: { Body: { CreatedBy: { Name: 'other' } } }, Times: { Exactly: 1 } })
  t.match(verified.body, { Held: true, Count: 1 })

  await put(app, "{Password:'S3cr3t',x:{'token':[1,2,],/* y */},op:[{path:'/secret',value:'hidden'},],Description:'it\\'s',}")
  const { body: { Entries } } = await control(app, 'GET', 'journal?Limit=1')
  t.equal(Entries[0].Request.Body, "{Password:\"(removed)\",x:{'token':\"(removed)\",/* y */},op:[{path:'/secret',value:\"(removed)\"},],Description:'it\\'s',}")
})

t.test('bodies below /_mock must be strict JSON', async t => {
  const app = await buildTestApp(t)
  const answer = await app.inject({ method: 'PUT', url: '/_mock/clock', headers: { 'content-type': 'application/json' }, payload: '{Frozen:true,}' })
  t.equal(answer.statusCode, 400)
  t.match(answer.json().Message, /well-formed JSON/)
})

t.test('strict JSON is never read by the reader of lenient JSON', async t => {
  const { readJson: read } = await t.mockImport<typeof import('../../src/codec/formats/json-reader.js')>('../../src/codec/formats/json-reader.js', {
    '../../src/json/json-scanner.js': { scanJson () { throw new Error('scanned') } },
  })
  fc.assert(fc.property(fc.json(), text => {
    t.same(read(Buffer.from(text), true), JSON.parse(text))
  }), { numRuns: 300 })
  t.throws(() => read(Buffer.from('{'), true), new Error('scanned'))
})

/** Formats a value as lenient JSON, with extensions chosen at random. `pick` returns a random integer below its argument. */
function writeLeniently (value: unknown, pick: (below: number) => number): string {
  const blank = () => ['', ' ', '/* " */', '// \' \n', '\n\t'][pick(5)] ?? ''
  const quoted = (text: string) => {
    const isSingle = pick(2) === 0
    const written = text.split('').map(unit => {
      if (unit === '\n' && pick(2) === 0) return unit
      if (isSingle && /['"]/.test(unit)) return unit === "'" ? "\\'" : unit
      return JSON.stringify(unit).slice(1, -1)
    }).join('')
    return isSingle ? `'${written}'` : `"${written}"`
  }
  const name = (text: string) => /^[a-z_$]+$/i.test(text) && pick(2) === 0 ? text : quoted(text)
  const comma = () => pick(2) === 0 ? `${blank()},` : ''
  if (Array.isArray(value)) {
    const items = value.map(item => blank() + writeLeniently(item, pick) + blank())
    return `[${items.join(',')}${items.length > 0 ? comma() : ''}${blank()}]`
  }
  if (typeof value === 'object' && value !== null) {
    const properties = Object.entries(value).map(([key, inner]) => `${blank()}${name(key)}${blank()}:${blank()}${writeLeniently(inner, pick)}${blank()}`)
    return `{${properties.join(',')}${properties.length > 0 ? comma() : ''}${blank()}}`
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

t.test('lenient JSON is read as the value of the equivalent strict JSON', t => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.infiniteStream(fc.nat()), (value, numbers) => {
    const text = writeLeniently(value, below => numbers.next().value % below)
    t.same(readJson(Buffer.from(text), true), JSON.parse(JSON.stringify(value)), text)
  }), { numRuns: 1000 })
  t.end()
})

t.test('every accepted lenient text is read as plain JSON values', t => {
  const pieces = fc.constantFrom('{', '}', '[', ']', ':', ',', '"', "'", 'a', '1', '-', '.', 'e', '\\', '\\u0041', '/*', '*/', '//', '\n', ' ', 'null', 'true', '__proto__', '"a"', "'b'", '{a:1}', '[1,]', '\0')
  let taken = 0
  fc.assert(fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
    const text = parts.join('')
    try {
      const value = readJson(Buffer.from(text), true)
      if (value === undefined) return
      taken++
      t.same(JSON.parse(JSON.stringify(value)), value, text)
    } catch (error) {
      t.match(error, { statusCode: 400 }, text)
    }
  }), { numRuns: 5000 })
  t.ok(taken > 0)
  t.end()
})

t.test('reading lenient JSON takes time linear in the length of the body', t => {
  const shapes: [name: string, write: (length: number) => string][] = [
    ['comments', length => '/**/'.repeat(length / 4)],
    ['a comment without an end', length => `${'/* '.repeat(length / 3)}`],
    ['line comments', length => `${'//\n'.repeat(length / 3)}`],
    ['a text', length => `'${'x'.repeat(length)}`],
    ['escapes', length => `'${"\\'".repeat(length / 2)}'`],
    ['items', length => `[${'1,'.repeat(length / 2)}]`],
    ['names', length => `{${'a:1,'.repeat(length / 4)}}`],
    ['a long name', length => `{${'a'.repeat(length)}`],
    ['numbers', length => `[${'1'.repeat(length)},`],
    ['brackets', length => '['.repeat(length)],
    ['closed brackets', length => `[${'[],'.repeat(length / 3)}]`],
    ['quotes', length => `[${'"",'.repeat(length / 3)},`],
    ['signs', length => `[${'-'.repeat(length)}`],
  ]
  const { charAt } = String.prototype
  const stepsFor = (text: string) => {
    let steps = 0
    String.prototype.charAt = function (this: string, index: number) { // eslint-disable-line no-extend-native
      steps++
      return charAt.call(this, index)
    }
    try {
      readJson(Buffer.from(text), true)
    } catch {
      // Calls are counted even if the text is refused.
    } finally {
      String.prototype.charAt = charAt // eslint-disable-line no-extend-native
    }
    return steps
  }
  for (const [name, write] of shapes) {
    const [half, whole] = [stepsFor(write(24_000)), stepsFor(write(48_000))]
    t.ok(whole <= half * 2.1 + 100, `${name}: ${half} and ${whole} steps`)
    t.ok(whole <= 48_000 * 12, `${name}: ${whole} steps for 48000 characters`)
  }
  t.end()
})
