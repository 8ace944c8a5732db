// Starts a PostgreSQL in a temporary folder, which can be restarted as after a crash.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres, findPostgresUser } from '../postgres-programs.js'
import { newPath } from '../servers.js'

/**
 * Starts a server with the default settings, including `fsync` and `synchronous_commit`.
 * @param place the address at which it listens, the network that may use it without a password, and a command that runs other commands
 * there
 */
export async function startDatabase ({ host, port, network = `${host}/32`, within = [] }) {
  const programs = findPostgres()
  const folder = newPath()
  const data = join(folder, 'data')
  mkdirSync(folder)
  const user = findPostgresUser()
  if (user !== undefined) {
    // The parent folder, which is private to this user, must be readable by the user who runs PostgreSQL.
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
  // Must be before the removal of the folder.
  process.prependOnceListener('exit', stop)
  return {
    url: `postgres://mock@${host}:${port}/postgres`,
    /** Restarts the server without a shutdown of its connections, as after a crash. */
    restart: () => control('restart', '-m', 'immediate', '-o', options),
    stop () {
      process.off('exit', stop)
      stop()
    },
    /** Returns the rows of a statement. The statement is sent by the socket in the folder, which no failure of the network affects. */
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
