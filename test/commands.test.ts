import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { mock } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { clock, type ClockTask } from '../src/cli/clock.js'
import { dump } from '../src/cli/dump.js'
import { env } from '../src/cli/env.js'
import { faults, type FaultsTask } from '../src/cli/faults.js'
import { journal } from '../src/cli/journal.js'
import { reset } from '../src/cli/reset.js'
import { rights } from '../src/cli/rights.js'
import type { RulesTask } from '../src/cli/rules.js'
import { runProgram } from '../src/cli/run-program.js'
import { seed } from '../src/cli/seed.js'
import { snapshots, type SnapshotsTask } from '../src/cli/snapshots.js'
import { tenants } from '../src/cli/tenants.js'
import { verify } from '../src/cli/verify.js'
import { ConfigError, loadConfig } from '../src/config/config.js'
import { VERSION } from '../src/config/version.js'
import { createMockServer } from '../src/index.js'
import { temporaryFolder } from './helper.js'

/** Returns a function that returns the strings that `console.log` received since the last call of the function. */
const printed = (t: Test) => {
  const captured = t.capture(console, 'log')
  return () => captured().map(({ args: [text] }) => String(text))
}

const setInput = (t: Test, text: string) => t.intercept(process, 'stdin', { value: Readable.from([Buffer.from(text)]) })

t.test('the command seed loads the data of a tenant, dump writes them, reset restores them, and each of the three prints the counts of the tenant', async t => {
  await using mock = await createMockServer({ controlToken: 'secret' })
  const config = loadConfig({ env: { PORT: new URL(mock.url).port, SUPEROFFICE_MOCK_CONTROL_TOKEN: 'secret' } })
  const folder = temporaryFolder(t)
  const [seeded, dumped] = [join(folder, 'seed.json'), join(folder, 'dump.json')]
  writeFileSync(seeded, JSON.stringify({ Products: [{ ProductId: 7, Name: 'Enamel mug', ImageInfo: { Description: 'Front view' } }] }))
  const output = printed(t)

  await seed(config, { tenant: 'Cust1' }, seeded)
  await dump(config, { tenant: 'cust1', json: true }, dumped)
  t.match(JSON.parse(readFileSync(dumped, 'utf8')), { Products: [{ Name: 'Enamel mug' }], Blobs: [{ Description: 'Front view' }] })
  t.same(readdirSync(folder).sort(), ['dump.json', 'seed.json'])
  await reset(config, { tenant: 'default' })
  await reset(config, { tenant: 'default', url: `${mock.url}/Cust2/` })
  const cust1 = mock.tenant('Cust1')
  await cust1.clock.freeze()
  await reset(config, { tenant: 'Cust1' })
  t.match(await cust1.clock.read(), { Frozen: true })
  await reset(config, { tenant: 'Cust1', all: true })
  t.match(await cust1.clock.read(), { Frozen: false })
  t.same(output(), [
    'Name   Products  Blobs  Callers\nCust1         1      1        1',
    '{\n  "Name": "Cust1",\n  "Products": 1,\n  "Blobs": 1,\n  "Callers": 1\n}',
    'Name     Products  Blobs  Callers\ndefault         3      2        1',
    'Name   Products  Blobs  Callers\nCust2         3      2        1',
    'Name   Products  Blobs  Callers\nCust1         3      2        1',
    'Name   Products  Blobs  Callers\nCust1         3      2        1',
  ])
})

t.test('the command faults lists, adds and removes rules, and prints the added or the remaining rules', async t => {
  await using mock = await createMockServer()
  const rule = { Times: 1, Actions: [{ Action: 'Drop' }] }
  const file = join(temporaryFolder(t), 'rule.json')
  writeFileSync(file, JSON.stringify(rule))
  const listed = (Id: number) => ({ Id, Met: 0, Applied: 0, ActionsApplied: [0], Rule: rule })
  const inTable = `Id  Met  Applied  ActionsApplied  Rule\n 2    0        0  [0]             ${JSON.stringify(rule)}`
  const steps: [task: FaultsTask, json: boolean, written: string | RegExp][] = [
    [{ verb: 'list' }, false, 'Tenant default has no fault rules.'],
    [{ verb: 'add', rule: ` ${JSON.stringify(rule)}` }, true, JSON.stringify(listed(1), undefined, 2)],
    [{ verb: 'add', rule: file }, false, inTable],
    [{ verb: 'remove', id: '1' }, false, inTable],
    [{ verb: 'clear' }, true, '[]'],
    [{ verb: 'add', rule: JSON.stringify({ Rules: [rule, rule] }) }, true, JSON.stringify([listed(3), listed(4)], undefined, 2)],
    [{ verb: 'preset', name: 'flaky' }, false, /^Id.*\n 5 .*\n 6 .*\n 7 .*\n 8 [^\n]*$/],
    [{ verb: 'preset', name: 'slow', body: '{"Times":1}' }, true, /"Id": 9,[^]*"Times": 1/],
    [{ verb: 'list' }, false, /^Id {2}Preset {2}Met .*\n 3 {12}0 .*\n 4 {12}0 .*\n 5 {2}flaky +0 /],
  ]
  for (const [task, json, written] of steps) {
    const output = printed(t)
    await faults(loadConfig(), { url: mock.url, tenant: 'default', json }, task)
    t.match(output(), [written], task.verb)
  }
})

t.test('the command journal lists the newest requests that match its filters', async t => {
  await using mock = await createMockServer({ auth: 'off' })
  const there = { url: mock.url, tenant: 'default' }
  const output = printed(t)
  await journal(loadConfig(), there)
  await mock.inject('/api/v1/Product/1001?$select=Name')
  await mock.inject('/api/v1/Product/7')
  await mock.faults.add({ Actions: [{ Action: 'Drop' }] })
  await mock.inject('/api/v1/Product/1001').catch(() => {})
  await journal(loadConfig(), there)
  await journal(loadConfig(), { ...there, json: true, method: 'get', path: '/api/v1/Product/{id}', status: '4xx' })
  await journal(loadConfig(), { ...there, json: true, since: '1', limit: 1 })
  await journal(loadConfig(), { ...there, unmatched: true })
  await journal(loadConfig(), { ...there, format: 'har', limit: 2 })
  const [none, inTable, inJson = '', newest = '', unmatched, har = ''] = output()
  t.equal(none, 'The journal of tenant default has no matching entries.')
  t.match(String(inTable).split('\n'), [
    /^Id +Time +Method +Status +Milliseconds +Path +Reason$/,
    /^ 1 +\S+Z +GET +200 +[\d.]+ +\/api\/v1\/Product\/1001\?\$select=Name$/,
    /^ 2 +\S+Z +GET +404 +[\d.]+ +\/api\/v1\/Product\/7 +Product id 7 not found/,
    /^ 3 +\S+Z +GET +– +[\d.]+ +\/api\/v1\/Product\/1001/,
  ])
  t.same(JSON.parse(inJson), [await mock.journal.find(2)])
  t.same(JSON.parse(newest), [await mock.journal.find(3)])
  t.equal(unmatched, none)
  t.match(JSON.parse(har), { log: { entries: [{ response: { status: 404 } }, { response: { status: 0 } }] } })
})

t.test('the command rights lists, adds and removes rules, and prints the added or the remaining rules', async t => {
  await using mock = await createMockServer()
  const rule = '{"Match":{"Caller":"tje0"},"TableRight":{"Mask":"Select"}}'
  const other = '{"TableRight":{"Mask":"Select"}}'
  const steps: [task: RulesTask, written: string][] = [
    [{ verb: 'list' }, 'Tenant default has no rights rules.'],
    [{ verb: 'add', rule }, `Id  Rule\n 1  ${rule}`],
    [{ verb: 'add', rule: other }, `Id  Rule\n 2  ${other}`],
    [{ verb: 'remove', id: '1' }, `Id  Rule\n 2  ${other}`],
    [{ verb: 'clear' }, 'Tenant default has no rights rules.'],
  ]
  for (const [task, written] of steps) {
    const output = printed(t)
    await rights(loadConfig(), { url: mock.url, tenant: 'default' }, task)
    t.same(output(), [written], task.verb)
  }
})

t.test('the command clock reads and changes the clock of a tenant, and prints its state', async t => {
  await using mock = await createMockServer()
  const steps: [task: ClockTask, state: object][] = [
    [{ verb: 'read' }, { Frozen: false, Adjusted: false }],
    [{ verb: 'freeze' }, { Frozen: true, Adjusted: true }],
    [{ verb: 'set', at: '2026-01-01T00:00:00Z' }, { Now: '2026-01-01T00:00:00.000Z', Frozen: true }],
    [{ verb: 'freeze', at: '2026-02-01T00:00:00Z' }, { Now: '2026-02-01T00:00:00.000Z', Frozen: true }],
    [{ verb: 'advance', step: '90' }, { Now: '2026-02-01T00:01:30.000Z', Frozen: true }],
    [{ verb: 'advance', step: '-0.5' }, { Now: '2026-02-01T00:01:29.500Z', Frozen: true }],
    [{ verb: 'advance', step: 'P1DT12H' }, { Now: '2026-02-02T12:01:29.500Z', Frozen: true }],
    [{ verb: 'resume' }, { Frozen: false, Adjusted: true }],
    [{ verb: 'reset' }, { Frozen: false, Adjusted: false }],
  ]
  for (const [task, state] of steps) {
    const output = printed(t)
    await clock(loadConfig(), { url: mock.url, tenant: 'Cust1', json: true }, task)
    const [written = ''] = output()
    t.match(JSON.parse(written), state, task.verb)
  }
})

t.test('the command snapshots takes, lists, restores and removes snapshots of a tenant', async t => {
  await using mock = await createMockServer()
  const steps: [task: SnapshotsTask, written: RegExp][] = [
    [{ verb: 'list' }, /^Tenant Cust1 has no snapshots\.$/],
    [{ verb: 'take', name: 'before' }, /^Name +TakenAt +Products +Blobs +Callers\nbefore +\S+Z +3 +2 +1$/],
    [{ verb: 'take', name: 'later' }, /\nlater .*$/],
    [{ verb: 'restore', name: 'before' }, /^Name +Products +Blobs +Callers\nCust1 +3 +2 +1$/],
    [{ verb: 'remove', name: 'later' }, /^Name.*\nbefore .*$/],
    [{ verb: 'remove', name: 'before' }, /^Tenant Cust1 has no snapshots\.$/],
  ]
  for (const [task, written] of steps) {
    const output = printed(t)
    await snapshots(loadConfig(), { url: mock.url, tenant: 'Cust1' }, task)
    t.match(output(), [written], task.verb)
  }
})

t.test('the command tenants lists the tenants of a mock and removes one, even if the address names another tenant', async t => {
  await using mock = await createMockServer()
  await mock.tenant('Cust1').reset()
  const output = printed(t)
  await tenants(loadConfig(), { url: `${mock.url}/Cust1` }, { verb: 'list' })
  await tenants(loadConfig(), { url: mock.url }, { verb: 'remove', name: 'cust1' })
  await tenants(loadConfig(), { url: mock.url, json: true }, { verb: 'remove', name: 'default' })
  await tenants(loadConfig(), { url: mock.url }, { verb: 'list' })
  t.match(output(), [
    /^Name +Products +Blobs +Callers\nCust1 +3 +2 +1\ndefault +3 +2 +1$/,
    /^Name.*\ndefault +3 +2 +1$/,
    '[]',
    'This mock has no tenants with their own data, journal entries or rules.',
  ])
})

t.test('the command verify prints that a verification holds, and otherwise fails with the message of the mock', async t => {
  await using mock = await createMockServer({ auth: 'off', journalSize: 1 })
  const there = { url: mock.url, tenant: 'default' }
  await mock.inject('/api/v1/Product/1001')
  const { Message: heldMessage } = await mock.journal.verify({ Match: { Method: 'GET' }, Times: { Exactly: 1 } })
  const { Message: failedMessage } = await mock.journal.verify({ Match: { Method: 'PUT' } })
  const output = printed(t)
  await verify(loadConfig(), there, '{"Match":{"Method":"GET"},"Times":{"Exactly":1}}')
  await verify(loadConfig(), { ...there, json: true }, '{"Times":{"AtMost":1}}')
  const failed = { name: 'VerificationError', message: failedMessage }
  await t.rejects(verify(loadConfig(), there, '{"Match":{"Method":"PUT"}}'), failed)
  await t.rejects(verify(loadConfig(), { ...there, json: true }, '{"Match":{"Method":"PUT"}}'), failed)
  await mock.inject('/api/v1/Product/1002')
  const undecided = await mock.journal.verify({ Times: { Exactly: 1 } })
  t.match(undecided, { Held: false, Count: 1, Unknown: 1 })
  await t.rejects(verify(loadConfig(), there, '{"Times":{"Exactly":1}}'), { name: 'VerificationError', message: undecided.Message })
  const [held, heldInJson = '', failedInJson = '', ...others] = output()
  t.equal(held, heldMessage)
  t.match(JSON.parse(heldInJson), { Held: true, Count: 1 })
  t.match(JSON.parse(failedInJson), { Held: false, Nearest: { Entry: { Id: 1 } } })
  t.same(others, [])
})

t.test('with AUTH=users, the command env warns on standard error that the mock refuses the dummy credentials', async t => {
  const output = printed(t)
  const warnings = t.capture(console, 'error')
  const options = { tenant: 'default', format: 'json' } as const
  await env(loadConfig(), options)
  t.same(warnings(), [])
  await env(loadConfig({ flags: { auth: 'users' } }), options)
  t.match(warnings(), [{ args: ['SUPEROFFICE_MOCK_AUTH is users, so the mock refuses these dummy credentials; use those of its users file.'] }])
  const [without, withUsers] = output()
  t.equal(withUsers, without)
})

t.test('commands read JSON from standard input or from a file, which can begin with a byte order mark', async t => {
  await using mock = await createMockServer()
  const there = { url: mock.url, tenant: 'default' }
  const file = join(temporaryFolder(t), 'rule.json')
  writeFileSync(file, '\ufeff{"Actions":[{"Action":"Drop"}]}')
  printed(t)
  await faults(loadConfig(), there, { verb: 'add', rule: file })
  setInput(t, '{"Actions":[{"Action":"Reset"}]}')
  await faults(loadConfig(), there, { verb: 'add', rule: '-' })
  t.match(await mock.faults.list(), [{ Rule: { Actions: [{ Action: 'Drop' }] } }, { Rule: { Actions: [{ Action: 'Reset' }] } }])
  setInput(t, '{"Products":[{"ProductId":7,"Name":"Enamel mug"}]}')
  await seed(loadConfig(), there, '-')
  t.match(await mock.dump(), { Products: [{ Name: 'Enamel mug' }] })
})

t.test('journal --follow prints each matching request as it is recorded, until the mock stops', async t => {
  await using mock = await createMockServer({ auth: 'off' })
  const there = { url: mock.url, tenant: 'default', follow: true }
  const [lines, json, gone] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const stopped = { name: 'MockError', message: new RegExp(`^The mock at ${mock.url} stopped \\(.*\\)\\.$`) }
  const following = [journal(loadConfig(), there, lines), journal(loadConfig(), { ...there, json: true, status: '404' }, json)]
  const left = t.rejects(journal(loadConfig(), there, gone), { message: 'no reader' })
  const ended = Promise.all(following.map(one => t.rejects(one, stopped)))
  const heard = Promise.all([once(json, 'data'), once(gone, 'readable')])
  const progress = { isHeard: false }
  const calls = (async () => {
    while (!progress.isHeard) {
      await mock.inject('/api/v1/Product/1001?$select=Name')
      await mock.inject('/api/v1/Product/7')
    }
  })()
  const [[first]] = await heard
  let told = ''
  // The requests alternate, and either of them can be the first that the journal reports.
  while (!told.includes('Product id 7') || !told.includes('$select=Name\n')) {
    await once(lines, 'readable')
    told += lines.read() ?? ''
  }
  progress.isHeard = true
  await calls
  const { Id, Status } = JSON.parse(String(first))
  t.equal(Status, 404)
  t.same(JSON.parse(String(first)), await mock.journal.find(Id))
  t.match(told, /^\d+ {2}\S+Z {2}GET {2}200 {2}[\d.]+ {2}\/api\/v1\/Product\/1001\?\$select=Name$/m)
  t.match(told, /^\d+ .* Product id 7 not found/m)
  gone.destroy(new Error('no reader'))
  await left
  await mock.close()
  await ended
})

t.test('journal --follow prints the number of requests that it missed, and fails with a message when the connection is lost', async t => {
  const server = createServer((request, response) => {
    response.setHeader('x-superoffice-mock', VERSION)
    if (request.url?.startsWith('/empty/')) response.writeHead(204).end()
    else response.write('event: dropped\ndata: {"Dropped":3}\n\nevent: dropped\ndata: {"Dropped":1}\n\n', () => response.destroy())
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const told = t.capture(console, 'error')
  await t.rejects(journal(loadConfig(), { url, tenant: 'default', follow: true }), { message: `The mock at ${url} stopped (other side closed).` })
  t.same(told().map(({ args: [text] }) => text), [
    'The journal removed 3 requests before they could be printed; some of them may not match the options.',
    'The journal removed 1 request before it could be printed; it may not match the options.',
  ])
  await t.rejects(journal(loadConfig(), { url, tenant: 'empty', follow: true }), { message: `The mock at ${url}/empty stopped (it ended the response).` })
})

t.test('a command names the file or standard input if reading it fails after it was opened', async t => {
  await using server = await createMockServer()
  const there = { url: server.url, tenant: 'default' }
  const failure = new Error('EIO: i/o error, read')
  async function * fail () {
    yield Buffer.from('{"Products":[')
    throw failure
  }
  t.intercept(process, 'stdin', { value: Readable.from(fail()) })
  await t.rejects(seed(loadConfig(), there, '-'), new ConfigError('Standard input cannot be read (EIO: i/o error, read).'))
  t.intercept(process, 'stdin', { value: Readable.from(fail()) })
  await t.rejects(faults(loadConfig(), there, { verb: 'add', rule: '-' }), new ConfigError('The rule must be JSON, the path of a JSON file, or - for standard input; got "-" (EIO: i/o error, read).'))

  const file = join(temporaryFolder(t), 'seed.json')
  writeFileSync(file, '{}')
  const handle = await open(file)
  const { mock: reading } = mock.method(Object.getPrototypeOf(handle), 'read', async () => { throw failure })
  await t.rejects(seed(loadConfig(), there, file), new ConfigError(`The file ${file} cannot be read (EIO: i/o error, read).`))
  reading.restore()
  await handle.close()
})

t.test('commands that fail throw an error whose message has the reason', async t => {
  await using mock = await createMockServer({ controlToken: 'secret' })
  await using off = await createMockServer({ control: 'off' })
  const folder = temporaryFolder(t)
  const file = join(folder, 'rule.json')
  writeFileSync(file, '{"Actions":[]}')
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{')
  await mock.rights.add({ Match: { Caller: 'tje0' }, TableRight: { Mask: 'Select' } })
  await mock.rights.add({ TableRight: { Mask: 'Select' } })
  const config = loadConfig()
  const there = { url: mock.url, tenant: 'default', token: 'secret' }
  const refused: [run: () => Promise<void>, error: { message: string | RegExp, status?: number }][] = [
    [() => seed(config, there, '/nowhere.json'), { message: 'The file /nowhere.json cannot be read (it does not exist).' }],
    [() => seed(config, there, folder), { message: `The file ${folder} cannot be read (it is a folder).` }],
    [() => seed(config, there, file), { status: 400, message: /^The state cannot be loaded, and nothing was changed\. .*\/Actions is unknown\./ }],
    [() => dump(config, there, '/nowhere/dump.json'), { message: 'The file /nowhere/dump.json cannot be written (its folder does not exist).' }],
    [() => dump(config, there, folder), { message: `The file ${folder} cannot be written (it is a folder).` }],
    [() => dump(config, there, '.'), { message: 'The file . cannot be written (it is a folder).' }],
    [() => faults(config, there, { verb: 'add', rule: '/nowhere.json' }), { message: 'The rule must be JSON, the path of a JSON file, or - for standard input; got "/nowhere.json" (it does not exist).' }],
    [() => faults(config, there, { verb: 'add', rule: folder }), { message: /^The rule must be JSON, .* \(it is a folder\)\.$/ }],
    [() => faults(config, there, { verb: 'add', rule: ' {"Actions":\n]' }), { message: /^The rule is not valid JSON at line 2, column 1 \(.*\)\.$/ }],
    [() => faults(config, there, { verb: 'add', rule: broken }), { message: /^The rule in .*broken\.json is not valid JSON at line 1, column 2 \(.*\)\.$/ }],
    [() => {
      setInput(t, '')
      return verify(config, there, '-')
    }, { message: /^The verification in standard input is not valid JSON at line 1, column 1 \(.*\)\.$/ }],
    [() => verify(config, there, '[]'), { status: 400, message: /got an array\.$/ }],
    [() => faults(config, there, { verb: 'remove', id: '7' }), { status: 404, message: 'Tenant default has no fault rule with the id 7. Existing: none.' }],
    [() => rights(config, there, { verb: 'remove', id: '7' }), { status: 404, message: 'Tenant default has no rights rule with the id 7. Existing: 1, 2.' }],
    [() => tenants(config, there, { verb: 'remove', name: 'Cust9' }), { status: 404, message: 'This mock has no tenant "Cust9". Existing: default.' }],
    [() => snapshots(config, there, { verb: 'restore', name: 'before' }), { status: 404, message: 'Snapshot before not found; this tenant has no snapshots.' }],
    [() => snapshots(config, there, { verb: 'remove', name: 'before' }), { status: 404, message: 'Snapshot before not found; this tenant has no snapshots.' }],
    [() => clock(config, there, { verb: 'set', at: 'noon' }), { status: 400, message: /^Now must be a date and time such as .*; got "noon"\.$/ }],
    [() => clock(config, there, { verb: 'advance', step: 'P' }), { status: 400, message: /^Duration must be a duration of ISO 8601 .*; got "P"\.$/ }],
    [() => clock(config, there, { verb: 'advance', step: ' ' }), { status: 400, message: /^Duration must be a duration of ISO 8601 .*; got " "\.$/ }],
    [() => faults(config, there, { verb: 'add', rule: file }), { status: 400, message: /^Actions must be an array of 1 to 10 items; got / }],
    [() => faults(config, there, { verb: 'preset', name: 'fluky' }), { status: 400, message: /rate-limit, maintenance, .*got "fluky"/ }],
    [() => faults(config, there, { verb: 'remove', id: 'x' }), { message: 'The id of a rule must be a positive integer such as 1; got "x".' }],
    [() => faults(config, there, { verb: 'preset', name: '..' }), { message: 'The name of a preset must be an existing one, such as flaky; got "..".' }],
    [() => journal(config, { ...there, status: '9xx' }), { status: 400, message: 'No request can ever match: Status must be a status such as 404 or a class such as 4xx; got 9xx.' }],
    [() => reset(config, { ...there, token: 'other' }), { status: 401, message: /got another token\. Set the token by --token, or in a program by token\.$/ }],
    [() => reset(config, { ...there, tenant: 'a b' }), { message: '--tenant must be 1 to 64 letters, digits, "-" or "_"; got "a b".' }],
    [() => reset(config, { ...there, url: 'mock' }), { message: '--url must be the address of a mock, such as http://127.0.0.1:3000; got "mock".' }],
    [() => reset(config, { ...there, url: off.url }), { status: 404, message: `${off.url}/_mock/reset does not exist: the mock was started with SUPEROFFICE_MOCK_CONTROL=off, or is of an older version.` }],
  ]
  for (const [run, error] of refused) await t.rejects(run(), error)
})

t.test('commands fail with a message if the mock does not respond in time', async t => {
  const open: ServerResponse[] = []
  const server = createServer((request, response) => {
    request.on('data', () => {}).on('end', () => {
      response.setHeader('x-superoffice-mock', VERSION)
      if (request.url?.includes('/tenants/')) response.end('{"Name":"default","Products":0,"Blobs":0,"Callers":0}')
      else if (request.url?.includes('/stream')) response.write(':\n\n')
      open.push(response)
    })
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const there = { url, tenant: 'default' }
  const file = join(temporaryFolder(t), 'seed.json')
  writeFileSync(file, ' '.repeat(3 * 1024 * 1024))
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const config = loadConfig()
  const commands: [run: () => Promise<void>, requests: number, seconds: number][] = [
    [() => faults(config, there, { verb: 'list' }), 1, 30],
    [() => reset(config, there), 1, 30],
    [() => journal(config, there), 1, 30],
    [() => dump(config, there, undefined), 2, 30],
    [() => seed(config, there, file), 2, 33],
    [() => verify(config, there, '{}'), 1, 90],
  ]
  for (const [run, requests, seconds] of commands) {
    const received = open.length + requests
    const rejected = t.rejects(run(), { name: 'MockError', message: `No mock responds at ${url} (no response within ${seconds} seconds).` })
    while (open.length < received) await nextTurn()
    mock.timers.tick(seconds * 1000)
    await rejected
  }
  const followed = open.length
  const ended = t.rejects(journal(config, { ...there, follow: true }, new PassThrough()), { message: `The mock at ${url} stopped (it ended the response).` })
  while (open.length === followed) await nextTurn()
  for (let turns = 0; turns < 100; turns++) await nextTurn()
  mock.timers.tick(100_000)
  open.at(-1)?.end()
  await ended
})

t.test('a dump that is interrupted does not change an existing file', async t => {
  /** Creates a folder at the path of the new dump, as another program could, and then responds with the dump. */
  function replaceAndEnd (response: ServerResponse): void {
    mkdirSync(join(folder, 'new.json'))
    response.end('{}')
  }
  const server = createServer((request, response) => {
    response.setHeader('x-superoffice-mock', VERSION)
    if (request.url?.includes('/tenants/')) response.end('{"Name":"default","Products":0,"Blobs":0,"Callers":0}')
    else if (request.url?.startsWith('/empty/')) response.writeHead(204).end()
    else if (request.url?.startsWith('/slow/')) replaceAndEnd(response)
    else response.write('{"Products":\n', () => response.destroy())
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const folder = temporaryFolder(t)
  const file = join(folder, 'dump.json')
  writeFileSync(file, '{}')
  const output = printed(t)
  await t.rejects(dump(loadConfig(), { url, tenant: 'default' }, file), { message: `The mock at ${url} stopped before the dump was complete (other side closed).` })
  t.equal(readFileSync(file, 'utf8'), '{}')
  t.same(readdirSync(folder), ['dump.json'])
  await dump(loadConfig(), { url, tenant: 'empty' }, file)
  t.equal(readFileSync(file, 'utf8'), '')
  t.match(output(), [/^Name +Products/])
  await t.rejects(dump(loadConfig(), { url, tenant: 'slow' }, join(folder, 'new.json')), { message: /^The file .*new\.json cannot be written \(.*\)\.$/ })
  t.same(readdirSync(folder), ['dump.json', 'new.json'])
})

t.test('the program prints the error of each command, and returns the exit code for the error', async t => {
  await using mock = await createMockServer()
  const folder = temporaryFolder(t)
  const plain = mock.url.replace('http:', 'https:')
  const noAddress = '--url must be the address of a mock, such as http://127.0.0.1:3000; got "mock".'
  const unreached = 'No mock responds at http://[::1]:1 ('
  const cases: [words: string[], exitCode: number, message: string][] = [
    [['--prot', '1'], 2, "error: unknown option '--prot'"],
    [['healthcheck', '--port', '0'], 2, '--port or SUPEROFFICE_MOCK_PORT must be the port that the mock printed at its start; got 0.'],
    [['env', '--url', 'mock'], 2, noAddress],
    [['ca', '--url', plain], 1, `No mock with --tls responds at ${plain} (the server uses HTTP instead of HTTPS).`],
    [['ca', '--url', 'https://mock.invalid'], 1, 'No mock with --tls responds at https://mock.invalid (getaddrinfo '],
    [['ca', '--db', join(folder, 'none.db'), '--port', '1'], 1, 'No authority is next to the database of the settings, and no mock with --tls responds at https://127.0.0.1:1 ('],
    [['ca', '--url', mock.url], 1, `A mock at ${mock.url} has no authority, because its address is not https.`],
    [['seed', join(folder, 'none.json'), '--url', mock.url], 2, `The file ${join(folder, 'none.json')} cannot be read (it does not exist).`],
    [['dump', '--url', 'mock'], 2, noAddress],
    [['reset', '--host', '::', '--port', '1'], 1, unreached],
    [['snapshots', 'restore', 'before', '--url', mock.url], 1, 'Snapshot before not found; '],
    [['tenants', '--url', 'mock'], 2, noAddress],
    [['clock', '--url', plain], 1, `No mock responds at ${plain} (the server uses HTTP instead of HTTPS).`],
    [['clock', '--url', plain, '--ca', join(folder, 'none.pem')], 2, `The authority ${join(folder, 'none.pem')} cannot be read (it does not exist).`],
    [['faults', 'remove', 'x', '--url', mock.url], 2, 'The id of a rule must be a positive integer such as 1; got "x".'],
    [['rights', 'remove', '7', '--url', mock.url], 1, 'Tenant default has no rights rule with the id 7.'],
    [['journal', '--url', 'mock'], 2, noAddress],
    [['diff', join(folder, 'none.har'), '--url', mock.url], 2, join(folder, 'none.har')],
    [['verify', '{}', '--url', mock.url], 1, 'The verification fails: '],
  ]
  const captured = [t.capture(console, 'error'), t.capture(process.stderr, 'write')]
  for (const [words, exitCode, message] of cases) {
    t.equal(await runProgram(words, {}), exitCode, words.join(' '))
    t.match(captured.flatMap(read => read().map(({ args: [error] }) => inspect(error))).join(), message)
  }
})

t.test('the command healthcheck prints the response, and sets the exit code 1 unless a superoffice-mock is ready', async t => {
  await using mock = await createMockServer()
  await using secure = await createMockServer({ tls: 'on' })
  const listen = async (server: Server) => {
    server.listen(0, '127.0.0.1')
    t.teardown(() => server.close())
    await once(server, 'listening')
    return `http://127.0.0.1:${Object(server.address()).port}`
  }
  const cases: [url: string, exitCode: number, message: string][] = [
    [mock.url, 0, 'responded with 200 {"status":"ready"}'],
    [secure.url, 0, 'responded with 200 {"status":"ready"}'],
    [await listen(createServer((_request, response) => response.end('hi'))), 1, 'responded with 200, but the server is not a superoffice-mock'],
    [await listen(createServer((_request, response) => response.writeHead(200, { 'content-length': 9 }).write('hi', () => response.destroy()))), 1, 'did not respond (aborted)'],
    [await listen(createServer(() => {})), 1, 'did not respond (no response within 3000 ms)'],
  ]
  const output = printed(t)
  const errors = t.capture(console, 'error')
  t.teardown(() => { process.exitCode = undefined })
  for (const [url, exitCode, message] of cases) {
    t.equal(await runProgram(['healthcheck', '--url', url], {}), undefined)
    t.same([process.exitCode, output()], [exitCode, [`${url}/ready ${message}`]])
  }
  t.same(errors(), [])
})
