// Starts a PostgreSQL in a temporary folder. It can be restarted as after a crash.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres, findPostgresUser } from '../postgres-programs.js'
import { newPath } from '../servers.js'

/**
 * Starts a server with its default settings, which include `fsync` and `synchronous_commit`.
 * @param place the address on which it listens, the network that may connect without a password, and the command that runs other commands
 * on its machine
 */
export async function startDatabase ({ host, port, network = `${host}/32`, within = [] }) {
  const programs = findPostgres()
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
  appendFileSync(join(data, 'pg_hba.conf'), `host all all ${network} trust\n`)
  const options = `-k ${folder} -p ${port} -c listen_addresses=${host}`
  const control = (action, ...words) => run('pg_ctl', action, '--wait', '-D', data, '-l', join(folder, 'log'), ...words)
  await control('start', '-o', options)
  function stop () {
    const [program, ...words] = makeCommand('pg_ctl', ['stop', '--wait', '-D', data, '-m', 'immediate'])
    spawnSync(program, words, settings)
  }
  // Prepended, because the server must be stopped before the folder is removed.
  process.prependOnceListener('exit', stop)
  return {
    url: `postgres://mock@${host}:${port}/postgres`,
    /** Restarts the server without closing its connections before, as after a crash. */
    restart: () => control('restart', '-m', 'immediate', '-o', options),
    stop () {
      process.off('exit', stop)
      stop()
    },
    /** Runs a statement and returns its rows. It connects by the socket in the folder, which failures of the network do not affect. */
    async query (sql) {
      const client = new pg.Client({ host: folder, port, user: 'mock', database: 'postgres' })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    },
  }
}
