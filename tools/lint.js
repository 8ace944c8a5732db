// Runs ESLint, and dependency-cruiser for the direction of imports. They have a manifest of their own, because they are more than 200
// packages that nobody needs to build, run or test the mock.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CHECKS = [
  ['tools/node_modules/eslint/bin/eslint.js', '--config', 'tools/eslint.config.js', '.'],
  ['tools/node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'tools/dependency-cruiser.cjs', 'src'],
]

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The linters are not installed; run `npm ci --prefix tools` first.')
  process.exit(1)
}
for (const words of CHECKS) {
  const { status } = spawnSync(process.execPath, words, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}
