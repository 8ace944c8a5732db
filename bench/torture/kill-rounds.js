// Kills the mock during writes. After each restart, compares the data of each tenant with the acknowledged writes.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { mock, start } from '../servers.js'
import { adopt, beginWith, createLanes, takeWrite, settle } from './lanes.js'
import { createRandom } from './random.js'

const TENANTS = 8
const LONGEST_ROUND_MS = 300

/** The integrity of the file is checked once in this number of rounds, because a check reads the whole file. */
const ROUNDS_OF_CHECK = 10

/**
 * Kills and restarts the mock repeatedly until the time is over or the number of rounds is reached.
 * @returns counts; `lost` is the number of checks in which a tenant did not have the expected data, and `damaged` the number of failed
 * integrity checks
 */
export async function killRounds ({ seed, endsAt, rounds }) {
  const random = createRandom(seed)
  const command = mock({ settings: ['--auth', 'off', '--log-level', 'silent'] })
  const file = command[command.indexOf('--db') + 1]
  const counts = { rounds: 0, acknowledged: 0, lost: 0, refused: 0, damaged: 0, failures: [] }
  let server = await start(command, { isPinned: false })
  const lanes = createLanes(TENANTS, seed, 'T')
  for (const lane of lanes) beginWith(lane, await dump(server, lane))

  while (Date.now() < endsAt && counts.rounds < rounds) {
    const writing = lanes.map(lane => writeUntilKilled(server, lane, counts))
    await delay(random.below(LONGEST_ROUND_MS))
    const ended = once(server.child, 'exit')
    server.child.kill('SIGKILL')
    await Promise.all([ended, ...writing])
    if (counts.rounds % ROUNDS_OF_CHECK === 0 && !isWhole(file)) counts.damaged++
    server = await start(command, { isPinned: false })
    for (const lane of lanes) await compare(server, lane, counts)
    counts.rounds++
  }
  server.child.kill('SIGKILL')
  return counts
}

async function dump ({ port }, { tenant }) {
  const answer = await fetch(`http://127.0.0.1:${port}/${tenant}/_mock/state`)
  if (!answer.ok) throw new Error(`The state of ${tenant} was ${answer.status}.`)
  return answer.json()
}

/** Sends writes until one gets no complete response, because the mock was killed. Then `lane.inFlight` is this write. */
async function writeUntilKilled ({ port }, lane, counts) {
  for (;;) {
    const write = takeWrite(lane)
    lane.inFlight = write
    const { path, ...options } = write.request
    let answer, body
    try {
      answer = await fetch(`http://127.0.0.1:${port}/${lane.tenant}${path}`, options)
      body = await answer.text()
    } catch {
      return
    }
    if (answer.ok) {
      counts.acknowledged++
      adopt(lane, write, body)
    } else {
      counts.refused++
      counts.failures.push(`${options.method} ${path}: ${answer.status} ${body.slice(0, 200)}`)
    }
    lane.inFlight = undefined
  }
}

async function compare (server, lane, counts) {
  if (settle(lane, await dump(server, lane))) return
  counts.lost++
  counts.failures.push(`${lane.tenant} after ${lane.written} writes`)
}

function isWhole (file) {
  const db = new Database(file, { readonly: true })
  try {
    return db.pragma('integrity_check', { simple: true }) === 'ok' && db.pragma('foreign_key_check').length === 0
  } finally {
    db.close()
  }
}
