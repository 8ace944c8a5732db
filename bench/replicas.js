// Measures the cost of a PUT for replicas and for their PostgreSQL, and writes REPLICAS.md. ROUNDS is the number of rounds,
// ROUNDS_PER_PROCESS the maximum number of rounds with the same processes, and BURST the approximate number of requests in a burst. With
// ONLY=journal,three, only the rows `journal` and `three` are measured, and the file is not written.
import { writeFileSync } from 'node:fs'
import { putRequests } from './comparisons.js'
import { CONNECTIONS, load } from './load.js'
import { startPostgres } from './postgres.js'
import { table } from './report.js'
import { BURST, ROUNDS, ROUNDS_PER_PROCESS, WARM_UP, chooseRows, measurePairs, measureRows, summarize } from './rows.js'
import { CLIENT_CORE, CORES, bare, cpuMs, fromHere, mock, pinClient, start, stop, withinCore } from './servers.js'
import { findP99, median } from './statistics.js'

const TENANTS = 12
const ONE = { replicas: 1 }
const THREE = { replicas: 3 }
const BARE = { isBare: true, replicas: 1 }
const NONE = ['']
/** Path prefixes of tenants. All requests for one of these tenants are sent to the same replica. */
const OWN = Array.from({ length: TENANTS }, (_, index) => `/Job${index}`)
const OWN_OF_ONE = OWN.slice(0, TENANTS / 3)

/**
 * Requests per second to each replica in the rows that compare three replicas with one. Without it, one replica would receive several times
 * as many requests per second as each of three, because the other core is busy, and a node takes more CPU time per request when it is often
 * idle in between. It is so low that the other core can handle the requests of all three.
 */
const PER_SECOND = 500
const PACED = { perSecond: PER_SECOND, requests: Math.min(BURST, 4 * PER_SECOND) }

/**
 * The maximum number of requests that each replica except the measured one receives in a burst, for each request to the measured one. It is
 * so large that these replicas still receive requests when the burst ends.
 */
const MOST_BESIDE = 10

/**
 * The rows by name. With ONLY=journal,three in the environment, only these rows are measured. `limit` is the ratio of CPU times that should
 * not be exceeded.
 */
const ROWS = {
  journal: { title: 'PUT, everything on', subject: ONE, limit: 3.5 },
  unrecorded: { title: 'without journal', subject: { ...ONE, settings: ['--journal-size', '0'] }, limit: 2.5 },
  three: {
    title: `one of three replicas, one tenant, ${PER_SECOND} requests per second each`,
    subject: { ...THREE, ...PACED },
    base: { ...ONE, ...PACED },
    baseTitle: `one replica, ${PER_SECOND} requests per second`,
    limit: 1.2,
  },
  tenants: {
    title: `one of three replicas, each with ${OWN_OF_ONE.length} tenants and ${PER_SECOND} requests per second`,
    subject: { ...THREE, ...PACED, tenants: OWN },
    base: { ...ONE, ...PACED, tenants: OWN_OF_ONE },
    baseTitle: `one replica, ${OWN_OF_ONE.length} tenants, ${PER_SECOND} requests per second`,
    limit: 1.2,
  },
  busy: { title: 'one of three replicas, one tenant', subject: THREE, base: ONE, baseTitle: 'one replica', limit: 1.2 },
  many: { title: `one replica, ${TENANTS} tenants`, subject: { ...ONE, tenants: OWN }, base: ONE, baseTitle: 'one tenant' },
  few: { title: 'one replica, 5 connections', subject: { ...ONE, connections: 5 }, base: ONE, baseTitle: `${CONNECTIONS} connections` },
}

const chosen = chooseRows(Object.keys(ROWS))

/**
 * Starts a server, or several replicas on one database. The first is the measured one. It has a core for itself, as if each replica ran on
 * another machine; the other replicas share a core with the database and the load generator.
 */
async function prepare (postgres, { replicas, isBare = false, settings = [], tenants = NONE, connections = CONNECTIONS, ...pace }, answerBytes = 0) {
  const database = isBare ? undefined : await postgres.createDatabase()
  const servers = []
  for (let index = 0; index < replicas; index++) {
    const command = isBare ? bare() : mock({ settings: ['--db', database, ...settings] })
    const own = tenants.slice(index * tenants.length / replicas, (index + 1) * tenants.length / replicas)
    servers.push({
      ...await start(index === 0 ? command : withinCore(CLIENT_CORE, command), { env: { ANSWER_BYTES: String(answerBytes) }, isPinned: index === 0 }),
      connections,
      requestText: putTo(own.length === 0 ? tenants : own),
    })
  }
  const [{ bodyBytes }] = await Promise.all(servers.map(server => load({ ...server, requests: WARM_UP })))
  return { servers, isBare, bodyBytes, ...pace }
}

function putTo (tenants) {
  const writers = tenants.map(() => putRequests())
  let turn = 0
  return () => {
    const index = turn++ % tenants.length
    return writers[index]().replace('/', `${tenants[index]}/`)
  }
}

const METRICS = {
  statements: 'superoffice_mock_database_statements_total',
  conflicts: 'superoffice_mock_save_conflicts_total',
  batches: 'superoffice_mock_commit_writes_count',
  writes: 'superoffice_mock_commit_writes_sum',
}

/** Returns each metric of METRICS, summed over `servers`. */
async function readMetrics (servers) {
  const texts = await Promise.all(servers.map(async ({ port }) => (await fetch(`http://127.0.0.1:${port}/_mock/metrics`)).text()))
  const computeSum = name => texts.reduce((sum, text) => sum + Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)[1]), 0)
  return Object.fromEntries(Object.entries(METRICS).map(([name, metric]) => [name, computeSum(metric)]))
}

/** Sends `requests` requests to the first server, and requests to the others for as long as that takes. */
async function burst (postgres, { servers: [measured, ...others], isBare, perSecond, requests = BURST }) {
  const databaseBefore = postgres.cpuMs()
  let isOver = false
  const beside = others.map(server => load({ ...server, perSecond, requests: MOST_BESIDE * requests, isOver: () => isOver }))
  const before = cpuMs(measured.child)
  const { latenciesMs } = await load({ ...measured, perSecond, requests })
  const cpuUs = (cpuMs(measured.child) - before) * 1000 / requests
  isOver = true
  const puts = (await Promise.all(beside)).reduce((sum, ofOther) => sum + ofOther.latenciesMs.length, requests)
  return { cpuUs, puts, databaseUs: isBare ? undefined : (postgres.cpuMs() - databaseBefore) * 1000 / puts, p99Ms: findP99(latenciesMs) }
}

async function compare (postgres, { subject, base = BARE }) {
  const used = { puts: 0, statements: 0, conflicts: 0, batches: 0, writes: 0 }
  const pairs = await measurePairs(async rounds => {
    const first = await prepare(postgres, subject)
    const second = await prepare(postgres, base, first.bodyBytes)
    // The results of these bursts are not used: the processes that were prepared first have been idle while the others were prepared.
    for (const one of [first, second]) await burst(postgres, one)
    const before = await readMetrics(first.servers)
    const measured = []
    for (let round = 0; round < rounds; round++) measured.push([await burst(postgres, first), await burst(postgres, second)])
    const after = await readMetrics(first.servers)
    for (const name of Object.keys(METRICS)) used[name] += after[name] - before[name]
    for (const [{ puts }] of measured) used.puts += puts
    for (const server of [...first.servers, ...second.servers]) await stop(server)
    return measured
  })
  return {
    ...summarize(pairs),
    databaseUs: median(pairs.map(([one]) => one.databaseUs)),
    statements: used.statements / used.batches,
    batch: used.writes / used.batches,
    conflicts: used.conflicts * 1000 / used.puts,
  }
}

const resultTable = rows => table(
  ['request', 'against', 'CPU of a node in µs', 'CPU ratio', 'at most', 'CPU of the database in µs', 'statements per batch', 'writes per batch', 'conflicts per 1000', 'p99 in ms'],
  rows.map(({ title, baseTitle = 'bare Fastify', cpuUs, ratio, limit, databaseUs, statements, batch, conflicts, p99Ms }) => [
    title, baseTitle, cpuUs.toFixed(1), ratio.toFixed(2), limit?.toFixed(2) ?? '-', databaseUs.toFixed(1),
    statements.toFixed(1), batch.toFixed(1), conflicts.toFixed(1), p99Ms.toFixed(1),
  ])
)

const page = (rows, version) => `# Results of \`npm run bench:replicas\`

Node ${process.version} and PostgreSQL ${version} with the settings that it has by default, ${CORES} cores: the measured node on one; the database, the load
generator and other replicas on the other. CPU is the time of all threads of the node, or of all processes of the database, per request. Each replica
receives requests over ${CONNECTIONS} connections that each have one request in flight. Each row takes ${ROUNDS} pairs of bursts of ${BURST} requests to the measured node,
from new processes on new databases after every ${ROUNDS_PER_PROCESS} pairs, which first handle ${WARM_UP} requests each; figures are medians, and a ratio is the median of
the ratios of the pairs. Only ratios are comparable between machines.

${resultTable(rows)}

PUT sends the documented sample with its documented headers to 1,000 products of a tenant in turn; AUTH is \`any\`, journal and metrics are on, and log
lines go to a file. A batch is a transaction that stores pictures or entries of journals; statements include those that read. Bare Fastify parses the same
JSON body and sends as many bytes, with no database, journal or log.

In the rows with three replicas, all three receive requests at the same time. Each has its own connections, and "one tenant" means that all three write the
same products. The database's CPU, statements, batches and conflicts are those of all three. Rows with a number of requests per second have bursts of
${PACED.requests} requests, and their batches are smaller. In the other rows, each connection sends the next request at once, and on ${CORES} cores each of three
replicas then receives a fraction of the requests per second that a single one receives. It is idle more often, and each awakening costs CPU time.
`

pinClient()
const postgres = startPostgres({ within: withinCore(CLIENT_CORE, []) })
const [{ server_version: version }] = await postgres.query('SHOW server_version')
const rows = await measureRows(ROWS, chosen, row => compare(postgres, row))
postgres.stop()
if (process.env.ONLY === undefined) writeFileSync(fromHere('REPLICAS.md'), page(rows, version))
console.log(resultTable(rows))
