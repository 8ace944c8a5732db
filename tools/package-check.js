// Packs the package as it would be published and checks its manifest and its declarations for all resolvers.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The checks are not installed; run `npm ci --prefix tools` first.')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-package-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Runs a program and ends this one if it fails. */
function run (command, words, options) {
  const { status, stdout } = spawnSync(command, words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options })
  if (status === 0) return stdout
  process.stdout.write(stdout ?? '')
  process.exit(1)
}

// npm is a script for a shell on Windows.
const [{ filename }] = JSON.parse(run(`npm pack --json --pack-destination "${folder}"`, [], { shell: true }).replace(/^[^[]*/, ''))
const tarball = join(folder, filename)
console.log(run(process.execPath, ['tools/node_modules/publint/src/cli.js', 'run', '--strict', tarball]))
console.log(run(process.execPath, ['tools/node_modules/@arethetypeswrong/cli/dist/index.js', '--no-color', '--no-emoji', tarball]))
