import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { loadConfig, type Config } from '../src/config/config.js'
import { MockError, VerificationError, connectMock, createMockServer, type MockServerSettings, type State, type UsersFile } from '../src/index.js'
import { VERSION } from '../src/config/version.js'
import { imageInfoPath, temporaryFolder } from './helper.js'
import { BARE_NODE, FOLDER_LINK, NPM_OPTIONS } from './system.js'

async function start (t: Test, settings: MockServerSettings = {}) {
  const mock = await createMockServer({ auth: 'off', ...settings })
  t.teardown(() => mock.close())
  return mock
}

const json = (body: object, method = 'PUT') => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2) ? true : false

t.test('the library has the same settings as the command line', async t => {
  // `seed` and `users` are not compared, because the configuration allows any object for `seed` and any array for `users`.
  const same: Same<Omit<Required<MockServerSettings>, 'seed' | 'users'>, Omit<Config, 'seed' | 'users'>> = true
  const taken: Required<MockServerSettings> extends Config ? true : false = true
  t.ok(taken)
  t.ok(same)
})

t.test('the library starts each mock on a free port with its own data', async t => {
  const [mock, other] = await Promise.all([start(t), start(t)])
  t.match(mock.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.not(mock.url, other.url)
  t.equal(mock.name, 'default')
  const answer = await fetch(mock.url + imageInfoPath(), json({ Description: 'Front view' }))
  t.equal(answer.status, 200)
  t.equal(answer.headers.get('x-superoffice-mock'), VERSION)
  t.match(await (await fetch(mock.url + imageInfoPath())).json(), { Description: 'Front view' })
  t.match(await (await fetch(other.url + imageInfoPath())).json(), { Description: '' })
})

t.test('a tenant has its own data and address', async t => {
  const mock = await start(t)
  const tenant = mock.tenant('Cust1')
  t.same([tenant.name, tenant.url], ['Cust1', `${mock.url}/Cust1`])
  await fetch(tenant.url + imageInfoPath(), json({ Description: 'Front view' }))
  t.match(await (await tenant.inject(imageInfoPath())).json(), { Description: 'Front view' })
  t.match(await (await mock.inject(imageInfoPath(123, 'Cust1'))).json(), { Description: 'Front view' })
  t.match(await (await mock.inject(imageInfoPath())).json(), { Description: '' })
  t.match(await (await mock.tenant('default').inject(imageInfoPath())).json(), { Description: '' })
  t.throws(() => mock.tenant('a b'), new TypeError('The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; got "a b".'))
})

async function handles (t: Test) {
  const mock = await start(t, { controlToken: 'secret' })
  return { 'in this process': mock, elsewhere: connectMock(`${mock.url}/`, { token: 'secret' }) }
}

t.test('each control method of a handle works, in the process of the mock and through connectMock', async t => {
  for (const [where, mock] of Object.entries(await handles(t))) {
    const tenant = mock.tenant(where.replaceAll(' ', '-'))
    const put = async (body: object) => (await tenant.inject(imageInfoPath(7), json(body))).status
    const described = async () => Object(await (await tenant.inject(imageInfoPath(7))).json()).Description

    await tenant.seed({ Products: [{ ProductId: 7, Name: 'Enamel mug' }] })
    t.equal(await put({ Description: 'Front view' }), 200)
    const dump = await tenant.dump()
    t.match(dump, { Products: [{ ProductId: 7, Name: 'Enamel mug' }], Blobs: [{ Description: 'Front view', ImageOf: [7] }] })
    t.match(await tenant.snapshots.take('one'), { Name: 'one', Products: 1, Blobs: 1 })
    await tenant.clear()
    t.match(await tenant.dump(), { Products: [], Blobs: [] })
    await tenant.snapshots.restore('one')
    t.same(await tenant.dump(), dump)
    t.match(await tenant.snapshots.list(), [{ Name: 'one' }])
    await tenant.snapshots.remove('one')
    t.same(await tenant.snapshots.list(), [])
    await tenant.reset()
    t.match(await tenant.dump(), { Products: [{ ProductId: 1001 }, { ProductId: 1002 }, { ProductId: 1003 }] })
    await tenant.seed(dump)
    t.equal(await described(), 'Front view')

    const rule = { Actions: [{ Action: 'Answer' as const, Status: 503 as const }], Times: 1 }
    const { Id } = await tenant.faults.add(rule)
    t.equal(await put({ Description: 'Back view' }), 503)
    t.equal(await put({ Description: 'Back view' }), 200)
    t.match(await tenant.faults.list(), [{ Id, Met: 1, Applied: 1, Rule: rule }])
    await tenant.faults.add(rule)
    await tenant.faults.remove(Id)
    t.match((await tenant.faults.list()).map(fault => fault.Rule), [rule])
    await tenant.faults.clear()
    t.same(await tenant.faults.list(), [])

    const [limit] = await tenant.faults.addPreset('rate-limit')
    t.match(limit, { Rule: { Match: { Quota: { Calls: 10 } } } })
    t.match(await tenant.faults.addPreset('slow', { Times: 1 }), [{ Rule: { Times: 1 } }])
    await tenant.faults.clear()

    await tenant.journal.clear()
    t.same(await tenant.journal.entries(), [])
    await put({ Description: 'Side view' })
    await tenant.inject('/api/v1/Product/8?$select=Name')
    const [saved, ...others] = await tenant.journal.entries()
    t.match(saved, { Method: 'PUT', Path: imageInfoPath(7), Status: 200, Request: { Headers: { 'content-type': 'application/json' } } })
    t.match(others, [{ Path: '/api/v1/Product/8' }])
    t.same(await tenant.journal.find(Number(saved?.Id)), saved)
    t.same(await tenant.journal.entries({ Method: 'put', Path: '/api/v1/Product/{id}/ImageInfo', Limit: 5 }), [saved])
    t.same(await tenant.journal.entries(Object({ Since: saved?.Id, Status: undefined })), others)
    const verification = { Match: { Method: 'PUT', Body: { Description: 'Side view' } }, Times: { Exactly: 1 } }
    t.match(await tenant.journal.verify(verification), { Held: true, Count: 1, Nearest: null })
    const front = await tenant.journal.verify({ Match: { Method: 'PUT', Body: { Description: 'Front view' } } })
    t.match(front, { Held: false, Count: 0, Nearest: { Entry: saved, Differences: [{ Field: 'Body.Description', Came: 'Side view' }] } })

    t.same(await tenant.journal.expect(verification), await tenant.journal.verify(verification))
    const unmet = { Match: { Method: 'PUT', Body: { Description: 'Front view', BlobId: 909 } } }
    const error = await tenant.journal.expect(unmet).catch((error: unknown) => error)
    if (!(error instanceof VerificationError)) throw error
    t.equal(error.message, `The verification fails: 0 requests match; expected at least 1. The nearest, PUT ${imageInfoPath(7)}, has ` +
      'Body.Description "Side view" (expected "Front view") and no Body.BlobId (expected 909).')
    t.same(error.result, await tenant.journal.verify(unmet))
    t.same({ ...error }, {
      name: 'VerificationError',
      expected: { 'Body.Description': 'Front view', 'Body.BlobId': 909 },
      actual: { 'Body.Description': 'Side view', 'Body.BlobId': null },
    })
    t.match(error.stack, import.meta.filename)
    const exceeded = await tenant.journal.expect({ Times: { Exactly: 0 } }).catch((error: unknown) => ({ ...Object(error) }))
    t.same(exceeded, { name: 'VerificationError' })

    t.match(await tenant.journal.expect({ Sequence: [{ Method: 'PUT' }, { Path: '/api/v1/Product/{id}' }] }), { Held: true, Count: 2 })
    t.match((await tenant.journal.har({ Limit: 1 })).log, { version: '1.2', entries: [{ request: { method: 'GET', url: `${tenant.url}/api/v1/Product/8?$select=Name` } }] })
    t.match(await tenant.journal.expectNoUnmatched(), { Held: true, Count: 0 })
    await tenant.inject('/api/v1/Produkt/8')
    const [unmatched] = await tenant.journal.entries({ Unmatched: true })
    await t.rejects(tenant.journal.expectNoUnmatched(), { name: 'VerificationError', message: /Superfluous: request \d+, GET \/api\/v1\/Produkt\/8, 404 \(/ })
    t.match(await tenant.journal.expectNoUnmatched({ since: Number(unmatched?.Id) }), { Held: true })

    const other = await tenant.rights.add({ Match: { ProductId: 9 }, TableRight: { Mask: 'Select' } })
    const all = await tenant.rights.add({ TableRight: { Mask: 'Select' } })
    t.equal(await put({ Description: 'Back view' }), 403)
    await tenant.rights.remove(all.Id)
    t.same(await tenant.rights.list(), [other])
    await tenant.rights.clear()
    t.same(await tenant.rights.list(), [])

    const frozen = (Now: string) => ({ Now, Frozen: true, Adjusted: true })
    t.same(await tenant.clock.freeze(new Date('2026-01-01')), frozen('2026-01-01T00:00:00.000Z'))
    t.same(await tenant.clock.advance('P1DT1H'), frozen('2026-01-02T01:00:00.000Z'))
    t.same(await tenant.clock.advance(-1.5), frozen('2026-01-02T00:59:58.500Z'))
    t.same(await tenant.clock.set('2027-01-01T00:00:00'), frozen('2027-01-01T00:00:00.000Z'))
    t.same(await tenant.clock.read(), frozen('2027-01-01T00:00:00.000Z'))
    t.match(await tenant.clock.resume(), { Now: /^2027-01-01T00:00:00/, Frozen: false, Adjusted: true })
    t.match(await tenant.clock.freeze(), { Now: /^2027-01-01T00:00/, Frozen: true })
    t.match(await tenant.clock.reset(), { Frozen: false, Adjusted: false })

    await tenant.clock.freeze()
    await tenant.faults.add(rule)
    await tenant.reset({ all: false })
    t.match([await tenant.clock.read(), await tenant.faults.list()], [{ Frozen: true }, [{ Rule: rule }]])
    await tenant.reset({ all: true })
    t.match(await tenant.dump(), { Products: [{ ProductId: 1001 }, { ProductId: 1002 }, { ProductId: 1003 }] })
    t.match(await tenant.clock.read(), { Adjusted: false })
    t.same([await tenant.faults.list(), await tenant.journal.entries()], [[], []])

    await tenant.snapshots.take('two')
    await tenant.faults.add(rule)
    const counts = { Name: tenant.name, Products: 3, Blobs: 2, Callers: 1 }
    t.same((await mock.tenants()).filter(({ Name }) => Name === tenant.name), [counts])
    await tenant.remove()
    await tenant.remove()
    t.notOk((await mock.tenants()).some(({ Name }) => Name === tenant.name))
    t.same([await tenant.faults.list(), await tenant.snapshots.list()], [[], []])
  }
})

t.test('a refused control request rejects with a MockError whose message explains the reason', async t => {
  for (const mock of Object.values(await handles(t))) {
    const refused: [asked: () => Promise<unknown>, error: object][] = [
      [() => mock.faults.add({ Actions: [] }), { status: 400, message: /^Actions must be / }],
      [() => mock.seed(Object({ Products: [{}] })), { status: 400, message: /^The state cannot be loaded, and nothing was changed\. \/Products\/0\/ProductId must be / }],
      [() => mock.snapshots.restore('a b'), { status: 400, message: 'The name of a snapshot must be 1 to 64 letters, digits, "-" or "_"; got "a b".' }],
      [() => mock.journal.entries({ Status: '9xx' }), { status: 400, message: 'No request can ever match: Status must be a status such as 404 or a class such as 4xx; got 9xx.' }],
      [() => mock.journal.find(4711), { status: 404, message: /4711/ }],
      [() => mock.journal.verify({ Times: { AtLeast: 2, AtMost: 1 } }), { status: 400, message: /AtLeast must not be more than AtMost/ }],
      [() => mock.journal.expect({ Match: { Status: 99 } }), { status: 400, message: /^Match\.Status must be/ }],
      [() => mock.snapshots.restore('two'), { status: 404, message: 'Snapshot two not found; this tenant has no snapshots.' }],
    ]
    for (const [asked, error] of refused) await t.rejects(asked(), { name: 'MockError', ...error })
  }
  const elsewhere = createServer((_request, response) => response.writeHead(404).end('?')).listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  t.teardown(() => elsewhere.close())
  const url = `http://127.0.0.1:${Object(elsewhere.address()).port}`
  await t.rejects(connectMock(url).reset(), new MockError(`The server at ${url} is not a superoffice-mock; the status of its response was 404.`, undefined))
  const named = connectMock('http://mock.test/so/Cust1/')
  t.match([named, named.tenant('Cust2')], [{ name: 'Cust1', url: 'http://mock.test/so/Cust1' }, { name: 'Cust2', url: 'http://mock.test/so/Cust2' }])
  const off = await start(t, { control: 'off', errorMessageKey: 'ErrorMessage' })
  for (const mock of [off, connectMock(off.url)]) {
    await t.rejects(mock.reset(), new MockError(`${off.url}/_mock/reset does not exist: the mock was started with SUPEROFFICE_MOCK_CONTROL=off, or is of an older version.`, 404))
  }
  const guarded = await start(t, { controlToken: 'secret', errorMessageKey: 'ErrorMessage' })
  await t.rejects(connectMock(guarded.url).reset(), { status: 401, message: /^Authorization has been denied for this request\. The header Authorization must be Bearer followed by .* got none\. Set the token by --token, or in a program by token\.$/ })
  await t.rejects(connectMock(guarded.url, { token: 'secret' }).faults.add({ Actions: [] }), { status: 400, message: /^Actions must be / })
  const gone = await start(t)
  await gone.close()
  await t.rejects(connectMock(gone.url).clock.read(), { status: undefined, message: new RegExp(`^No mock responds at ${gone.url} \\(connect ECONNREFUSED .*\\)\\.$`) })
  await t.rejects(connectMock('http://127.0.0.1:1').clock.read(), new MockError('No mock responds at http://127.0.0.1:1 (bad port).', undefined))
})

t.test('a reset whose option all is not a boolean is refused with 400', async t => {
  for (const mock of Object.values(await handles(t))) {
    await t.rejects(Object(mock).reset({ all: 'yes' }), { name: 'MockError', status: 400, message: /'All' .* it must be true or false; got "yes"/ })
  }
})

t.test('invalid arguments are refused with a message before a request is sent', async t => {
  for (const mock of Object.values(await handles(t))) {
    const SEED_NAME = 'The name of a seed must be that of a file, such as a-mug-exists;'
    const NAME = 'The name of a snapshot must be 1 to 64 letters, digits, "-" or "_";'
    const PRESET = 'The name of a preset must be an existing one, such as flaky;'
    const { faults, rights, snapshots, journal, clock, seed, reset, setUp } = Object(mock)
    const INSTANT = 'The instant must be a Date or a string such as 2026-01-01T00:00:00Z;'
    const STEP = 'The step must be a number of seconds or a duration of ISO 8601 such as PT1H;'
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    await mock.faults.add({ Actions: [{ Action: 'Drop' }] })
    const refused: [asked: () => Promise<unknown>, message: string][] = [
      [() => setUp(), `${SEED_NAME} got nothing.`],
      [() => setUp('..'), `${SEED_NAME} got "..".`],
      [() => snapshots.take(''), `${NAME} got "".`],
      [() => snapshots.take('..'), `${NAME} got "..".`],
      [() => snapshots.take(), `${NAME} got nothing.`],
      [() => snapshots.take('\ud800'), `${NAME} got a string with a lone surrogate.`],
      [() => snapshots.restore('.'), `${NAME} got ".".`],
      [() => snapshots.remove('..'), `${NAME} got "..".`],
      [() => faults.addPreset('..'), `${PRESET} got "..".`],
      [() => faults.remove('..'), 'The id of a rule must be a positive integer such as 1; got "..".'],
      [() => faults.remove(), 'The id of a rule must be a positive integer such as 1; got nothing.'],
      [() => faults.remove(-1), 'The id of a rule must be a positive integer such as 1; got -1.'],
      [() => rights.remove(1.5), 'The id of a rule must be a positive integer such as 1; got 1.5.'],
      [() => journal.find('stream'), 'The id of a journal entry must be a positive integer such as 1; got "stream".'],
      [() => journal.find([1]), 'The id of a journal entry must be a positive integer such as 1; got an array.'],
      [() => clock.set(), `${INSTANT} got nothing.`],
      [() => clock.set(null), `${INSTANT} got null.`],
      [() => clock.freeze(new Date(NaN)), `${INSTANT} got Invalid Date.`],
      [() => clock.freeze(Date.now), `${INSTANT} got a function.`],
      [() => clock.advance(), `${STEP} got nothing.`],
      [() => clock.advance(NaN), `${STEP} got NaN.`],
      [() => reset({ alll: true, tenant: 'x' }), 'The options of reset must have no properties other than all; got "alll", "tenant".'],
      [() => seed({ Products: [], Callers: circle }),
        'The state must be convertible to JSON; got an object that is not (TypeError: Converting circular structure to JSON).'],
      [() => faults.add({ Times: 1n }),
        'The rule must be convertible to JSON; got an object that is not (TypeError: Do not know how to serialize a BigInt).'],
    ]
    refused.push([() => journal.expectNoUnmatched({ Since: 1 }), 'The options of expectNoUnmatched must have no properties other than since; got "Since".'])
    const objects: [asked: (given?: unknown) => Promise<unknown>, sentence: string, isOptional?: boolean][] = [
      [reset, 'The options of reset must be an object such as { all: true }, or left out;', true],
      [seed, "The state must be an object such as { Products: [{ ProductId: 1, Name: 'Enamel mug' }] };"],
      [faults.add, "The rule must be an object such as { Actions: [{ Action: 'Drop' }] };"],
      [given => faults.addPreset('flaky', given), 'The options of a preset must be an object such as { Times: 2 }, or omitted;', true],
      [rights.add, "The rule must be an object such as { TableRight: { Mask: 'Select' } };"],
      [journal.entries, "The query of the journal must be an object such as { Status: '4xx' }, or left out;", true],
      [journal.har, "The query of the journal must be an object such as { Status: '4xx' }, or left out;", true],
      [journal.verify, "The verification must be an object such as { Match: { Method: 'PUT' } };"],
      [journal.expect, "The verification must be an object such as { Match: { Method: 'PUT' } };"],
    ]
    const wrong: [given: unknown, came: string][] = [
      [null, 'null'], ['x', '"x"'], [7, '7'], [[], 'an array'], [() => ({}), 'a function'], [Promise.resolve({}), 'an object of the kind Promise'],
    ]
    for (const [asked, sentence, isOptional = false] of objects) {
      for (const [given, came] of wrong) refused.push([() => asked(given), `${sentence} got ${came}.`])
      if (!isOptional) refused.push([() => asked(), `${sentence} got nothing.`])
    }
    for (const [asked, message] of refused) await t.rejects(asked(), new MockError(message, undefined))
    t.equal((await mock.faults.list()).length, 1)
    t.match([await mock.clock.read(), await mock.dump()], [{ Adjusted: false, Frozen: false }, { Products: [{ ProductId: 1001 }, {}, {}] }])
    await mock.faults.clear()
    const called: [given: unknown, came: string][] = [
      [undefined, 'nothing'], [null, 'null'], ['api/v1', '"api/v1"'], [{ url: '/api/v1' }, 'an object'], [Symbol('x'), 'Symbol(x)'],
    ]
    for (const [given, came] of called) {
      await t.rejects(Object(mock).inject(given), new TypeError(`The input of inject must be a path such as /api/v1/Product/1, an address, or a Request; got ${came}.`))
    }
    t.same(await mock.snapshots.list(), [])
    for (const [name, came] of [[undefined, 'nothing'], [null, 'null'], [7, '7'], ['', '""'], ['..', '".."']]) {
      t.throws(() => Object(mock).tenant(name), new TypeError(`The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; got ${came}.`))
    }
  }
  for (const [given, came] of [[null, 'null'], [[], 'an array'], ['3000', '"3000"'], [new Map([['port', 1]]), 'an object of the kind Map']]) {
    await t.rejects(Object(createMockServer)(given), new TypeError(`The settings of a mock must be an object such as { port: 3000 }, or left out; got ${came}.`))
    t.throws(() => Object(connectMock)('http://mock.test', given), new TypeError(`The options of connectMock must be an object such as { tenant: 'Cust1' }, or left out; got ${came}.`))
  }
  const TOKEN = 'The token of a mock must be ASCII letters, digits and signs without blanks;'
  const options: [given: object, sentence: string][] = [
    [{ tokn: 'secret' }, 'The options of connectMock must have no properties other than token, tenant, certificateAuthority; got "tokn".'],
    [{ token: 'two words\n' }, `${TOKEN} got another string.`],
    [{ token: 4711 }, `${TOKEN} got a number.`],
    [{ token: null }, `${TOKEN} got null.`],
    [{ certificateAuthority: 'ca.pem' }, 'The certificateAuthority of a mock must be PEM text, which begins with "-----BEGIN CERTIFICATE-----"; got "ca.pem".'],
    [{ tenant: null }, 'The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; got null.'],
  ]
  for (const [given, sentence] of options) t.throws(() => connectMock('http://mock.test', given), new TypeError(sentence))
  const addresses: [given: unknown, came: string][] = [[undefined, 'nothing'], [null, 'null'], [Symbol('x'), 'Symbol(x)'], [{}, 'an object']]
  for (const [given, came] of addresses) {
    t.throws(() => Object(connectMock)(given), new TypeError(`The address of a mock must be such as http://127.0.0.1:3000; got ${came}.`))
  }
})

t.test('connectMock returns a handle for the given tenant, and closing the handle does not stop the mock', async t => {
  const mock = await start(t)
  {
    await using connected = connectMock(mock.url, { tenant: 'Cust1' })
    t.same([connected.name, connected.url, connected.tenant('Cust2').url], ['Cust1', `${mock.url}/Cust1`, `${mock.url}/Cust2`])
    t.equal((await connected.inject(new URL(imageInfoPath(1, 'Cust1'), mock.url), json({ Description: 'Front view' }))).status, 200)
    t.match(await (await connected.inject(imageInfoPath(1))).json(), { Description: 'Front view' })
  }
  t.equal((await mock.inject('/health')).status, 200)
  t.equal(connectMock(new URL('/Cust1', mock.url)).name, 'Cust1')
  for (const url of ['127.0.0.1:3000', 'ftp://mock', '']) {
    t.throws(() => connectMock(url), new TypeError(`The address of a mock must be such as http://127.0.0.1:3000; got ${JSON.stringify(url)}.`))
  }
  t.throws(() => connectMock(mock.url, { tenant: 'a b' }), new TypeError('The name of a tenant must be 1 to 64 letters, digits, "-" or "_"; got "a b".'))
})

t.test('inject responds as fetch does', async t => {
  const mock = await start(t)
  const compared: [path: string, init?: RequestInit][] = [
    ['/api'],
    ['/api/v1/Product/1001?$select=Name'],
    [imageInfoPath(), json({ Description: 'ä', BlobId: 7, CreatedDate: '2026-01-02T03:04:05' })],
    [imageInfoPath(), { method: 'HEAD' }],
    ['/api/v1/Product/1002', { method: 'delete' }],
    ['/api/v1/Product/1002'],
    [imageInfoPath(0)],
    ['/nothing', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }],
  ]
  const changing = ['connection', 'date', 'keep-alive', 'last-modified']
  const listStableHeaders = ({ headers }: Response) => [...headers].filter(([name]) => !changing.includes(name))
  for (const [path, init] of compared) {
    const injected = await mock.inject(path, init)
    const fetched = await fetch(mock.url + path, init)
    t.same([injected.status, injected.statusText, listStableHeaders(injected)], [fetched.status, fetched.statusText, listStableHeaders(fetched)], path)
    t.equal((await injected.text()).replace(/"UpdatedDate":"[^"]*"/, ''), (await fetched.text()).replace(/"UpdatedDate":"[^"]*"/, ''), path)
  }
  t.equal((await mock.inject(new URL(`${mock.url}/health`))).status, 200)
  await mock.faults.add({ Actions: [{ Action: 'Delay', Milliseconds: 60_000 }], Times: 1 })
  await t.rejects(mock.inject('/api/v1/Product/1', { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
  await mock.faults.add({ Actions: [{ Action: 'Drop' }], Times: 1 })
  await t.rejects(mock.inject('/api/v1/Product/1'), new TypeError('fetch failed'))
  for (const Bytes of [0, 4]) {
    await mock.faults.add({ Actions: [{ Action: 'Truncate', Bytes }], Times: 6 })
    for (const call of [mock.inject, (path: string, init?: RequestInit) => fetch(mock.url + path, init)]) {
      t.equal((await call(imageInfoPath(), { method: 'HEAD' })).status, 200)
      const answer = await call(imageInfoPath())
      t.equal(answer.status, 200)
      await t.rejects(answer.text(), new TypeError('terminated'))
      let came = ''
      await t.rejects(async () => { for await (const part of Object((await call(imageInfoPath())).body)) came += Buffer.from(part) }, new TypeError('terminated'))
      t.equal(came, '{"Bl'.slice(0, Bytes))
    }
  }
  t.equal((await mock.inject(new Request(`${mock.url}/health`))).status, 200)
  await t.rejects(mock.inject('/health', { method: 'QUERY' }), new TypeError('The method must be one of GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS; got "QUERY".'))
})

t.test('a mock is closed at the end of a block with await using, and close can be called repeatedly', async t => {
  let url = ''
  {
    await using mock = await createMockServer()
    url = mock.url
    t.equal((await fetch(`${url}/health`)).status, 200)
    await Promise.all([mock.close(), mock.close()])
    const tenant = mock.tenant('Cust1')
    await t.rejects(tenant.inject('/api/v1/Product/1'), { name: 'TypeError', message: 'fetch failed', cause: new Error('it was closed') })
    await t.rejects(tenant.reset(), new MockError(`No mock responds at ${url}/Cust1 (it was closed).`, undefined))
  }
  await t.rejects(fetch(`${url}/health`))
})

t.test('only one mock at a time can use a database file', async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const one = await start(t, { database })
  await one.inject(imageInfoPath(), json({ Description: 'Front view' }))
  await t.rejects(createMockServer({ database }), {
    message: `The database ${database} is in use by another mock; stop that mock, or name another file with --db or DATABASE.`,
  })
  await one.close()
  const other = await start(t, { database })
  t.match(await (await other.inject(imageInfoPath())).json(), { Description: 'Front view' })
})

t.test('createMockServer rejects with an error that lists the invalid settings, or names the seed or the port that cannot be used', async t => {
  const sentences = [
    'port must be an integer from 0 to 65535; got 70000.',
    'logLevel must be one of trace, debug, info, warn, error, fatal, silent; got "loud".',
  ]
  await t.rejects(createMockServer(Object({ port: 70000, logLevel: 'loud' })), { message: sentences.join('\n') })
  await t.rejects(createMockServer(Object({ prot: 1 })), { message: /^Unknown setting "prot"\. Supported: port, host, database, / })
  await t.rejects(createMockServer({ seed: '/nowhere.json' }), { message: /^The seed \/nowhere\.json cannot be read/ })
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = Object(taken.address())
  await t.rejects(createMockServer({ port }), { message: new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use`) })
  for (const settings of [Object({ port: undefined }), { logLevel: 'fatal' }, { logLevel: 'fatal' }]) {
    t.equal((await (await start(t, settings)).inject('/health')).status, 200)
  }
})

t.test('`seed` and `users` can be set to objects instead of file paths', async t => {
  const Bytes = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs='
  const seed: State = { Products: [{ ProductId: 7, Name: 'Enamel mug', ImageInfo: { Description: 'Front view', Bytes } }] }
  const users: UsersFile = [{ Name: 'anna', Password: 'secret', Associate: { FullName: 'Anna' } }]

  t.test('every tenant starts with the seed object as it was when the mock was started', async t => {
    const given = structuredClone({ seed, users })
    const starting = start(t, { auth: 'users', unknownProducts: 'reject', ...given, seed: Object({ ...given.seed, Callers: undefined }) })
    given.seed.Products.length = 0
    given.users.length = 0
    const mock = await starting
    const headers = { authorization: `Basic ${btoa('anna:secret')}` }
    for (const tenant of [mock, mock.tenant('Cust1')]) {
      t.same(Buffer.from(await (await tenant.inject('/api/v1/Product/7/Image', { headers })).arrayBuffer()), Buffer.from(Bytes, 'base64'))
      t.equal((await tenant.inject('/api/v1/Product/8', { headers })).status, 404)
      t.equal((await tenant.inject('/api/v1/Product/7', { headers: { authorization: `Basic ${btoa('anna:Secret')}` } })).status, 401)
      await tenant.clear()
      await tenant.reset()
      t.match(await tenant.dump(), { Products: [{ ProductId: 7, Description: '' }], Blobs: [{ Description: 'Front view', MimeType: 'image/gif', BlobSize: 35 }] })
    }
  })

  t.test('invalid objects for `seed` and `users` are refused as invalid files are', async t => {
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    const refused: [settings: object, message: string][] = [
      [{ seed: {} }, 'The seed settings.seed is invalid at /Products, which must be an array; got nothing.'],
      [{ seed: { Products: [{ ProductId: 0, Name: 'x' }] } },
        'The seed settings.seed is invalid at /Products/0/ProductId, which must be an integer from 1 to 2147483647; got 0.'],
      [{ seed: { Products: [], Blobs: [{ ImageOf: [1] }, { ImageOf: [1] }] } },
        'The seed settings.seed has the picture of product 1 twice, at /Blobs/0/ImageOf/0 and /Blobs/1/ImageOf/0; remove one of them.'],
      [{ seed: { Products: [], Administrator: { File: 'x' } } }, 'The seed settings.seed is invalid at /Administrator/File, which is unknown. Supported: ' +
        'AssociateId, Name, PersonId, Rank, Tooltip, Type, GroupIdx, FullName, FormalName, Deleted, EjUserId, UserName.'],
      [{ seed: { Products: [{ ProductId: 1, Name: 'x', ImageInfo: { File: 'lamp.png' } }] } },
        'The seed settings.seed is invalid at /Products/0/ImageInfo/File, which is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead.'],
      [{ seed: { Products: [], Blobs: [{ ImageOf: [1], File: 'lamp.png' }] } },
        'The seed settings.seed is invalid at /Blobs/0/File, which is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead.'],
      [{ seed: { Products: [{ ProductId: 1, Name: 'x', ImageInfo: { Bytes: '' } }] } },
        'The seed settings.seed is invalid at /Products/0/ImageInfo/Bytes, which must be bytes in Base64, such as iVBORw0KGgo=, and not empty; leave it out if there is no picture.'],
      [{ seed: { Products: [{ ProductId: 1, Name: 'x', ImageInfo: { Bytes: 'a' } }] } },
        'The seed settings.seed is invalid at /Products/0/ImageInfo/Bytes, which must be bytes in Base64, such as iVBORw0KGgo=; got "a".'],
      [{ seed: [] }, 'seed must be the path of a JSON file or of a folder, none or shipped, or in a program or config file a state; got an array.'],
      [{ seed: { toJSON () {} } }, 'seed must be the path of a JSON file or of a folder, none or shipped, or in a program or config file a state; got null.'],
      [{ seed: null }, 'seed must be the path of a JSON file or of a folder, none or shipped, or in a program or config file a state; got null.'],
      [{ seed: circle }, 'settings.seed must be convertible to JSON; got an object that is not (TypeError: Converting circular structure to JSON).'],
      [{ auth: 'users', users: {} }, 'users must be the path of a JSON file, or in a program or config file an array of users; got an object.'],
      [{ auth: 'users', users: [] }, 'The setting users must have at least one user; got none.'],
      [{ auth: 'users', users: [{ Name: 'anna', Password: 5 }] },
        'The setting users is invalid at /0/Password (the user "anna"), which must be a string in quotes, which may be empty; got a number.'],
      [{ auth: 'users', users: [...users, ...users] }, 'The setting users must have the user "anna" once; got it twice.'],
    ]
    for (const [settings, message] of refused) await t.rejects(createMockServer(settings), { message })
  })
})

t.test('the package has all files, declarations and licences', async t => {
  const ROOT = fileURLToPath(new URL('..', import.meta.url))
  const run = promisify(execFile)
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/superoffice-mock'), FOLDER_LINK)
  symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'), FOLDER_LINK)
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')

  const MEET = `async function meet () {
    const mock = await createMockServer({ database: 'mock.db' })
    const { status } = await fetch(mock.url + '/health')
    await mock.inject('/api/v1/Product/1001', { method: 'DELETE', headers: { authorization: 'Basic YTpi' } })
    const page = await mock.tenant('Cust1').inject(mock.url + '/docs/')
    await mock.close()
    console.log(status, page.status)
  }
  meet()
  `

  t.test('the package can be imported and required, and the process ends when its mocks are closed', async t => {
    write('meet.mjs', `import { createMockServer } from 'superoffice-mock'\n${MEET}`)
    write('meet.cjs', `const { createMockServer } = require('superoffice-mock')\n${MEET}`)
    for (const file of ['meet.mjs', 'meet.cjs']) {
      const { stdout, stderr } = await run(process.execPath, [file], { cwd: folder, env: { PORT: '1', DATABASE: '/nowhere', _TAPJS_PROCESSINFO_COVERAGE_: '0' } })
      t.same([stdout, stderr], ['200 200\n', ''], file)
    }
  })

  t.test('the package has complete declarations for import and for require', async t => {
    const use = (load: string) => `${load}
      const seed: State = { Products: [{ ProductId: 1, Name: 'Enamel mug', ImageInfo: { Bytes: 'R0lGODlh' } }], Blobs: [{ ImageOf: [2], Bytes: '' }] }
      const users: UsersFile = [{ Name: 'anna', Password: '', Tokens: [{ Token: '8A:Cust1', Expires: '2030-01-01' }], Associate: { FullName: 'Anna' } }]
      export async function use (): Promise<string> {
        await using mock: MockServer = await createMockServer({ seed, users } satisfies MockServerSettings)
        const tenant: MockTenant = mock.tenant('Cust1')
        const inject: Inject = tenant.inject
        const rule: FaultRule = { Match: { Method: 'PUT' }, Actions: [{ Action: 'Delay', Milliseconds: 5 }] }
        const fault: Fault = await tenant.faults.add(rule)
        const faults: Fault[] = await tenant.faults.addPreset('flaky' satisfies PresetName, { Times: 1 } satisfies PresetRequest)
        const right: ListedRightsRule = await tenant.rights.add({ FieldProperties: { Description: { FieldRight: { Mask: 'Read' } } } } satisfies RightsRule)
        console.log(faults.length, right.Rule.FieldProperties?.Description?.FieldRight.Mask)
        const clock: Clock = await tenant.clock.freeze(new Date())
        const taken: Snapshot[] = await tenant.snapshots.list()
        const state: State = await connectMock(mock.url, { token: '' } satisfies MockConnection).dump()
        await tenant.seed(state).catch((error: unknown) => { if (!(error instanceof MockError) || error.status !== 400) throw error })
        console.log(fault.Rule.Match?.Method, clock.Frozen, taken[0]?.TakenAt, state.Products[0]?.ExtraInfo?.[0]?.Type === 'Url')
        const entries: JournalEntry[] = await tenant.journal.entries({ Path: '/api/*', Limit: 10 } satisfies JournalQuery)
        const verification: Verification = { Match: { Header: { Name: 'Accept' }, Status: 404, Body: { Description: 'Front view' } }, Since: entries[0]?.Id ?? '2026-01-01' }
        const verified: VerificationResult = await tenant.journal.verify(verification)
        const expected: VerificationResult = await tenant.journal.expect(verification).catch((error: unknown) => {
          if (!(error instanceof VerificationError)) throw error
          console.log(error.expected?.['Body.Description'] === error.actual?.['Body.Description'])
          return error.result
        })
        const counts: TenantCounts[] = await mock.tenants()
        await tenant.remove()
        console.log(expected.Count, counts[0]?.Products.toFixed())
        await tenant.reset({ all: true } satisfies ResetOptions)
        console.log(entries[0]?.Request.Headers['accept']?.length, verified.Nearest?.Entry.Status?.toFixed(), verified.Nearest?.Differences[0]?.Came === 1)
        // @ts-expect-error The value is unknown, so it must be checked before it is used.
        console.log(verified.Nearest?.Differences[0]?.Came.length)
        // @ts-expect-error An unknown action.
        await tenant.faults.add({ Actions: [{ Action: 'Explode' }] })
        // @ts-expect-error An unsupported status.
        await tenant.faults.add({ Actions: [{ Action: 'Answer', Status: 418 }] })
        // @ts-expect-error An unknown mask.
        await tenant.rights.add({ TableRight: { Mask: 'Selct' } })
        // @ts-expect-error An unknown preset.
        await tenant.faults.addPreset('fluky')
        // @ts-expect-error An unknown property of a product.
        console.log(state.Products[0]?.Nmae)
        return (await inject(new URL(tenant.url))).text()
      }
      // @ts-expect-error An unknown setting.
      createMockServer({ prot: 1 })
      // @ts-expect-error A seed without products.
      createMockServer({ seed: {} })
      // @ts-expect-error An unknown property of a user.
      createMockServer({ users: [{ Name: 'anna', Pasword: '' }] })
      // @ts-expect-error A number, which inject would accept if its parameter were any.
      createMockServer({ port: 0 }).then(mock => mock.inject(1))`
    const NAMES = '{ MockError, VerificationError, connectMock, createMockServer, type Clock, type Fault, type FaultRule, type Inject, type JournalEntry, type JournalQuery, type ListedRightsRule, type MockConnection, type MockServer, type MockServerSettings, type MockTenant, type PresetName, type PresetRequest, type ResetOptions, type RightsRule, type Snapshot, type State, type TenantCounts, type UsersFile, type Verification, type VerificationResult }'
    write('use.mts', use(`import ${NAMES} from 'superoffice-mock'`))
    write('use.cts', use(`import ${NAMES} from 'superoffice-mock'`))
    const node = { lib: ['es2023', 'esnext.disposable'], types: ['node'] }
    const browser = { lib: ['es2022', 'dom'], types: [] }
    const configs = [
      { compilerOptions: { module: 'nodenext', ...node }, files: ['use.mts', 'use.cts'] },
      { compilerOptions: { module: 'nodenext', ...browser }, files: ['use.mts', 'use.cts'] },
      { compilerOptions: { module: 'esnext', moduleResolution: 'bundler', ...node }, files: ['use.mts'] },
    ]
    const [command = '', ...words] = [...BARE_NODE, join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder]
    for (const { compilerOptions, files } of configs) {
      write('tsconfig.json', JSON.stringify({
        compilerOptions: { target: 'es2022', strict: true, skipLibCheck: false, noEmit: true, ...compilerOptions }, files,
      }))
      const { stdout } = await run(command, words).catch(error => error)
      t.equal(stdout, '', JSON.stringify(compilerOptions))
    }
  })

  t.test('the declarations of the package import only its dependencies', async t => {
    const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(read('package.json'))
    for (const file of ['dist/index.d.ts', 'dist/index.d.cts']) {
      const modules = [...read(file).matchAll(/(?:from|module|import\() ?'([^']+)'/g)].map(([, name]) => name)
      t.ok(modules.every(name => name !== undefined && name in dependencies), modules.join())
    }
  })

  t.test('the examples for CI use the health check of the image', async t => {
    const [, command = ''] = /HEALTHCHECK .* CMD (\[.*\])/.exec(read('Dockerfile')) ?? []
    const { jobs: { test: github } } = parse(read('examples/ci/github-actions.yml'))
    const { test: gitlab } = parse(read('examples/ci/gitlab-ci.yml'))
    t.match(github.services.superoffice, { image: 'superoffice-mock', ports: ['3000:3000'], options: `--health-cmd "${JSON.parse(command).join(' ')}"` })
    t.match(gitlab.services, [{ name: 'superoffice-mock', alias: new URL(gitlab.variables.SUPEROFFICE_URL).hostname }])
    for (const { env } of [{ env: github.services.superoffice.env }, { env: gitlab.services[0].variables }]) {
      t.equal(loadConfig({ env }).database, ':memory:')
    }
  })

  t.test('a package with a forbidden licence or without a licence text is not bundled', async t => {
    const folder = temporaryFolder(t)
    const notices = (name: string, license: string) => {
      const path = join(folder, 'node_modules', name).replaceAll('\\', '/')
      mkdirSync(path, { recursive: true })
      writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }))
      const metafiles = JSON.stringify([{ outputs: { bundle: { inputs: { [`${path}/index.js`]: { bytesInOutput: 1 } } } } }])
      // Runs a copy of the file, because a test that runs a file of the repository adds it to the coverage.
      copyFileSync(join(ROOT, 'build/notices.js'), join(folder, 'notices.mjs'))
      writeFileSync(join(folder, 'run.mjs'), `import { writeNotices } from './notices.mjs'\nwriteNotices(${metafiles}, 'unwritten')\n`)
      return run(process.execPath, [join(folder, 'run.mjs')], { cwd: ROOT })
    }
    await t.rejects(notices('copyleft', 'GPL-3.0'), { message: /Error: The licence of copyleft must be one of .*MIT; got GPL-3\.0\.\n/ })
    await t.rejects(notices('silent', 'MIT'), { message: /Error: silent has no file with its licence\. Put the text into build\/licenses\/silent\.txt\.\n/ })
  })

  t.test('the npm package contains all files that it needs to run', async t => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', ...NPM_OPTIONS })
    const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(stdout)
    const paths = files.map(({ path }) => path)
    t.same(paths.filter(path => !/^(dist|db|page)\//.test(path)), ['LICENSE', 'README.md', 'package.json'])
    for (const path of ['dist/main.js', 'dist/index.js', 'dist/index.cjs', 'dist/index.d.ts', 'dist/index.d.cts', 'db/seed.json', 'page/page.js',
      'dist/THIRD-PARTY-NOTICES', 'dist/swagger-ui/swagger-ui.css']) {
      t.ok(paths.includes(path), path)
    }
    t.same(paths.filter(path => path.endsWith('.map')), [])
    t.match(read('dist/THIRD-PARTY-NOTICES'), /^fastify \d\S+ \(MIT\)\n\nMIT License\n\nCopyright \(c\) 2016-present/m)
  })
})
