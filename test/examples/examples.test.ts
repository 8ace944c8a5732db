import { exec } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { createMockServer } from '../../src/index.js'

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))
const FILES = ['node', 'vitest', 'jest'].map(runner => `product-pictures.${runner}.test.js`).concat('product-pictures.tap.js')

/** The environment without the variables of tap whose names begin with TAP, _TAP or TS_NODE_, because one example runs tap itself. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(_?TAP|TS_NODE_)/.test(name)))

async function run (command: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout, stderr } = await promisify(exec)(command, { cwd: EXAMPLES, env: { ...ENV, NO_COLOR: '1', ...env } })
  return stdout + stderr
}

function readCommand (file: string): string {
  const [, command] = /^\/\/ [^`\n]*`([^`]+)`/.exec(readFileSync(join(EXAMPLES, file), 'utf8')) ?? []
  if (command === undefined) throw new Error(`The first line of ${file} has no command.`)
  return command
}

t.test('each product-pictures example passes with the command in its first line, and runs none of the others', async t => {
  for (const file of FILES) {
    const output = await run(readCommand(file))
    t.match(output, /(pass [1-9]|pass: [1-9]|[1-9] passed)/, `${file}: ${output}`)
    for (const other of FILES.filter(name => name !== file)) t.notMatch(output, other, file)
  }
})

t.test('the example for Node sends its requests to the mock at SUPEROFFICE_URL', async t => {
  const mock = await createMockServer()
  t.teardown(() => mock.close())
  await run(readCommand('product-pictures.node.test.js'), { SUPEROFFICE_URL: mock.url })
  t.match((await mock.tenant('saved').dump()).Blobs, [{ Description: 'Pocket lamp, lit' }])
})

t.test('the library works in tests with fake timers, even if the timers are faked before the library is loaded', async t => {
  const VITEST = 'npx vitest run --reporter=tap fake-timers/fake-timers.vitest.test.js'
  const JEST = 'node --experimental-vm-modules node_modules/jest/bin/jest.js --verbose --config'
  const commands = [
    VITEST, `${VITEST} --config fake-timers/faked-from-the-start.vitest.config.js`,
    `${JEST} fake-timers/fake-timers.jest.config.js`, `${JEST} fake-timers/faked-from-the-start.jest.config.js`,
  ]
  for (const command of commands) {
    t.match(await run(command), /(ok \d.*|✓.*|√.*) a mock responds while all timers are faked/, command)
  }
})

t.test('Pact verifies the contract of the example with the mock', async t => {
  const output = await run('npm test --prefix pact', { PACT_DO_NOT_TRACK: 'true' })
  t.match(output, /# pass 2[^]*# pass 2/, output)
})
