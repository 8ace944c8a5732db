import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { loadConfig } from '../src/config/config.js'
import type { ControlStore } from '../src/storage/control-store.js'
import type { JournalStore } from '../src/storage/journal-store.js'
import { openStore } from '../src/storage/open-store.js'
import type { Storage } from '../src/storage/storage.js'
import { buildTestApp, control, freezeClock, imageInfoPath, put } from './helper.js'
import { noisy } from './pictures.js'
import { recordDelays, until } from './waiting.js'

/** Returns a control store that changes and reads documents asynchronously, and calls each `revise` twice, as after a conflict. */
const asSlow = ({ documents, ...clock }: ControlStore): ControlStore => ({
  ...clock,
  documents (subject, options) {
    const own = documents(subject, options)
    return {
      get size () { return own.size },
      of: own.of,
      async read (tenant) {
        await nextTurn()
        return own.read(tenant)
      },
      async change (tenant, revise, newIds) {
        await nextTurn()
        revise(structuredClone(own.of(tenant)), 1000)
        return own.change(tenant, revise, newIds)
      },
      async names () {
        await nextTurn()
        return own.names()
      },
    }
  },
})

interface Alterations {
  /** Returns the control store that the app uses. */
  readonly control?: (store: ControlStore) => ControlStore
  /** Returns the journal that the app uses. */
  readonly journal?: (journal: JournalStore) => JournalStore
}

/** Returns an app with a control store from `asSlow`, which `control` can replace, and a journal that `journal` can replace. */
async function buildSharedApp (t: Test, { control = store => store, journal = store => store }: Alterations = {}): Promise<FastifyInstance> {
  const { buildApp } = await t.mockImport<typeof import('../src/app.js')>('../src/app.js', {
    '../src/storage/open-store.js': {
      async openStore (...parameters: Parameters<typeof openStore>): Promise<Storage> {
        const storage = await openStore(...parameters)
        return { ...storage, control: control(asSlow(storage.control)), journal: journal(storage.journal) }
      },
    },
  })
  const app = await buildApp({ ...loadConfig(), database: ':memory:', auth: 'off' })
  t.teardown(() => app.close())
  return app
}

async function meetRules (app: FastifyInstance): Promise<unknown[]> {
  await freezeClock(app)
  const { body: { Faults: rules } } = await control(app, 'POST', 'faults', {
    Rules: [
      { Match: { Method: 'PUT', EveryCall: 5 }, Actions: [{ Action: 'Answer', Status: 421 }] },
      { Match: { Method: 'PUT', Body: { Property: 'Description', Value: 'Front*' } }, Actions: [{ Action: 'Answer', Status: 409 }], Times: 2 },
      { Match: { Method: 'GET', EveryCall: 3 }, Actions: [{ Action: 'Answer', Status: 404, Phase: 'after' }] },
      { Match: { Probability: 0.5, Seed: 7 }, Actions: [{ Action: 'Delay', Distribution: 'lognormal', Milliseconds: 1000, Sigma: 0.5 }], Times: 3 },
      { Match: { Quota: { Calls: 2, Seconds: 60, Per: 'Caller' } }, Actions: [{ Action: 'Answer', Status: 429 }] },
    ],
  })
  const answers = []
  for (let call = 0; call < 8; call++) {
    for (const authorization of ['Basic b25lOg==', 'Basic dHdvOg==']) {
      const { statusCode } = await app.inject({ url: imageInfoPath(), headers: { authorization } })
      const saved = await put(app, { Description: call % 2 === 0 ? 'Front view' : 'Back' }, { headers: { authorization } })
      answers.push([statusCode, saved.statusCode, saved.headers['x-mock-fault'], saved.headers['retry-after']])
    }
  }
  const list = await control(app, 'GET', 'faults')
  await control(app, 'DELETE', 'faults/3')
  return [rules, answers, list, await control(app, 'GET', 'faults/5'), await control(app, 'GET', 'faults')]
}

t.test('fault rules select and count the same requests if their counts are stored asynchronously', async t => {
  const delays = recordDelays(t)
  const expected = await meetRules(await buildTestApp(t))
  const own = delays.splice(0)
  t.equal(own.length, 3)
  t.same(await meetRules(await buildSharedApp(t)), expected)
  t.same(delays, own)
})

t.test('a fault rule applies to at most as many concurrent requests as its Times allows', async t => {
  const app = await buildSharedApp(t)
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Answer', Status: 503 }], Times: 3 })
  const answers = await Promise.all(Array.from({ length: 10 }, async () => (await app.inject(imageInfoPath())).statusCode))
  t.equal(answers.filter(status => status === 503).length, 3)
  t.match(await control(app, 'GET', 'faults'), { body: { Faults: [{ Met: 3, Applied: 3, ActionsApplied: [3] }] } })
})

t.test('changes of rights and clocks, and a reset with All=true, complete only after they are stored', async t => {
  const app = await buildSharedApp(t)
  t.match(await control(app, 'POST', 'rights', { TableRight: { Mask: 'Select' } }), { status: 201, body: { Id: 1 } })
  t.match(await control(app, 'POST', 'rights', { TableRight: { Mask: 'None' } }), { status: 400 })
  t.equal((await put(app, { Description: 'x' })).statusCode, 403)
  await freezeClock(app, '2030-01-01T00:00:00Z')
  t.match(await control(app, 'POST', 'clock/advance', { Seconds: 60 }), { status: 200, body: { Now: '2030-01-01T00:01:00.000Z', Frozen: true } })
  t.match(await control(app, 'GET', 'tenants'), { body: { Tenants: [{ Name: 'default' }] } })
  t.equal((await app.inject({ method: 'POST', url: '/_mock/reset?All=true' })).statusCode, 204)
  t.match(await control(app, 'GET', 'clock'), { body: { Frozen: false, Adjusted: false } })
  t.same((await control(app, 'GET', 'rights')).body, { Rights: [] })
  t.equal((await put(app, { Description: 'x' })).statusCode, 200)
})

t.test('a request that cannot be recorded in the journal gets an error response', async t => {
  let isGone = false
  const app = await buildSharedApp(t, {
    journal: store => ({
      ...store,
      async append (tenant, entry) {
        if (isGone) throw new Error('gone')
        return store.append(tenant, entry)
      },
    }),
  })
  await app.inject({ method: 'PUT', url: '/api/v1/Product/1/Image', headers: { 'content-type': 'image/png' }, payload: await noisy({ width: 800, height: 800 }).png().toBuffer() })
  for (const url of ['/api/v1/Product/1/ImageInfo', '/api/v1/Product/1/Image', '/api/v1/Product/1/Nowhere']) {
    isGone = false
    t.not((await app.inject(url)).statusCode, 500)
    isGone = true
    t.match(await app.inject(url), { statusCode: 500, headers: { 'content-type': /json/ } })
  }
  t.match((await control(app, 'GET', 'journal')).body, { Entries: [{ Id: 1 }, { Id: 2 }, { Id: 3 }, { Id: 4 }] })
})

t.test('a journal entry that is stored asynchronously is marked as cut off if the connection closes during the response', async t => {
  const app = await buildSharedApp(t, { journal: store => ({ ...store, append: async (tenant, entry) => store.append(tenant, entry) }) })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Trickle', ChunkBytes: 1, Milliseconds: 50 }] })
  const sent = request({ port, host: '127.0.0.1', path: imageInfoPath() }).end()
  const [response] = await once(sent, 'response')
  await once(response, 'data')
  sent.once('error', () => undefined).destroy()
  await until(async () => (await control(app, 'GET', 'journal')).body.Entries[0].Reason !== null)
  t.match((await control(app, 'GET', 'journal')).body, { Entries: [{ Id: 1, Status: 200, Reason: 'The connection was closed before the whole response was sent.' }] })
})

t.test('the actions of a fault rule on the response are applied once, even if an earlier action of the rule could not be counted', async t => {
  let changes = 0
  const app = await buildSharedApp(t, {
    control: store => ({
      ...store,
      documents (subject, options) {
        const own = store.documents(subject, options)
        return {
          get size () { return own.size },
          of: own.of,
          read: own.read,
          names: own.names,
          async change (tenant, revise, newIds) {
            // The first two changes of `fault-counts` are for the new rule and for the matching request, the third for the first action.
            if (subject === 'fault-counts' && ++changes === 3) throw new Error('gone')
            return own.change(tenant, revise, newIds)
          },
        }
      },
    }),
  })
  const answer = { Action: 'Answer', Status: 421, Phase: 'after' }
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Delay', Milliseconds: 0 }, { Action: 'Delay', Milliseconds: 0 }, answer] })
  t.equal((await app.inject(imageInfoPath())).statusCode, 421)
  t.match((await control(app, 'GET', 'faults')).body, { Faults: [{ Met: 1, Applied: 1, ActionsApplied: [0, 0, 1] }] })
})

t.test('a fault closes the connection even if the journal is off', async t => {
  const app = await buildTestApp(t, { journalSize: 0 })
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Drop' }] })
  await t.rejects(app.inject(imageInfoPath()))
})

t.test('the remaining actions of a fault rule are applied even if the rule is removed during a delay', async t => {
  const app = await buildTestApp(t)
  recordDelays(t, () => control(app, 'DELETE', 'faults'))
  await control(app, 'POST', 'faults', { Actions: [{ Action: 'Delay', Milliseconds: 1 }, { Action: 'Answer', Status: 503 }] })
  t.equal((await app.inject(imageInfoPath())).statusCode, 503)
  t.same((await control(app, 'GET', 'faults')).body, { Faults: [] })
})

t.test('a quota keeps the windows of only the last 1000 callers', async t => {
  const app = await buildTestApp(t)
  await control(app, 'POST', 'faults', { Match: { Quota: { Calls: 1, Seconds: 600, Per: 'Caller' } }, Actions: [{ Action: 'Answer', Status: 429 }] })
  const readStatus = async (caller: number) => (await app.inject({ url: imageInfoPath(), headers: { authorization: `Bearer ${caller}` } })).statusCode
  for (let caller = 0; caller < 1000; caller++) await readStatus(caller)
  t.equal(await readStatus(0), 429)
  t.equal(await readStatus(1000), 200)
  t.equal(await readStatus(1), 200, 'whose window was used the longest ago')
  t.equal(await readStatus(0), 429)
})

t.test('the counts of expired fault rules are removed, so that other tenants can have rules', async t => {
  const app = await buildTestApp(t, { maxTenants: 1 })
  const { now } = performance
  t.teardown(() => { performance.now = now })
  const rule = { Actions: [{ Action: 'Answer', Status: 503 }] }
  await control(app, 'POST', 'faults', { ...rule, TimeToLiveSeconds: 60 }, 'One')
  t.equal((await app.inject(imageInfoPath(123, 'One'))).statusCode, 503)
  performance.now = () => now.call(performance) + 61_000
  await control(app, 'POST', 'faults', rule, 'Two')
  t.same((await control(app, 'GET', 'faults', undefined, 'One')).body, { Faults: [] })
  t.equal((await app.inject(imageInfoPath(123, 'Two'))).statusCode, 503)
})
