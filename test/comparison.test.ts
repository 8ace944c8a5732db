import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInThisContext } from 'node:vm'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { loadConfig } from '../src/config/config.js'
import { connectMock, createMockServer, type MockServer } from '../src/index.js'
import { imageInfoPath } from './helper.js'
import { recordDelays } from './waiting.js'

const DOCUMENT = readFileSync(join(import.meta.dirname, '../docs/comparison.md'), 'utf8')
const INFO = imageInfoPath(1001)
const CALLER = 'Basic dGplMDpUamUw'
const WHO = ['here', 'wiremock', 'mockserver']

interface Scenario {
  readonly number: number
  /** The non-empty lines of the code block for each mock server, by the name of the server. */
  readonly blocks: ReadonlyMap<string, readonly string[]>
}

const SCENARIOS: readonly Scenario[] = [...DOCUMENT.matchAll(/^## (\d+)\. .*\n([^]*?)(?=^## )/gm)].map(([, number, text = '']) => ({
  number: Number(number),
  blocks: new Map([...text.matchAll(/^```(?:js|yaml) (\w+)\n([^]*?)^```/gm)].map(([, who = '', code = '']) =>
    [who, code.split('\n').filter(line => line.trim() !== '')])),
}))

const findLines = (scenario: number) => SCENARIOS.find(({ number }) => number === scenario)?.blocks.get('here') ?? []

/**
 * Runs lines of the document. The lines can use INFO, assert and the properties of `properties` as variables. An `import` takes the module
 * from the property `imported`.
 */
async function run (lines: readonly string[], properties: object): Promise<void> {
  const names = { INFO, assert, ...properties }
  const code = lines.join('\n').replace(/^import (.*) from '(.*)'$/gm, "const $1 = imported['$2']")
  const block: (values: object) => Promise<void> = runInThisContext(`(async ({ ${Object.keys(names)} }) => {\n${code}\n})`)
  await block(names)
}

t.test('the table of the comparison with other mocks has the number of lines of each code block', async t => {
  t.equal(SCENARIOS.length, 18)
  for (const { number, blocks } of SCENARIOS) {
    const [, ...cells] = new RegExp(`^\\| ${number} \\| .* \\| (\\d+)[^|]* \\| (\\d+|–)[^|]* \\| (\\d+|–)[^|]* \\|$`, 'm').exec(DOCUMENT) ?? []
    const counts = WHO.map(who => blocks.get(who)?.length ?? (who === 'here' ? 0 : '–'))
    t.same(cells, counts.map(String), `scenario ${number}`)
    for (const line of [...blocks.values()].flat()) t.ok(line.length <= 120, line)
  }
})

t.test('the first code block for superoffice-mock in the comparison with other mocks starts a mock', async t => {
  const started: MockServer[] = []
  const imported = {
    'superoffice-mock': {
      async createMockServer () {
        const mock = await createMockServer()
        started.push(mock)
        return mock
      },
    },
  }
  t.teardown(() => Promise.all(started.map(mock => mock.close())))
  await run(findLines(1), { imported })
  t.match(started, [{ url: /^http:/ }])
})

interface Acting {
  readonly mock: MockServer
  /** Saves a description. Returns the status of the response, or the message of the error if the request fails. */
  save (description?: string): Promise<unknown>
  read (productId?: number): Promise<unknown>
  /** Runs the code block of the scenario, or only the line with the index `line`. Returns all values that were printed so far. */
  act (line?: number): Promise<unknown[]>
}

const ACTS: Readonly<Record<string, [number, (t: Test, acting: Acting) => Promise<void>]>> = {
  'a saved description is read back': [2, async (t, { save, read, act }) => {
    await act()
    t.equal(await save(), 200)
    t.match(await read(), { Description: 'Front view' })
  }],
  'loaded data are read back': [3, async (t, { read, act }) => {
    await act()
    t.match(await read(1), { Description: 'Front view' })
  }],
  'a reset undoes the changes, the faults, the rights and the frozen clock of a test, and clears the journal': [4, async (t, { mock, save, read, act }) => {
    const before = await read()
    await mock.faults.add({ Match: { Method: 'GET' }, Actions: [{ Action: 'Drop' }] })
    await mock.clock.freeze('2026-01-01T00:00:00Z')
    await save('Side view')
    await mock.rights.add({ TableRight: { Mask: 'Insert' } })
    await act()
    t.same(await mock.journal.entries(), [])
    t.same(await read(), before)
    t.match(await mock.clock.read(), { Frozen: false })
  }],
  'two saves fail with 503 and the third succeeds': [5, async (t, { save, act }) => {
    await act()
    t.same([await save(), await save(), await save()], [503, 503, 200])
  }],
  'the eleventh request is refused with 429 and Retry-After': [6, async (t, { mock, save, act }) => {
    await act()
    for (let call = 1; call <= 10; call++) t.equal(await save(), 200)
    const answer = await mock.inject(INFO)
    t.same([answer.status, Number(answer.headers.get('retry-after')) > 0], [429, true])
  }],
  'a response is delayed by 300 ms': [7, async (t, { read, act }) => {
    await act()
    const delays = recordDelays(t)
    await read()
    t.same(delays, [300])
  }],
  'the connection is closed after a save was stored': [8, async (t, { save, read, act }) => {
    await act()
    t.equal(await save(), 'fetch failed')
    t.match(await read(), { Description: 'Front view' })
    t.equal(await save(), 200)
  }],
  'one request is refused with 401, as with an expired token': [9, async (t, { save, act }) => {
    await act()
    t.same([await save(), await save()], [401, 200])
  }],
  'a user who has only the right to read cannot save': [10, async (t, { save, read, act }) => {
    await act()
    t.equal(await save(), 403)
    t.match(await read(), { TableRight: { Mask: 'Select' } })
  }],
  'a verification fails before a request and holds after it': [11, async (t, { save, act }) => {
    await t.rejects(act(), { name: 'VerificationError', message: /expected exactly 1\./ })
    await save()
    await t.resolves(act())
  }],
  'a verification waits for a request': [12, async (t, { save, act }) => {
    const acted = act()
    await save()
    await t.resolves(acted)
  }],
  'the message of a failed verification has the difference': [13, async (t, { save, act }) => {
    await save()
    await t.rejects(act(), { message: /^The verification fails: .* has Body\.Description "Front view" \(expected "Side view"\)\.$/ })
  }],
  'a save has the date of the frozen clock': [14, async (t, { mock, save, read, act }) => {
    await mock.clear()
    await act()
    await save()
    t.match(await read(), { CreatedDate: '2026-01-01T00:00:00' })
  }],
  'the data of a tenant do not change the data of another tenant': [15, async (t, { mock, save, act, read }) => {
    await save('Side view')
    await act()
    t.match(await read(), { Description: 'Side view' })
    t.match(await mock.tenant('Cust1').dump(), await mock.tenant('Cust2').dump())
  }],
  'restoring a snapshot undoes a save': [16, async (t, { save, read, act }) => {
    const before = await read()
    await act(0)
    await save('Side view')
    await act(1)
    t.same(await read(), before)
  }],
  'refused requests are listed with their status': [17, async (t, { mock, save, act }) => {
    await save()
    await mock.inject(INFO)
    t.match(await act(), [[{ Status: 401 }]])
  }],
}

t.test('each code block for superoffice-mock in the comparison with other mocks does what its scenario needs', async t => {
  const server = await createMockServer()
  t.teardown(() => server.close())

  for (const [title, [number, test]] of Object.entries(ACTS)) {
    t.test(title, async t => {
      const mock = connectMock(server.url, { tenant: `scenario-${number}` })
      const call = (productId: number, init: RequestInit = {}) => fetch(`${mock.url}${imageInfoPath(productId)}`, {
        ...init, headers: { authorization: CALLER, 'content-type': 'application/json' },
      })
      const printed: unknown[] = []
      const print = (...values: unknown[]) => { printed.push(...values) }
      await test(t, {
        mock,
        save: (Description = 'Front view') => call(1001, { method: 'PUT', body: JSON.stringify({ Description }) })
          .then(({ status }) => status, ({ message }) => message),
        read: async (productId = 1001) => (await call(productId)).json(),
        async act (line) {
          const lines = findLines(number)
          await run(line === undefined ? lines : lines.slice(line, line + 1), { mock, console: { log: print, table: print } })
          return printed
        },
      })
    })
  }

  t.same(Object.values(ACTS).map(([number]) => number), SCENARIOS.map(({ number }) => number).slice(1, -1))
})

t.test('the CI service in the comparison with other mocks has no database file', async t => {
  const { services: { superoffice } } = parse(findLines(18).join('\n'))
  t.match(superoffice, { image: 'superoffice-mock', ports: ['3000:3000'] })
  t.equal(loadConfig({ env: superoffice.environment }).database, ':memory:')
})
