// Installs Node 22, and makes a copy of the project with packages that are installed for Node 22.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const NODE = fileURLToPath(new URL('node_modules/node', import.meta.url))

/** A script that fails if better-sqlite3 was compiled for another version of Node. */
const PROBE = "new (require('better-sqlite3'))(':memory:')"

/**
 * Installs Node 22, copies the project and installs its packages.
 * @returns {{ cwd?: string, env?: NodeJS.ProcessEnv, obstacle?: string }} the folder and environment in which commands run on Node 22; or
 * `obstacle`, the reason why a copy with Node 22 is not possible or not needed
 */
export function prepareNode22 () {
  if (Number.parseInt(process.versions.node) >= 22) return { obstacle: `the tests have run on Node ${process.versions.node}` }
  if (!succeeds('npm ci --prefix test/node22', { cwd: ROOT })) return { obstacle: 'the npm package "node" cannot be installed' }
  const cwd = mkdtempSync(join(tmpdir(), 'superoffice-mock-node22-'))
  process.once('exit', () => rmSync(cwd, { recursive: true, force: true }))
  copyProject(cwd)
  const env = { ...process.env, PATH: `${join(NODE, 'bin')}${delimiter}${process.env.PATH}`, ...headersOfNode() }
  if (!succeeds('npm ci', { cwd, env })) return { obstacle: 'the packages cannot be installed with Node 22' }
  const { status, stderr } = spawnSync('node', ['-e', PROBE], { cwd, env, encoding: 'utf8' })
  if (status !== 0) return { obstacle: `better-sqlite3 cannot be loaded by Node 22 (${/^\w*Error.*$/m.exec(stderr)?.[0] ?? stderr.trim()})` }
  return { cwd, env }
}

const succeeds = (command, options) => spawnSync(command, { shell: true, stdio: 'inherit', ...options }).status === 0

function copyProject (folder) {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  for (const file of stdout.split('\0').filter(name => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    copyFileSync(join(ROOT, file), join(folder, file))
  }
}

/**
 * Returns the environment variable with the folder of Node's headers, so that node-gyp does not download them. Returns no variable if the
 * package with the Node binary does not contain the headers.
 */
function headersOfNode () {
  const packages = join(NODE, 'node_modules')
  const name = existsSync(packages) ? readdirSync(packages).find(entry => existsSync(join(packages, entry, 'include/node/node.h'))) : undefined
  return name === undefined ? {} : { npm_config_nodedir: join(packages, name) }
}
