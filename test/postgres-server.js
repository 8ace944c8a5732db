// Finds the programs of PostgreSQL, and starts servers in temporary folders, for tests and measurements.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * Reasons for skipping tests if the system has no PostgreSQL, or no programs of PostgreSQL. Then the coverage of the engine for PostgreSQL
 * is not checked.
 */
export const NO_POSTGRES = 'it has no PostgreSQL; TEST_POSTGRES can name one, as postgres://user:password@host/database'
export const NO_PROGRAMS = 'it has no programs of PostgreSQL, with which these tests start and stop a server'

/** The folder in which Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** The user who runs the programs if this process runs as root, because PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 'nobody'

/**
 * A script that waits until its standard input ends. Then it runs the command in its second and later arguments, and removes the folder in
 * its first argument. The input is a pipe from this process, so the input ends when this process ends, even if this process is killed.
 */
const REMOVE_AT_END = 'folder=$1; shift; cat; "$@"; rm -rf "$folder"'

/**
 * Returns the folder with the programs of PostgreSQL. Folders in DEBIAN, the newest version first, precede those in PATH. Undefined if no
 * folder has the programs.
 */
export function findPostgres () {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)).map(version => join(DEBIAN, version, 'bin')) : []
  return [...versions, ...(process.env.PATH ?? '').split(delimiter)].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

const readId = flag => Number(spawnSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' }).stdout)

const findUser = () => process.getuid?.() === 0 ? { uid: readId('-u'), gid: readId('-g') } : undefined

/**
 * Starts a new server in a temporary folder. The socket of the server is in this folder. The server is stopped and the folder is removed
 * when this process ends, even if this process is killed.
 */
export function startServer ({ settings = {}, network, within = [] }) {
  const programs = findPostgres()
  if (programs === undefined) throw new Error('PostgreSQL was not found: a folder with initdb and pg_ctl in PATH.')
  const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-postgres-'))
  const data = join(folder, 'data')
  const user = findUser()
  if (user !== undefined) {
    chownSync(folder, user.uid, user.gid)
    chmodSync(folder, 0o755)
  }
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C' } }
  const control = join(programs, 'pg_ctl')
  const makeStop = mode => [control, 'stop', '--wait', '-D', data, '-m', mode]
  const keeper = spawn('sh', ['-c', REMOVE_AT_END, 'sh', folder, ...makeStop('immediate')], {
    ...options, ...user, cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'],
  })
  keeper.unref()
  keeper.stdin.unref()

  function run ([program, ...words], identity) {
    const { status, stderr } = spawnSync(program, words, { ...options, ...identity, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
    if (status !== 0) throw new Error(`${program} ${words.join(' ')} ended with exit code ${status}: ${stderr}`)
  }

  // If this process runs as root, a command in `within` runs as root too, because commands such as `ip netns exec` need root. The program
  // that this command starts runs as `user`.
  const [identity, setUser] = user !== undefined && within.length > 0
    ? [undefined, ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']]
    : [user, []]
  const flags = Object.entries({ ...settings, unix_socket_directories: folder }).map(([name, value]) => `-c ${name}='${value}'`).join(' ')
  const makeStart = (action, ...words) =>
    [...within, ...setUser, control, action, '--wait', '-D', data, '-l', join(folder, 'log'), '-o', flags, ...words]
  const start = () => run(makeStart('start'), identity)
  const stop = mode => run(makeStop(mode), user)

  run([join(programs, 'initdb'), '--no-sync', '--username=mock', '--auth=trust', '--encoding=UTF8', '--no-locale', `--pgdata=${data}`], user)
  if (network !== undefined) appendFileSync(join(data, 'pg_hba.conf'), `host all all ${network} trust\n`)
  start()
  return {
    folder,
    data,
    start,
    stop,
    async restart () {
      const [program, ...words] = makeStart('restart', '-m', 'immediate')
      const [status] = await once(spawn(program, words, { ...options, ...identity, stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')
      if (status !== 0) throw new Error(`pg_ctl ended with exit code ${status}.`)
    },
    remove () {
      stop('immediate')
      rmSync(folder, { recursive: true, maxRetries: 10 })
      keeper.stdin.end()
    },
  }
}
