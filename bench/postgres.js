// Starts a PostgreSQL with default settings for a measurement. Reads its use of resources from /proc and from its statistics.
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres, findPostgresUser } from './postgres-programs.js'
import { CLIENT_CORE, CORES, cpuMs } from './servers.js'

/** Unit of the times in /proc/PID/stat, in milliseconds. */
const TICK_MS = 10

/** Starts a server in a temporary folder, on the core of the load generator. It is stopped when this process exits. */
export async function startPostgres () {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('This needs PostgreSQL on the same machine: no initdb was found.')
  const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-bench-postgres-'))
  const data = join(folder, 'data')
  const user = findPostgresUser()
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user }
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o755)
  const { status, stderr } = spawnSync(join(programs, 'initdb'), ['--no-sync', '--username=mock', '--auth=trust', '--encoding=UTF8', '--no-locale', data],
    { ...options, encoding: 'utf8' })
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`)
  const postgres = [join(programs, 'postgres'), '-D', data, '-k', folder, '-c', 'listen_addresses=']
  const [program, ...words] = CORES > 1 ? ['taskset', '-c', CLIENT_CORE, ...postgres] : postgres
  const child = spawn(program, words, { ...options, stdio: 'ignore' })
  const end = () => {
    child.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  process.once('exit', end)
  const address = database => `postgres:///${database}?user=mock&host=${encodeURIComponent(folder)}`
  while (!await runSql(address('postgres'), 'SELECT 1').catch(() => undefined)) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with exit code ${child.exitCode}.`)
    await delay(20)
  }
  let made = 0
  return {
    child,
    /** Creates a database and returns its address. */
    async createDatabase () {
      const name = `bench${made++}`
      await runSql(address('postgres'), `CREATE DATABASE ${name}`)
      return address(name)
    },
    async stop () {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
      process.off('exit', end)
      end()
    },
  }
}

/** Runs a statement and returns its first row. */
export async function runSql (url, sql) {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(sql)).rows[0] ?? {}
  } finally {
    await client.end()
  }
}

/** Returns the CPU time in ms of all processes of a PostgreSQL server. Processes that have ended are included. */
export function postgresCpuMs ({ child }) {
  const living = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ').filter(Boolean)
  // Splits the line after the name of the program, which may contain spaces. The fields cutime and cstime have the times of ended
  // processes.
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  const endedMs = (Number(fields[13]) + Number(fields[14])) * TICK_MS
  return [child.pid, ...living].reduce((sum, pid) => sum + cpuMsIfAlive(pid), endedMs)
}

function cpuMsIfAlive (pid) {
  try {
    return cpuMs({ pid })
  } catch {
    return 0
  }
}
