// Finds the programs of PostgreSQL and the user who may run them.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The folder in which Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql'

/** PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 'nobody'

/** Returns the folder with the programs of PostgreSQL, or undefined if there is none. */
export function findPostgres () {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => other - one).map(version => join(DEBIAN, version, 'bin')) : []
  return [...versions, ...process.env.PATH.split(delimiter)].find(folder => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')))
}

const readId = flag => Number(spawnSync('id', [flag, UNPRIVILEGED], { encoding: 'utf8' }).stdout)

/** Returns the user who must run PostgreSQL if root runs this process, else undefined. */
export const findPostgresUser = () => process.getuid() === 0 ? { uid: readId('-u'), gid: readId('-g') } : undefined
