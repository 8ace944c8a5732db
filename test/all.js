// Runs the tests and checks of the project, in parts. A part that needs more packages than those of the project installs them first. Some
// parts are skipped if this machine lacks a requirement, such as Docker. The table at the end then gives the reason.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareNode22 } from './node22/prepare.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The path of the browser for the tests of the page. */
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'

const run = (command, options) => spawnSync(command, { cwd: ROOT, shell: true, stdio: 'inherit', ...options }).status === 0

const HAS_DOCKER = run('docker compose version', { stdio: 'ignore' })

/**
 * True if two variables are set: DOCKER_HOST, the address of an engine with the API of Docker such as `podman system service`; and
 * SUPEROFFICE_MOCK_IMAGE, the name of an image of the mock in this engine.
 */
const HAS_ENGINE = process.env.DOCKER_HOST !== undefined && process.env.SUPEROFFICE_MOCK_IMAGE !== undefined

const PARTS = [
  { name: 'tests and coverage', commands: ['npm test'], env: { TEST_EVERYTHING: '1' } },
  { name: 'linters', commands: ['npm ci --prefix tools', 'npm run lint', 'npm run lint:package', 'node tools/manifest-check.js'] },
  { name: 'examples', commands: ['npm ci --prefix examples', 'npm ci --prefix examples/pact', 'npm run test:examples'] },
  { name: 'documentation', commands: ['npm run docs'] },
  { name: 'Node 22', prepare: prepareNode22, commands: ['npm test'] },
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
    obstacle: HAS_DOCKER ? undefined : 'no Docker engine',
  },
  {
    name: 'Testcontainers',
    commands: [
      ...(process.env.SUPEROFFICE_MOCK_IMAGE === undefined ? ['docker build -t superoffice-mock .'] : []),
      'npm run build', 'npm ci --prefix packages/testcontainers', 'npm test --prefix packages/testcontainers',
    ],
    obstacle: HAS_DOCKER || HAS_ENGINE ? undefined : 'no Docker engine; DOCKER_HOST can name another one that has the image SUPEROFFICE_MOCK_IMAGE',
  },
]

const results = PARTS.map(({ name, commands, prepare = () => ({}), ...part }) => {
  const { obstacle, env, ...options } = part.obstacle === undefined ? { ...part, ...prepare() } : part
  if (obstacle !== undefined) return [name, `skipped: ${obstacle}`]
  return [name, commands.every(command => run(command, { ...options, env: { ...process.env, ...env } })) ? 'passed' : 'FAILED']
})
console.log()
for (const [name, result] of results) console.log(`${name.padEnd(20)} ${result}`)
if (results.some(([, result]) => result === 'FAILED')) process.exitCode = 1
