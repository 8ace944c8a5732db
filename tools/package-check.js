// Packs the package with `npm pack`. Checks its size, the number of packages that it installs, its manifest, and its declarations
// with several module resolutions of TypeScript.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Maximum number of packages, including the mock, that an empty project has after it has installed the mock. */
const MAX_PACKAGES = 50
const MAX_PACKED_BYTES = 1_800_000

if (!existsSync(new URL('node_modules', import.meta.url))) {
  console.error('The checks are not installed; run `npm ci --prefix tools` first.')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-package-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Runs a program and returns its output. If the program fails, prints the output and ends this process with exit code 1. */
function run (command, words, options) {
  const { status, stdout } = spawnSync(command, words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], ...options })
  if (status === 0) return stdout
  process.stdout.write(stdout ?? '')
  process.exit(1)
}

// npm is run by a shell, because on Windows it is a script.
const [{ filename, size }] = JSON.parse(run(`npm pack --json --pack-destination "${folder}"`, [], { shell: true }).replace(/^[^[]*/, ''))
const tarball = join(folder, filename)
const packages = run('npm ls --omit=dev --all --parseable', [], { shell: true }).trim().split('\n').length
console.log(`${size} bytes packed, ${packages} packages in an empty project`)
if (size > MAX_PACKED_BYTES || packages > MAX_PACKAGES) {
  console.error(`The package must have at most ${MAX_PACKED_BYTES} bytes packed, and install at most ${MAX_PACKAGES} packages.`)
  process.exit(1)
}
console.log(run(process.execPath, ['tools/node_modules/publint/src/cli.js', 'run', '--strict', tarball]))
console.log(run(process.execPath, ['tools/node_modules/@arethetypeswrong/cli/dist/index.js', '--no-color', '--no-emoji', tarball]))
