import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { SaxesParser } from 'saxes'
import t, { type Test } from 'tap'
import { buildTestApp, control, hurryTime, put, putOk, sendProduct } from './helper.js'

/** Length in characters of most long strings. For this length, a quadratic algorithm takes up to 10^12 steps, which need many minutes. */
const MANY = 1_000_000

t.test('a request of a megabyte is handled in linear time', async t => {
  const app = await buildTestApp(t)

  t.test('a time zone that is a megabyte of zeros is refused in linear time', async t => {
    const { statusCode, body } = await app.inject({ url: '/api/v1/Product/1', headers: { 'so-timezone': `${'0'.repeat(MANY)}x` } })
    t.equal(statusCode, 400)
    t.match(body, 'SO-TimeZone must be a time zone code or id')
  })

  t.test('a time zone with a megabyte of leading zeros is read in linear time', async t => {
    const { headers } = await app.inject({ url: '/api/v1/Product', headers: { 'so-timezone': `${'0'.repeat(MANY)}262` } })
    t.equal(headers['so-timezone'], (await app.inject({ url: '/api/v1/Product', headers: { 'so-timezone': '262' } })).headers['so-timezone'])
  })

  t.test('a megabyte of digits that ends with a letter is refused in linear time', async t => {
    const { statusCode, body } = await sendProduct(app, '', { Name: 'one', VAT: `${'1'.repeat(MANY)}x` })
    t.equal(statusCode, 400)
    t.match(body, 'VAT must be a number')
  })

  t.test('numbers in strings with a point before or after their digits are read', async t => {
    for (const [VAT, read] of [['1.', 1], ['.5', 0.5], ['1.5e1', 15]]) t.equal((await sendProduct(app, '', { Name: 'one', VAT })).json().VAT, read)
  })
})

t.test('a text search takes linear time', async t => {
  const app = await buildTestApp(t, { bodyLimit: 8 * MANY })
  const addRule = async (Property: string, Value: string) => {
    await control(app, 'DELETE', 'faults')
    const { status } = await control(app, 'POST', 'faults', { Match: { Body: { Property, Value } }, Actions: [{ Action: 'Answer', Status: 503 }] })
    t.equal(status, 201)
  }
  const readStatus = async (body: unknown) => (await put(app, body)).statusCode

  t.test('a search for a long pattern in a text that almost matches takes linear time', async () => {
    const letters = 'a'.repeat(MANY)
    await addRule('Description', `*${'a'.repeat(200)}b${letters}*`)
    t.equal(await readStatus({ Description: letters.repeat(4) }), 400)
    t.equal(await readStatus({ Description: `${letters}b${letters}` }), 503)
  })

  t.test('a search for a pattern whose start occurs in many places takes linear time', async () => {
    const part = `${'ab'.repeat(20)}c`
    await addRule('Description', `*${part}*d`)
    t.equal(await readStatus({ Description: `ab${part}ab${part}d` }), 503)
    t.equal(await readStatus({ Description: `${'ab'.repeat(30)}xcd` }), 200)
  })

  t.test('an expected body can have at most 1000 properties and items, and all are found among 5000 properties', async () => {
    await control(app, 'DELETE', 'faults')
    const named = (count: number, spell: (name: string) => string) => Object.fromEntries(Array.from({ length: count }, (_, index) => [spell(`n${index}`), 1]))
    await put(app, named(5000, name => name))
    const verify = (Body: object) => control(app, 'POST', 'journal/verify', { Match: { Body } })
    t.match(await verify(named(1000, name => name.toUpperCase())), { status: 200, body: { Held: true, Count: 1 } })
    t.match(await verify({ ...named(500, name => name), n500: Array(501).fill(1) }), { status: 400, body: { Message: /at most 1000 properties and items/ } })
  })

  t.test('a string is compared with a deeply nested list in linear time', async () => {
    await addRule('Description', 'a*')
    t.equal(await readStatus(`{"Description":${'['.repeat(MANY)}${']'.repeat(MANY)}}`), 400)
    await addRule('CreatedBy.Name', '*')
    t.equal(await readStatus({ CreatedBy: 'a' }), 400)
    await addRule('ExtraInfo[0]', '*')
    t.not(await readStatus({ ExtraInfo: 'a' }), 503, 'a text has no items')
  })
})

/**
 * Returns the number of turns of the event loop until `work` ends. With `hurryTime`, work takes about one turn for each call of `takeTurn`
 * in src/http/turns.ts.
 */
async function countTurns (t: Test, work: () => Promise<unknown>): Promise<number> {
  t.teardown(hurryTime())
  let turns = 0
  const progress = { isDone: false }
  async function count () {
    while (!progress.isDone) {
      await nextTurn()
      turns++
    }
  }
  await Promise.all([count(), work().finally(() => { progress.isDone = true })])
  return turns
}

t.test('work on the whole journal takes several turns of the event loop', async t => {
  const app = await buildTestApp(t)
  for (let call = 0; call < 90; call++) await putOk(app, { Description: `number ${call}` })

  t.test('a listing of the journal takes several turns of the event loop', async t => {
    t.ok(await countTurns(t, () => app.inject('/_mock/journal?Limit=90')) > 80)
    const { Entries } = (await control(app, 'GET', 'journal?Limit=2&Method=PUT')).body
    t.match(Entries, [{ Id: 89 }, { Id: 90 }], 'the newest are listed, the newest last')
  })

  t.test('a verification takes several turns of the event loop', async t => {
    t.ok(await countTurns(t, () => control(app, 'POST', 'journal/verify', { Match: { Body: { Description: 'none' } } })) > 80)
  })

  t.test('a stream of the journal takes several turns of the event loop', async t => {
    await app.inject({ method: 'DELETE', url: '/api/v1/Product/123/Image' })
    const { id } = (await control(app, 'GET', 'journal?Method=DELETE')).body.Entries.map(({ Id }: { Id: number }) => ({ id: Id }))[0]
    const turns = await countTurns(t, async () => {
      const stream = (await app.inject({ url: '/_mock/journal/stream?Since=0&Method=DELETE', payloadAsStream: true })).stream()
      let events = ''
      for await (const piece of stream) {
        events += piece
        if (events.includes(`id: ${id}`)) break
      }
    })
    t.ok(turns > 80)
  })

  t.test('each of many concurrent verifications takes several turns of the event loop', async t => {
    const verify = () => control(app, 'POST', 'journal/verify', { Match: { Body: { Description: 'none' } } })
    t.ok(await countTurns(t, () => Promise.all(Array.from({ length: 5 }, verify))) > 5 * 80)
  })

  t.test('verifications that wait for the same request are compared in several turns of the event loop', async t => {
    const WAITING = 40
    const { Entries: [{ Id }] } = (await control(app, 'GET', 'journal?Limit=1')).body
    const waitFor = { Match: { Body: { Description: 'awaited' } }, Since: Id, WaitForMilliseconds: 60_000 }
    const verifying = Array.from({ length: WAITING }, () => control(app, 'POST', 'journal/verify', waitFor))
    // After these turns, the verifications are waiting for a request.
    for (let turn = 0; turn < 100; turn++) await nextTurn()
    const turns = await countTurns(t, async () => {
      await putOk(app, { Description: 'awaited' })
      for (const { body } of await Promise.all(verifying)) t.match(body, { Held: true, Count: 1 })
    })
    t.ok(turns >= WAITING)
  })
})

t.test('V8 does not store the properties of the parser for XML bodies in a dictionary, which would make it seven times as slow', async t => {
  const app = await buildTestApp(t)
  setFlagsFromString('--allow-natives-syntax')
  t.teardown(() => setFlagsFromString('--no-allow-natives-syntax'))
  const hasFastProperties = runInThisContext('value => %HasFastProperties(value)')
  const states: boolean[] = []
  const { close } = SaxesParser.prototype
  t.intercept(SaxesParser.prototype, 'close', {
    value (this: SaxesParser) {
      states.push(hasFastProperties(this))
      return close.call(this)
    },
  })
  const { statusCode } = await put(app, '<BlobEntity><Description>Front view</Description></BlobEntity>', { headers: { 'content-type': 'application/xml' } })
  t.same([statusCode, states], [200, [true]])
})
