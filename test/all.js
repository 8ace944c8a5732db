// Installs and runs everything that is tested. A part that cannot run on this machine is skipped, and the table at the end says why.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The browser of the page's tests. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

const run = (command, options) => spawnSync(command, { cwd: ROOT, shell: true, stdio: 'inherit', ...options }).status === 0

const PARTS = [
  { name: 'tests and coverage', commands: ['npm test'] },
  { name: 'linters', commands: ['npm ci --prefix tools', 'npm run lint', 'npm run lint:package'] },
  { name: 'examples', commands: ['npm ci --prefix examples', 'npm run test:examples'] },
  {
    name: 'page',
    commands: ['npm ci --prefix test/page', 'npm run test:page'],
    obstacle: existsSync(CHROMIUM) ? undefined : `no browser at ${CHROMIUM}; the variable CHROMIUM can name one`,
  },
  {
    name: 'load run',
    commands: ['npm run torture'],
    env: { MINUTES: '2' },
    obstacle: process.platform === 'linux' ? undefined : 'it reads the memory of the mock from /proc, which Linux has',
  },
  {
    name: 'image',
    commands: ['docker compose -p superoffice-mock-test up --build --wait', 'docker compose -p superoffice-mock-test down'],
    env: { SUPEROFFICE_PORT: '0' },
    obstacle: run('docker compose version', { stdio: 'ignore' }) ? undefined : 'no Docker engine',
  },
]

const results = PARTS.map(({ name, commands, env, obstacle }) => {
  if (obstacle !== undefined) return [name, `skipped: ${obstacle}`]
  return [name, commands.every(command => run(command, { env: { ...process.env, ...env } })) ? 'passed' : 'FAILED']
})
console.log()
for (const [name, result] of results) console.log(`${name.padEnd(20)} ${result}`)
if (results.some(([, result]) => result === 'FAILED')) process.exitCode = 1
