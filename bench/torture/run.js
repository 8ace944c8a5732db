// Tries to break the mock for MINUTES (10 by default) and writes docs/reliability.md with KEEP=yes. TORTURE_SEED repeats a run; ROUNDS and REQUESTS
// end kills and fuzzing sooner.
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { fromHere, mock, start, stop } from '../servers.js'
import { fullDisk } from './full-disk.js'
import { fuzz } from './fuzz.js'
import { killRounds } from './kill-rounds.js'
import { slowClients } from './slow-clients.js'
import { soak } from './soak.js'

const MINUTE_MS = 60_000
const minutes = Number(process.env.MINUTES ?? 10)
const seed = Number(process.env.TORTURE_SEED ?? Date.now() % 2 ** 31)
const rounds = Number(process.env.ROUNDS ?? Infinity)
const requests = Number(process.env.REQUESTS ?? Infinity)

/** Shares of the time. */
const SHARES = { kills: 0.4, fuzz: 0.35, soak: 0.2, slow: 0.05 }
const computeEnd = share => Date.now() + minutes * MINUTE_MS * share

const SETTINGS = ['--auth', 'off', '--log-level', 'silent']

/** How often the longest delay of the event loop is read while requests are sent. */
const LAG_INTERVAL_MS = 2000

/** Does some work with a server, and returns with it the longest delay of the server's event loop in ms. */
async function withServer (work) {
  const server = await start(mock({ settings: SETTINGS }), { isPinned: false })
  const done = new AbortController()
  let longestMs = 0
  const watching = (async () => {
    while (!done.signal.aborted) {
      await delay(LAG_INTERVAL_MS)
      const text = await fetch(`http://127.0.0.1:${server.port}/_mock/metrics`).then(answer => answer.text(), () => '')
      longestMs = Math.max(longestMs, Number(/^nodejs_eventloop_lag_max_seconds ([\d.e-]+)$/m.exec(text)?.[1] ?? 0) * 1000)
    }
  })()
  const result = await work(server)
  done.abort()
  await watching
  const isAlive = server.child.exitCode === null
  if (isAlive) await stop(server)
  return { ...result, longestMs, crashes: isAlive ? 0 : 1 }
}

console.error(`Seed ${seed}, ${minutes} minutes.`)
const kills = await killRounds({ seed, endsAt: computeEnd(SHARES.kills), rounds })
console.error(`kill -9: ${kills.rounds} rounds`)
const fuzzed = await withServer(({ port }) => fuzz({ port, seed, endsAt: computeEnd(SHARES.fuzz), requests }))
console.error(`fuzz: ${fuzzed.requests} requests`)
const soaked = await withServer(server => soak({ server, endsAt: computeEnd(SHARES.soak) }))
console.error(`soak: ${soaked.requests} requests`)
const slow = await withServer(({ port }) => slowClients({ port, endsAt: computeEnd(SHARES.slow) }))
const disk = await fullDisk()

const fixed = number => number.toFixed(1)
const table = `| what was done | result |
|---|---|
| \`kill -9\` in the middle of writes | ${kills.rounds} rounds, ${kills.acknowledged} acknowledged writes, ${kills.lost} tenants that differed, ${kills.damaged} damaged files, ${kills.refused} refused writes |
| requests built from both OpenAPI documents, half of them damaged | ${fuzzed.requests} requests, ${fuzzed.serverErrors} responses with a status of 500 or above, ${fuzzed.broken} broken connections, ${fuzzed.crashes} crashes |
| longest delay of the event loop meanwhile | ${fixed(fuzzed.longestMs)} ms |
| reads and writes without a pause | ${soaked.requests} requests, ${fixed(soaked.startMb)} MB when warm, ${fixed(soaked.endMb)} MB at the end: ${fixed(soaked.growthMb)} MB for a million requests |
| longest delay of the event loop meanwhile | ${fixed(soaked.longestMs)} ms |
| 100 clients that declare 9 MB and send a byte a second | ${slow.served} uploads of other clients completed, ${slow.failed} failed, the slowest took ${fixed(slow.slowestMs)} ms |
| a full disk | ${disk === undefined ? 'not tried, because no disk could be mounted' : `writes ${disk.full.write}, reads ${disk.full.read}, /ready ${disk.full.ready}; with room again writes ${disk.after.write}, /ready ${disk.after.ready}`} |
`
console.log(table)
for (const failure of [...kills.failures.slice(0, 20), ...fuzzed.failures]) console.log(failure)

const bounds = Object.entries({ MINUTES: minutes, TORTURE_SEED: seed, ROUNDS: rounds, REQUESTS: requests })
  .filter(([, value]) => value !== Infinity).map(([name, value]) => `${name}=${value}`).join(' ')

if (process.env.KEEP === 'yes') {
  writeFileSync(fromHere('../docs/reliability.md'), `# Reliability

\`npm run torture\` tries to break the mock in five ways:

- It kills the process in the middle of writes of all kinds (image infos, pictures, products, resets, loads, snapshots), starts it again, and
  compares all data of each tenant with the writes that were acknowledged. Every tenth time it checks the integrity and the foreign keys of the file.
- It sends requests that are built from both OpenAPI documents; parameters, headers and bodies are often wrong or damaged.
- It sends reads and writes without a pause and watches the memory of the process.
- 100 clients declare large bodies and send them a byte at a time, while another client uploads pictures.
- It fills the disk of the database, and empties it again.

\`MINUTES\` limits the time, 10 by default. \`ROUNDS\` and \`REQUESTS\` end the first two parts sooner, \`TORTURE_SEED\` repeats a run, and
\`KEEP=yes\` writes this page. The command fails if data were lost or damaged, if a response had an unexpected status of 500 or above, or if the process ended.

## Figures

Measured with \`${bounds} KEEP=yes npm run torture\` on Node ${process.version.slice(1)} and a machine with ${availableParallelism()} cores:

${table}`)
}
process.exit(kills.lost + kills.damaged + fuzzed.serverErrors + fuzzed.broken + fuzzed.crashes + soaked.crashes > 0 ? 1 : 0)
