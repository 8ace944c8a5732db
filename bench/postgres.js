// Finds PostgreSQL, and starts a server of it in a temporary folder. It can be restarted as after a crash, and its CPU time can be read.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { cpuMs, newPath } from './servers.js'

/** The folder in which Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** The user who runs the programs if this process runs as root, because PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 'nobody'

/** Unit of the times in /proc/PID/stat, in milliseconds. */
const TICK_MS = 10

/** Returns the folder with the programs of PostgreSQL. Undefined if it is not installed. */
export function findPostgres () {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => other - one).map(version => join(DEBIAN, version, 'bin')) : []
  return [...versions, ...process.env.PATH.split(delimiter)].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

const readId = flag => Number(spawnSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' }).stdout)

/** Returns the user who must run the programs of PostgreSQL if this process runs as root. Undefined otherwise. */
const findPostgresUser = () => process.getuid() === 0 ? { uid: readId('-u'), gid: readId('-g') } : undefined

/**
 * Starts a server with its default settings, which include `fsync` and `synchronous_commit`. It is stopped when this process exits.
 * @param place `host` and `port` on which it listens, without `host` only on a socket in its folder; `network`, which may connect without a
 * password; and `within`, the command that runs other commands on its machine or core
 */
export async function startPostgres ({ host = '', port = 5432, network = `${host}/32`, within = [] } = {}) {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('This needs PostgreSQL on the same machine: no initdb was found.')
  const folder = newPath()
  const data = join(folder, 'data')
  mkdirSync(folder)
  const user = findPostgresUser()
  if (user !== undefined) {
    // The user who runs PostgreSQL must be able to read the parent folder, which only the current user can read.
    chmodSync(join(folder, '..'), 0o755)
    chownSync(folder, user.uid, user.gid)
  }
  const asUser = user === undefined ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  const makeCommand = (name, words) => [...within, ...asUser, join(programs, name), ...words]
  const settings = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, LC_ALL: 'C' } }
  async function run (name, ...words) {
    const [program, ...others] = makeCommand(name, words)
    const [status] = await once(spawn(program, others, settings), 'exit')
    if (status !== 0) throw new Error(`${name} ended with exit code ${status}.`)
  }
  await run('initdb', '--no-sync', '--username=mock', '--auth=trust', '--encoding=UTF8', '--no-locale', `--pgdata=${data}`)
  if (host !== '') appendFileSync(join(data, 'pg_hba.conf'), `host all all ${network} trust\n`)
  const options = `-k ${folder} -p ${port} -c listen_addresses='${host}'`
  const control = (action, ...words) => run('pg_ctl', action, '--wait', '-D', data, '-l', join(folder, 'log'), ...words)
  await control('start', '-o', options)
  function stop () {
    const [program, ...words] = makeCommand('pg_ctl', ['stop', '--wait', '-D', data, '-m', 'immediate'])
    spawnSync(program, words, settings)
  }
  // Prepended, because the server must be stopped before the folder is removed.
  process.prependOnceListener('exit', stop)

  /** Runs a statement and returns its rows. It connects by the socket in the folder, which failures of the network do not affect. */
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
    /** The address for clients on other machines. */
    url: `postgres://mock@${host}:${port}/postgres`,
    query,
    /** Creates a database. Returns its address for clients on this machine. */
    async createDatabase () {
      const name = `bench${made++}`
      await query(`CREATE DATABASE ${name}`)
      return `postgres:///${name}?user=mock&port=${port}&host=${encodeURIComponent(folder)}`
    },
    /** Restarts the server without closing its connections before, as after a crash. */
    restart: () => control('restart', '-m', 'immediate', '-o', options),
    stop () {
      process.off('exit', stop)
      stop()
    },
    /** Returns the CPU time in ms of all processes of the server. Processes that have ended are included. */
    cpuMs: () => serverCpuMs(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])),
  }
}

function serverCpuMs (pid) {
  const living = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  // Splits the line after the name of the program, which may contain spaces. The fields cutime and cstime have the times of ended
  // processes.
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
