// Starts a PostgreSQL for a measurement or a load run. The server can be restarted as after a crash, and its CPU time can be read.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startServer } from '../test/postgres-server.js'
import { cpuMs } from './servers.js'

/** Usual unit of the times in /proc/PID/stat, in milliseconds. */
const TICK_MS = 10

/**
 * Starts a server. Settings such as `fsync` and `synchronous_commit` have their defaults.
 * @param place `host` and `port` are the address of the server; without `host`, it listens only on a Unix socket in its folder. `network`
 * is a range of addresses from which clients can connect without a password; by default, it contains only `host`, if that is set. `within`
 * is a command, such as `taskset -c 1`, that starts the server on a core or in a network namespace.
 */
export function startPostgres ({ host = '', port = 5432, network = host === '' ? undefined : `${host}/32`, within } = {}) {
  const { folder, data, restart, remove } = startServer({ settings: { listen_addresses: host, port }, network, within })

  /** Runs a statement over the Unix socket, which works even if the network fails. Returns the rows. */
  async function query (sql) {
    const client = new pg.Client({ host: folder, port, user: 'mock', database: 'postgres' })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  let made = 0
  return {
    /** The address for clients that connect over TCP. It is usable only if `host` is set. */
    url: `postgres://mock@${host}:${port}/postgres`,
    query,
    /** Creates a database. Returns its address for clients on this machine. */
    async createDatabase () {
      const name = `bench${made++}`
      await query(`CREATE DATABASE ${name}`)
      return `postgres:///${name}?user=mock&port=${port}&host=${encodeURIComponent(folder)}`
    },
    restart,
    stop: remove,
    /** Returns the CPU time in ms of all processes of the server since its last start. Processes that have ended are included. */
    cpuMs: () => serverCpuMs(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])),
  }
}

function serverCpuMs (pid) {
  const living = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  // Splits only the text after the name of the program, because this name can contain spaces. `fields[13]` and `fields[14]` are cutime and
  // cstime, the times of ended child processes.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const endedMs = (Number(fields[13]) + Number(fields[14])) * TICK_MS
  return [pid, ...living].reduce((sum, one) => sum + cpuMsIfAlive(one), endedMs)
}

function cpuMsIfAlive (pid) {
  try {
    return cpuMs({ pid })
  } catch {
    return 0
  }
}
