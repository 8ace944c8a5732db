import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { mock } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { dump } from '../src/cli/dump.js'
import { faults, type FaultsTask } from '../src/cli/faults.js'
import { journal } from '../src/cli/journal.js'
import { reset } from '../src/cli/reset.js'
import { seed } from '../src/cli/seed.js'
import { loadConfig } from '../src/config/config.js'
import { createMockServer } from '../src/index.js'
import { VERSION } from '../src/config/version.js'
import { temporaryFolder } from './helper.js'

/** What commands print. */
const printed = (t: Test) => {
  const captured = t.capture(console, 'log')
  return () => captured().map(({ args: [text] }) => String(text))
}

t.test('seed loads a file, dump writes one, and both say how much there is', async t => {
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

t.test('faults lists rules, adds one, and removes one or all', async t => {
  await using mock = await createMockServer()
  const rule = { Times: 1, Actions: [{ Action: 'Drop' }] }
  const file = join(temporaryFolder(t), 'rule.json')
  writeFileSync(file, JSON.stringify(rule))
  const listed = (Id: number) => ({ Id, Met: 0, Applied: 0, ActionsApplied: [0], Rule: rule })
  const inTable = `Id  Met  Applied  ActionsApplied  Rule\n 2    0        0  [0]             ${JSON.stringify(rule)}`
  const steps: [task: FaultsTask, json: boolean, written: string | RegExp][] = [
    [{ verb: 'list' }, false, 'There are none.'],
    [{ verb: 'add', rule: ` ${JSON.stringify(rule)}` }, true, JSON.stringify(listed(1), undefined, 2)],
    [{ verb: 'add', rule: file }, false, inTable],
    [{ verb: 'remove', id: '1' }, false, inTable],
    [{ verb: 'clear' }, true, '[]'],
    [{ verb: 'add', rule: JSON.stringify({ Rules: [rule, rule] }) }, true, JSON.stringify([listed(3), listed(4)], undefined, 2)],
    [{ verb: 'preset', name: 'flaky' }, false, /^Id.*\n 5 .*\n 6 .*\n 7 .*\n 8 [^\n]*$/],
  ]
  for (const [task, json, written] of steps) {
    const output = printed(t)
    await faults(loadConfig(), { url: mock.url, tenant: 'default', json }, task)
    t.match(output(), [written], task.verb)
  }
})

t.test('journal lists the calls that are meant', async t => {
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
  const [none, inTable, inJson = ''] = output()
  t.equal(none, 'There are none.')
  t.match(String(inTable).split('\n'), [
    /^Id +Time +Method +Status +Milliseconds +Path +Reason$/,
    /^ 1 +\S+Z +GET +200 +[\d.]+ +\/api\/v1\/Product\/1001\?\$select=Name$/,
    /^ 2 +\S+Z +GET +404 +[\d.]+ +\/api\/v1\/Product\/7 +Product id 7 not found/,
    /^ 3 +\S+Z +GET +– +[\d.]+ +\/api\/v1\/Product\/1001/,
  ])
  t.same(JSON.parse(inJson), [await mock.journal.find(2)])
})

t.test('journal --follow writes each call that is meant as it comes, until the mock stops', async t => {
  await using mock = await createMockServer({ auth: 'off' })
  const there = { url: mock.url, tenant: 'default', follow: true }
  const [lines, json, gone] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const stopped = { name: 'MockError', message: new RegExp(`^The mock at ${mock.url} stopped \\(.*\\)\\.$`) }
  const following = [journal(loadConfig(), there, lines), journal(loadConfig(), { ...there, json: true, status: '404' }, json)]
  const left = t.rejects(journal(loadConfig(), there, gone), { message: 'no reader' })
  const ended = Promise.all(following.map(one => t.rejects(one, stopped)))
  const heard = Promise.all([once(json, 'data'), once(gone, 'readable')])
  let isHeard = false
  const calls = (async () => {
    while (!isHeard) {
      await mock.inject('/api/v1/Product/1001?$select=Name')
      await mock.inject('/api/v1/Product/7')
    }
  })()
  const [[first]] = await heard
  let told = ''
  // Either of the two may come first: a request that was running already may be the first one that is followed.
  while (!told.includes('Product id 7') || !told.includes('$select=Name\n')) {
    await once(lines, 'readable')
    told += lines.read() ?? ''
  }
  isHeard = true
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

t.test('journal --follow tells what it misses, and that the connection broke', async t => {
  const server = createServer((request, response) => {
    response.setHeader('x-superoffice-mock', VERSION)
    if (request.url?.startsWith('/empty/')) response.writeHead(204).end()
    else response.write('event: dropped\ndata: {"Dropped":3}\n\n', () => response.destroy())
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const told = t.capture(console, 'error')
  await t.rejects(journal(loadConfig(), { url, tenant: 'default', follow: true }), { message: `The mock at ${url} stopped (other side closed).` })
  t.match(told(), [{ args: ['Calls that are missing here, as they were dropped for space: 3.'] }])
  await t.rejects(journal(loadConfig(), { url, tenant: 'empty', follow: true }), { message: `The mock at ${url}/empty stopped (it ended its answer).` })
})

t.test('what commands cannot do is told in a sentence', async t => {
  await using mock = await createMockServer({ controlToken: 'secret' })
  await using off = await createMockServer({ control: 'off' })
  const folder = temporaryFolder(t)
  const file = join(folder, 'rule.json')
  writeFileSync(file, '{"Actions":[]}')
  const config = loadConfig()
  const there = { url: mock.url, tenant: 'default', token: 'secret' }
  const refused: [asked: () => Promise<void>, error: { message: string | RegExp, status?: number }][] = [
    [() => seed(config, there, '/nowhere.json'), { message: /^The file \/nowhere\.json cannot be read \(ENOENT: .*\)\.$/ }],
    [() => seed(config, there, folder), { message: `The file ${folder} cannot be read (it is a folder).` }],
    [() => seed(config, there, file), { status: 400, message: /^The state cannot be loaded, and nothing was changed\. .*\/Actions is unknown\./ }],
    [() => dump(config, there, '/nowhere/dump.json'), { message: /^The file \/nowhere\/dump\.json cannot be written \(ENOENT: .*\)\.$/ }],
    [() => faults(config, there, { verb: 'add', rule: '/nowhere.json' }), { message: "The rule must be JSON, or a file that has it (Error: ENOENT: no such file or directory, open '/nowhere.json')." }],
    [() => faults(config, there, { verb: 'add', rule: '{' }), { message: /^The rule must be JSON, or a file that has it \(SyntaxError: .*\)\.$/ }],
    [() => faults(config, there, { verb: 'add', rule: file }), { status: 400, message: /^Actions must be / }],
    [() => faults(config, there, { verb: 'preset', name: 'fluky' }), { status: 400, message: /rate-limit, maintenance, .*got "fluky"/ }],
    [() => faults(config, there, { verb: 'remove', id: 'x' }), { message: 'The id of a rule must be an integer such as 1; got "x".' }],
    [() => faults(config, there, { verb: 'preset', name: '..' }), { message: 'The name of a preset must be one that there is, such as flaky; got "..".' }],
    [() => journal(config, { ...there, status: '9xx' }), { status: 400, message: 'No call can ever be meant: there is no status 9xx; it must be such as 404 or 4xx.' }],
    [() => reset(config, { ...there, token: 'other' }), { status: 401, message: /got another token\.$/ }],
    [() => reset(config, { ...there, tenant: 'a b' }), { message: '--tenant must be 1 to 64 letters, digits, "-" or "_"; got "a b".' }],
    [() => reset(config, { ...there, url: 'mock' }), { message: '--url must be the address of a mock, such as http://127.0.0.1:3000; got "mock".' }],
    [() => reset(config, { ...there, url: off.url }), { status: 404, message: `There is no ${off.url}/_mock/reset: the mock was started with SUPEROFFICE_MOCK_CONTROL=off, or is of an older version.` }],
  ]
  for (const [asked, error] of refused) await t.rejects(asked(), error)
})

t.test('a mock that takes a call and never answers is not waited for', async t => {
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
  const commands: [asked: () => Promise<void>, calls: number, seconds: number][] = [
    [() => faults(config, there, { verb: 'list' }), 1, 30],
    [() => reset(config, there), 1, 30],
    [() => journal(config, there), 1, 30],
    [() => dump(config, there, undefined), 2, 30],
    [() => seed(config, there, file), 2, 33],
  ]
  for (const [asked, calls, seconds] of commands) {
    const came = open.length + calls
    const told = t.rejects(asked(), { name: 'MockError', message: `No mock answers at ${url} (no answer within ${seconds} seconds).` })
    while (open.length < came) await nextTurn()
    mock.timers.tick(seconds * 1000)
    await told
  }
  const followed = open.length
  const ended = t.rejects(journal(config, { ...there, follow: true }, new PassThrough()), { message: `The mock at ${url} stopped (it ended its answer).` })
  while (open.length === followed) await nextTurn()
  for (let turns = 0; turns < 100; turns++) await nextTurn()
  mock.timers.tick(100_000)
  open.at(-1)?.end()
  await ended
})

t.test('a dump that does not come whole leaves the file as it was', async t => {
  const server = createServer((request, response) => {
    response.setHeader('x-superoffice-mock', VERSION)
    if (request.url?.includes('/tenants/')) response.end('{"Name":"default","Products":0,"Blobs":0,"Callers":0}')
    else if (request.url?.startsWith('/empty/')) response.writeHead(204).end()
    else response.write('{"Products":\n', () => response.destroy())
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${Object(server.address()).port}`
  const folder = temporaryFolder(t)
  const file = join(folder, 'dump.json')
  writeFileSync(file, '{}')
  const output = printed(t)
  await t.rejects(dump(loadConfig(), { url, tenant: 'default' }, file), { message: `The mock at ${url} stopped before the dump was whole (other side closed).` })
  t.equal(readFileSync(file, 'utf8'), '{}')
  t.same(readdirSync(folder), ['dump.json'])
  await dump(loadConfig(), { url, tenant: 'empty' }, file)
  t.equal(readFileSync(file, 'utf8'), '')
  t.match(output(), [/^Name +Products/])
})
