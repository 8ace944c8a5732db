// Measures PUT of the documented sample, in one run: all servers are up, and short bursts of load go to each in
// turn, so that a change of the machine's speed meets them all. Ratios are medians over the rounds.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'

const ROUNDS = Number(process.env.ROUNDS ?? 9)
const BURST_S = 2
const WARM_UP_S = 4
const CONNECTIONS = 50
const FIRST_PORT = 18_300
const PUTS_BEFORE_RESIDENT = 100_000

const fromHere = path => fileURLToPath(new URL(path, import.meta.url))
const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const onCore = core => availableParallelism() > 1 ? ['taskset', '-c', String(core)] : []
const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-bench-'))
const mock = (...flags) => ['node', '--max-semi-space-size=8', '--initial-heap-size=64', fromHere('../dist/main.js'), '--auth', 'off', ...flags]
const file = name => join(folder, `${name}.db`)

const servers = [
  { name: 'bare Fastify', command: ['node', fromHere('bare-server.js')] },
  { name: 'file', command: mock('--db', file('file')) },
  { name: 'memory', command: mock('--db', ':memory:') },
  { name: 'power', command: mock('--db', file('power'), '--durability', 'power') },
  { name: 'uncounted', command: mock('--db', file('uncounted'), '--journal-size', '0', '--metrics', 'off') },
  { name: '10 stored', command: mock('--db', file('few')), products: 10, stored: 10 },
  { name: '100,000 stored', command: mock('--db', file('many')), products: 10, stored: 100_000 },
  { name: 'over 100,000', command: mock('--db', file('all')), products: 100_000, stored: 100_000 },
  { name: 'XML', command: mock('--db', file('xml')), body: 'xml', type: 'application/xml' },
  { name: 'form', command: mock('--db', file('form')), body: 'form', type: 'application/x-www-form-urlencoded' },
  { name: 'headers', command: mock('--db', file('headers'), '--auth', 'any'), headers: 'Authorization: Basic dGplMDpUamUw\nSO-Language: nb\nSO-TimeZone: US-NY\n' },
].map((server, index) => ({
  products: 1000,
  body: 'json',
  type: 'application/json; charset=utf-8',
  headers: '',
  ...server,
  port: FIRST_PORT + index,
  bursts: [],
  puts: 0,
}))

/** Starts a server and waits for its first answer; `ms` is how long that took from the start of the process. */
async function start ({ command, port }) {
  const [program, ...words] = [...onCore(0), ...command]
  const started = performance.now()
  const child = spawn(program, words, { env: { ...process.env, PORT: String(port), ANSWER_BYTES: '2300' }, stdio: 'ignore' })
  while (!await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined)) await delay(2)
  return { child, ms: performance.now() - started }
}

async function stop (child) {
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  await ended
}

/** PUTs for some seconds over 50 connections: how many in all, how many a second, and the slowest of a hundred in ms. */
function load ({ port, products, body, type, headers }, seconds) {
  const [program, ...words] = [...onCore(1), 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', fromHere('put.lua'), `http://127.0.0.1:${port}`]
  const env = {
    ...process.env,
    BODY: fromHere(`../test/fixtures/put-image-info.request.${body}`),
    TYPE: type,
    ACCEPT: body === 'xml' ? type : 'application/json',
    PRODUCTS: String(products),
    HEADERS: headers,
  }
  const { stdout, error } = spawnSync(program, words, { env, encoding: 'utf8' })
  if (error) throw new Error(`${program} cannot be run (${error.message}). The benchmark needs wrk, and taskset on more than one core.`)
  const [requests, microseconds, p99, errors] = stdout.match(/RESULT (.*)/)[1].split(' ').map(Number)
  if (errors > 0) throw new Error(`${errors} requests failed.`)
  return { requests, perSecond: requests / microseconds * 1e6, p99Ms: p99 / 1000 }
}

const residentMb = child => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1000

/** Copies the blob that one PUT made until as many products are stored. */
async function fill (server) {
  const { command, products, stored } = server
  const { child } = await start(server)
  load({ ...server, products: Math.min(products, 10) }, 1)
  await stop(child)
  const db = new Database(command.at(-1))
  const columns = db.pragma('table_info(blob)').map(({ name }) => name)
  const copied = columns.map(name => ({ blob_key: '1000000 + value', blob_id: '1000000 + value' })[name] ?? name)
  const numbers = `WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ${stored})`
  db.exec(`CREATE TEMP TABLE one AS SELECT blob.* FROM blob JOIN entity_blob USING (blob_key) WHERE link_type = 7 AND owner_id = 1;
    ${numbers} INSERT INTO blob (${columns}) SELECT ${copied} FROM one, number;
    ${numbers} INSERT OR IGNORE INTO entity_blob SELECT tenant_id, 7, value, 1000000 + value FROM one, number`)
  db.close()
}

async function firstAnswers () {
  const times = []
  for (let run = 0; run < 9; run++) {
    const { child, ms } = await start({ command: mock('--db', file(`first${run}`)), port: FIRST_PORT - 1 })
    times.push(ms)
    await stop(child)
  }
  return median(times)
}

async function measure () {
  const firstAnswerMs = await firstAnswers()
  for (const server of servers.filter(({ stored }) => stored)) await fill(server)
  for (const server of servers) server.child = (await start(server)).child
  for (const server of servers) server.puts += load(server, WARM_UP_S).requests
  for (let round = 1; round <= ROUNDS; round++) {
    process.stderr.write(`round ${round} of ${ROUNDS}\n`)
    for (const server of servers) {
      const burst = load(server, BURST_S)
      server.bursts.push(burst)
      server.puts += burst.requests
    }
  }
  const [, fileServer] = servers
  while (fileServer.puts < PUTS_BEFORE_RESIDENT) fileServer.puts += load(fileServer, BURST_S).requests
  const resident = residentMb(fileServer.child)
  for (const { child } of servers) await stop(child)
  return { firstAnswerMs, resident, puts: fileServer.puts }
}

function report ({ firstAnswerMs, resident, puts }) {
  const [bare, fileServer, , power, uncounted, few, many, , xml, form, headers] = servers
  const ratio = (one, other, figure) => median(one.bursts.map((burst, round) => burst[figure] / other.bursts[round][figure]))
  const rows = servers.map(server => `| ${[
    server.name,
    server.products,
    Math.round(median(server.bursts.map(({ perSecond }) => perSecond))),
    ratio(server, bare, 'perSecond').toFixed(2),
    median(server.bursts.map(({ p99Ms }) => p99Ms)).toFixed(1),
    ratio(server, bare, 'p99Ms').toFixed(2),
  ].join(' | ')} |`)
  const targets = [
    ['file against bare, PUTs a second', ratio(fileServer, bare, 'perSecond').toFixed(2), 'at least 0.65'],
    ['file against bare, p99', ratio(fileServer, bare, 'p99Ms').toFixed(2), 'below 3'],
    ['power against bare, PUTs a second', ratio(power, bare, 'perSecond').toFixed(2), 'at least 0.30'],
    ['with journal and metrics (file) against without, PUTs a second', ratio(fileServer, uncounted, 'perSecond').toFixed(2), 'at least 0.85'],
    ['100,000 stored against 10 stored, PUTs a second', ratio(many, few, 'perSecond').toFixed(2), 'at least 0.90'],
    ['XML in and out against file, PUTs a second', ratio(xml, fileServer, 'perSecond').toFixed(2), 'at least 0.35'],
    ['form against file, PUTs a second', ratio(form, fileServer, 'perSecond').toFixed(2), '-'],
    ['with Basic, SO-Language and SO-TimeZone against file, PUTs a second', ratio(headers, fileServer, 'perSecond').toFixed(2), 'at least 0.85'],
    ['first answer after the start of the process, ms', Math.round(firstAnswerMs), 'within 350'],
    [`resident after ${puts} PUTs, MB`, Math.round(resident), 'below 110'],
  ]
  return `# Results of \`npm run bench\`

Node ${process.version}, SQLite ${new Database(':memory:').prepare('SELECT sqlite_version()').pluck().get()}, ${availableParallelism()} cores: the servers on one, wrk on the other.
PUT of the documented sample over ${CONNECTIONS} connections; medians of ${ROUNDS} rounds of ${BURST_S} s for each server in turn.
Only the ratios mean something on another machine.

| server | products | PUTs a second | against bare | p99 in ms | against bare |
|---|---|---|---|---|---|
${rows.join('\n')}

"bare Fastify" parses the same body and answers as many bytes, with no database and no log. "file", "memory" and
"power" are the mock with its defaults on a file, in memory and with DURABILITY=power. "uncounted" has neither journal nor metrics. "10 stored" and
"100,000 stored" get PUTs to the same ten products; "over 100,000" gets them to all. "XML" gets the sample as XML and
answers XML, "form" gets it as a form and answers JSON. "headers" sends a credential, a language and a time zone, which
the others, with AUTH=off, do without.

| figure | measured | target |
|---|---|---|
${targets.map(row => `| ${row.join(' | ')} |`).join('\n')}
`
}

try {
  const results = report(await measure())
  writeFileSync(fromHere('RESULTS.md'), results)
  console.log(results)
} finally {
  for (const { child } of servers) child?.kill()
  rmSync(folder, { recursive: true, force: true })
}
