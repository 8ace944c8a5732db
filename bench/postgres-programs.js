// Finds the programs of PostgreSQL and the user who may run them.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The folder in which Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** The user who runs the programs if this process runs as root, because PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 'nobody'

/** Returns the folder with the programs of PostgreSQL. Undefined if it is not installed. */
export function findPostgres () {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => other - one).map(version => join(DEBIAN, version, 'bin')) : []
  return [...versions, ...process.env.PATH.split(delimiter)].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

const readId = flag => Number(spawnSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' }).stdout)

/** Returns the user who must run the programs of PostgreSQL if this process runs as root. Undefined otherwise. */
export const findPostgresUser = () => process.getuid() === 0 ? { uid: readId('-u'), gid: readId('-g') } : undefined
