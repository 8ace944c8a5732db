// Starts three replicas of the mock on one PostgreSQL, and haproxy with the configuration in the folder examples/replicas.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { findPostgres } from '../../test/postgres-server.js'
import { startPostgres } from '../postgres.js'
import { freePort, fromHere, newPath, start, stop } from '../servers.js'

/** The offsets in ms of the replicas' clocks. They should not change the dates of saves, because replicas use the time of the database. */
const CLOCK_ERRORS_MS = [0, 3_600_000, -3_600_000]

const RECOVERY_MS = 60_000

const ATTEMPT_MS = 5000

/** Returns the options of Node that shift the current time of `Date` in a program by `ms`. */
const shiftClock = ms => ['--import', `data:text/javascript,${encodeURIComponent(`
  const Right = Date
  globalThis.Date = class Date extends Right {
    constructor (...parts) { super(...(parts.length > 0 ? parts : [Right.now() + ${ms}])) }
    static now () { return Right.now() + ${ms} }
  }`)}`]

/** Returns a message with the programs of a cluster that are missing on this machine, or undefined if all were found. */
export function clusterObstacle () {
  const missing = [
    ...(findPostgres() === undefined ? ['PostgreSQL'] : []),
    ...(spawnSync('haproxy', ['-v']).status === 0 ? [] : ['haproxy']),
  ]
  return missing.length === 0 ? undefined : `${missing.join(' and ')} cannot be found`
}

/** Returns free addresses on the loopback interface for the parts of a cluster. */
export async function localPlaces () {
  const place = async () => ({ host: '127.0.0.1', port: await freePort() })
  return { database: await place(), replicas: await Promise.all(CLOCK_ERRORS_MS.map(place)), balancer: await place() }
}

/**
 * Starts a cluster: PostgreSQL, three replicas and haproxy.
 * @param places the address of each part of the cluster. If `within` of a part is set, it is a command, such as `ip netns exec NAME`, that
 * starts the part in a network namespace. `database` can have the other parameters of `startPostgres` too.
 */
export async function startCluster (places) {
  const database = startPostgres(places.database)
  const replicas = places.replicas.map((place, index) => ({ name: `mock${index + 1}`, ...place, clockErrorMs: CLOCK_ERRORS_MS[index], server: undefined }))

  async function startReplica (replica) {
    const { host, port, within = [], clockErrorMs } = replica
    const command = [...within, process.execPath, ...shiftClock(clockErrorMs), fromHere('../dist/main.js'), '--db', database.url, '--host', host,
      '--auth', 'off', '--log-level', 'silent', '--journal-size', '5000']
    replica.server = await start(command, { isPinned: false, host, port })
  }

  await Promise.all(replicas.map(startReplica))
  const balancer = startBalancer(places.balancer, replicas)
  const balancerUrl = `http://${places.balancer.host}:${places.balancer.port}`
  const isReady = async () => (await fetch(`${balancerUrl}/ready`, { signal: AbortSignal.timeout(ATTEMPT_MS) }).catch(() => undefined))?.ok
  await until(isReady)

  return {
    database,
    replicas,
    balancerUrl,
    isAlive: replica => replica.server !== undefined,
    async end (replica, signal) {
      const { child } = replica.server
      replica.server = undefined
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
    /**
     * Restarts the replicas that `end` has ended. Waits until the balancer has at least one replica that is ready, and then until all
     * connections of the mocks to the database are idle.
     */
    async recover () {
      for (const replica of replicas) if (replica.server === undefined) await startReplica(replica)
      await until(isReady)
      await until(async () => (await database.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'superoffice-mock' AND state <> 'idle'")).length === 0)
    },
    async stop () {
      balancer.kill('SIGKILL')
      for (const { server } of replicas) if (server !== undefined) await stop(server)
      database.stop()
    },
  }
}

/** Starts haproxy with the configuration in examples/replicas, in which only the addresses are replaced. */
function startBalancer ({ host, port, within = [] }, replicas) {
  const file = newPath()
  const text = replicas.reduce((config, replica) => config.replaceAll(`${replica.name}:3000`, `${replica.host}:${replica.port}`),
    readFileSync(fromHere('../examples/replicas/haproxy.cfg'), 'utf8').replace('bind :3000', `bind ${host}:${port}`))
  writeFileSync(file, text)
  const [program, ...words] = [...within, 'haproxy', '-db', '-f', file]
  const child = spawn(program, words, { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  return child
}

async function until (condition, endsAt = Date.now() + RECOVERY_MS) {
  while (!await condition()) {
    if (Date.now() > endsAt) throw new Error(`The cluster did not become ready within ${RECOVERY_MS} ms.`)
    await delay(20)
  }
}
