// Runs the tests, then checks the coverage if they pass. What failed is the last thing that is printed.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { failuresIn } from './failures.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const RESULTS = '.tap/suite.tap'

const tap = (...words) => spawnSync(process.execPath, ['node_modules/tap/dist/esm/run.mjs', ...words], { cwd: ROOT, stdio: 'inherit' }).status === 0

/** Nothing is said about coverage while tests fail. */
const UNREPORTED = ['--coverage-report=none', '--statements=0', '--branches=0', '--functions=0', '--lines=0']

if (!tap(...UNREPORTED, `--output-file=${RESULTS}`)) {
  console.error('\nTests failed:')
  for (const failure of failuresIn(readFileSync(new URL(`../${RESULTS}`, import.meta.url), 'utf8'))) console.error(`  ${failure}`)
  process.exit(1)
}
if (!tap('report', '--no-show-full-coverage')) {
  console.error('\nAll tests passed, but they do not run all code: the table above must show 100 % in each column.')
  process.exit(1)
}
console.log(`
All tests passed, with 100 % coverage. Left out: the linters, the page in a browser, the examples, the load run and the image.
\`npm run test:all\` installs what these need and runs everything.`)
