// Builds the package, checks the types, runs the tests, and prints the failures at the end. If no test has failed, checks the coverage.
// There are two exceptions: if tests were skipped because PostgreSQL or its programs are missing, the check leaves out the engine for
// PostgreSQL; and if other tests were skipped because the system cannot run them, the coverage is not checked.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failuresIn, isWithoutPostgres, skippedIn } from './failures.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RESULTS = join(ROOT, '.tap/suite.tap')
const COVERAGE = join(ROOT, '.tap/coverage')

/** The engine for PostgreSQL. Its coverage is not checked if PostgreSQL or its programs are missing. */
const POSTGRES_CODE = 'src/storage/postgres/'

/** Options that turn off the report and the check of the coverage. */
const UNREPORTED = ['--coverage-report=none', '--statements=0', '--branches=0', '--functions=0', '--lines=0']

const LEFT_OUT = `Left out: the linters, the page in a browser, the examples, the load run, the image, and on PostgreSQL
slow tests of code that does not depend on the engine.
\`npm run test:all\` installs what these need and runs everything.`

// TAP is removed from the environment, because with TAP=1 tap ignores the option for its reporter.
const { TAP, ...env } = process.env

const tap = (words, stdout = 'inherit') =>
  spawn(process.execPath, ['node_modules/tap/dist/esm/run.mjs', ...words], { cwd: ROOT, env, stdio: ['inherit', stdout, 'inherit'] })

async function hasSucceeded (child) {
  const [status] = await once(child, 'close')
  return status === 0
}

/** Builds the package and checks the types, both at the same time. Resolves to true if both succeed. */
async function prepare () {
  const children = ['build', 'typecheck'].map(script => spawn(`npm run ${script}`, { cwd: ROOT, shell: true, stdio: 'inherit' }))
  return (await Promise.all(children.map(hasSucceeded))).every(Boolean)
}

/**
 * Runs the tests, prints their results, and writes them to a file. Resolves to true if no test has failed. If the standard output is not a
 * terminal, this program copies the output of tap to the file, because with its option for an output file, tap would print the results
 * twice.
 */
async function runTests () {
  if (process.stdout.isTTY) return hasSucceeded(tap([...UNREPORTED, '--reporter=base', `--output-file=${RESULTS}`]))
  mkdirSync(join(ROOT, '.tap'), { recursive: true })
  const child = tap([...UNREPORTED, '--reporter=tap'], 'pipe')
  child.stdout.pipe(process.stdout)
  const [succeeded] = await Promise.all([hasSucceeded(child), once(child.stdout.pipe(createWriteStream(RESULTS)), 'close')])
  return succeeded
}

function printList (title, items) {
  console.log(`\n${title}`)
  for (const item of items) console.log(`  ${item}`)
}

/** Removes the files of a folder from the collected coverage, so that the report does not contain them. */
function leaveOut (folder) {
  for (const file of readdirSync(COVERAGE)) {
    const { result, ...others } = JSON.parse(readFileSync(join(COVERAGE, file), 'utf8'))
    writeFileSync(join(COVERAGE, file), JSON.stringify({ ...others, result: result.filter(({ url }) => !url.includes(`/${folder}`)) }))
  }
}

/** Runs the tests and checks the coverage. Resolves to true if no test fails, and the coverage is complete or not checked. */
async function runSuite () {
  const succeeded = await runTests()
  const results = readFileSync(RESULTS, 'utf8')
  if (!succeeded) {
    printList('Tests failed:', failuresIn(results))
    return false
  }
  const skipped = skippedIn(results)
  const unchecked = skipped.filter(line => !isWithoutPostgres(line))
  const isWhole = skipped.length === unchecked.length
  if (!isWhole) {
    console.log(`\nPostgreSQL or its programs are missing on this system: ${skipped.length - unchecked.length} tests were skipped. TEST_POSTGRES can name a PostgreSQL, as postgres://user:password@host/database.`)
    leaveOut(POSTGRES_CODE)
  }
  if (unchecked.length > 0) {
    printList('All tests passed that this system can run. Coverage is not checked, because these were skipped:', unchecked)
  } else if (await hasSucceeded(tap(['report', '--no-show-full-coverage']))) {
    console.log(`\nAll tests passed, with 100 % coverage${isWhole ? '' : ` without ${POSTGRES_CODE}`}.`)
  } else {
    console.log('\nAll tests passed, but they do not run all code: the table above must show 100 % in each column.')
    return false
  }
  console.log(LEFT_OUT)
  return true
}

if (!await prepare() || !await runSuite()) process.exitCode = 1
