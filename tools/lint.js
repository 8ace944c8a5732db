// Runs ESLint and the test of its local rule, dependency-cruiser for the direction of imports, and a check of the workflows against their
// schema. These tools have their own package.json, because they need more than 200 packages, which are not needed to build, run or test
// the mock.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const WORKFLOWS = readdirSync(new URL('../.github/workflows', import.meta.url)).map(file => `.github/workflows/${file}`)
const CHECKS = [
  ['tools/plain-words.test.js'],
  ['tools/node_modules/eslint/bin/eslint.js', '--config', 'tools/eslint.config.js', '.'],
  ['tools/node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'tools/dependency-cruiser.cjs', 'src'],
  ...WORKFLOWS.map(file => ['tools/node_modules/@action-validator/cli/cli.mjs', file]),
]

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The linters are not installed; run `npm ci --prefix tools` first.')
  process.exit(1)
}
for (const words of CHECKS) {
  const { status } = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
