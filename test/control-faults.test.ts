import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildTestApp, imageInfoPath, put, putOk, readXml } from './helper.js'

const IMAGE_INFO = '/api/v1/Product/{productId}/ImageInfo'

/** Adds a rule that must be taken. */
async function add (app: FastifyInstance, rule: object, tenant = ''): Promise<number> {
  const answer = await app.inject({ method: 'POST', url: `${tenant}/_mock/faults`, payload: rule })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json().Id
}

const list = async (app: FastifyInstance, tenant = '') => (await app.inject(`${tenant}/_mock/faults`)).json().Faults

/** The statuses of so many calls, one after the other. */
async function statuses (app: FastifyInstance, calls: number, url = imageInfoPath()): Promise<number[]> {
  const came = []
  for (let call = 0; call < calls; call++) came.push((await app.inject(url)).statusCode)
  return came
}

t.test('a rule answers each failure that it can, in the media type of the caller', async t => {
  const app = await buildTestApp(t)
  for (const Status of [401, 403, 404, 409, 412, 421, 429, 500, 503]) {
    const id = await add(app, { Actions: [{ Action: 'Answer', Status }] })
    const answer = await app.inject(imageInfoPath())
    t.equal(answer.statusCode, Status)
    t.equal('www-authenticate' in answer.headers, Status === 401)
    const xml = await app.inject({ url: imageInfoPath(), headers: { accept: 'application/xml' } })
    t.equal(readXml(xml.body).root, 'Error')
    await app.inject({ method: 'DELETE', url: `/_mock/faults/${id}` })
  }
  t.same(await list(app), [])
  t.same(await statuses(app, 1), [200])
  await add(app, { Actions: [{ Action: 'Answer', Status: 429, RetryAfter: 7 }] })
  const answer = await app.inject(imageInfoPath())
  t.equal(answer.headers['retry-after'], '7')
  t.same(answer.json(), { Message: 'Too many requests.', MessageDetail: 'A rule of /_mock/faults asks for this answer.' })
})

t.test('rules are of a tenant, counted, and removed', async t => {
  const app = await buildTestApp(t)
  const Rule = { Match: { Method: 'get', Path: IMAGE_INFO }, Actions: [{ Action: 'Answer', Status: 503 }], Times: 2 }
  t.equal(await add(app, Rule), 1)
  t.same(await statuses(app, 4), [503, 503, 200, 200])
  t.same(await list(app), [{ Id: 1, Met: 2, Applied: 2, Rule }])
  t.same((await app.inject('/_mock/faults/1')).json(), { Id: 1, Met: 2, Applied: 2, Rule })
  t.same(await list(app, '/Cust1'), [])
  t.same(await statuses(app, 1, imageInfoPath(123, 'Cust2')), [200])
  t.equal((await app.inject('/_mock/faults/9')).statusCode, 404)

  await add(app, Rule, '/Cust1')
  t.same(await statuses(app, 1, imageInfoPath(123, 'CUST1')), [503])
  await app.inject({ method: 'DELETE', url: '/_mock/tenants/cust1' })
  t.same(await list(app, '/Cust1'), [])

  await add(app, Rule)
  t.equal((await app.inject({ method: 'DELETE', url: '/_mock/faults' })).statusCode, 204)
  t.same(await list(app), [])

  await add(app, { ...Rule, TimeToLiveSeconds: 0.02 })
  await delay(40)
  t.same(await statuses(app, 1), [200])
})

t.test('a rule means the calls that it matches', async t => {
  const FAIL = [{ Action: 'Answer', Status: 500 }]
  const cases: [match: object, expected: number[]][] = [
    [{}, [500, 500, 500, 500]],
    [{ Method: 'PUT' }, [200, 200, 200, 200]],
    [{ Path: '/API/v1/product/123/ImageInfo/' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/*' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/Product/124/ImageInfo' }, [200, 200, 200, 200]],
    [{ Path: '/api/v1/Product/{id}/Image' }, [200, 200, 200, 200]],
    [{ Path: '/api/v1/Product/{id}/ImageInfo/*' }, [500, 500, 500, 500]],
    [{ Path: '/api/v1/Agents/BLOB/GetBlobEntity/*' }, [200, 200, 200, 200]],
    [{ Path: '/api' }, [200, 200, 200, 200]],
    [{ Header: { Name: 'HOST' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'X-None' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'light*' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'User-Agent', Value: 'l*My*quest' } }, [500, 500, 500, 500]],
    [{ Header: { Name: 'User-Agent', Value: 'l*your*quest' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'dark*' } }, [200, 200, 200, 200]],
    [{ Header: { Name: 'User-Agent', Value: 'lightMyRequest' } }, [500, 500, 500, 500]],
    [{ Call: 2 }, [200, 500, 200, 200]],
    [{ EveryCall: 2 }, [200, 500, 200, 500]],
    [{ Probability: 1 }, [500, 500, 500, 500]],
  ]
  for (const [Match, expected] of cases) {
    const app = await buildTestApp(t)
    await add(app, { Match, Actions: FAIL })
    t.same(await statuses(app, 4, `${imageInfoPath()}?x=1`), expected, JSON.stringify(Match))
    for (const url of ['/', '/health', '/ready', '/docs', '/_mock/faults']) t.ok((await app.inject(url)).statusCode < 400, url)
  }
  const app = await buildTestApp(t)
  const drawn = async (Seed: number) => {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Match: { Probability: 0.5, Seed }, Actions: FAIL })
    return statuses(app, 20)
  }
  const first = await drawn(1)
  t.same(await drawn(1), first)
  t.notSame(await drawn(2), first)
  t.ok(first.includes(200) && first.includes(500))
})

t.test('after the change, a retry meets its own change', async t => {
  const app = await buildTestApp(t)
  await add(app, { Match: { Method: 'PUT' }, Actions: [{ Action: 'Answer', Status: 503, Phase: 'after' }], Times: 1 })
  t.equal((await put(app, { Description: 'kept' })).statusCode, 503)
  t.match((await app.inject(imageInfoPath())).json(), { Description: 'kept' })
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  await add(app, { Actions: [{ Action: 'Answer', Status: 503 }], Times: 1 })
  t.equal((await put(app, { Description: 'lost' })).statusCode, 503)
  t.match((await app.inject(imageInfoPath())).json(), { Description: 'kept' })
})

t.test('a rule delays, and a server that closes waits for nobody', async t => {
  const app = await buildTestApp(t)
  for (const distribution of [
    { Milliseconds: 30 },
    { Distribution: 'uniform', Milliseconds: 30, MaxMilliseconds: 40 },
    { Distribution: 'lognormal', Milliseconds: 30, Sigma: 0 },
  ]) {
    await app.inject({ method: 'DELETE', url: '/_mock/faults' })
    await add(app, { Actions: [{ Action: 'Delay', ...distribution }, { Action: 'Delay', Phase: 'after', Milliseconds: 5 }] })
    const began = performance.now()
    await putOk(app, {})
    t.ok(performance.now() - began >= 33, JSON.stringify(distribution))
  }
  await app.inject({ method: 'DELETE', url: '/_mock/faults' })
  await add(app, { Actions: [{ Action: 'Delay', Milliseconds: 600_000 }] })
  const waiting = app.inject(imageInfoPath())
  await delay(10)
  await app.close()
  await waiting
})

t.test('a rule closes the connection, before or after the change', async t => {
  for (const Action of ['Drop', 'Reset']) {
    for (const Phase of ['before', 'after']) {
      const app = await buildTestApp(t)
      await app.listen({ port: 0 })
      const { port } = app.server.address() as AddressInfo
      await add(app, { Actions: [{ Action, Phase }], Times: 2 })
      await t.rejects(fetch(`http://127.0.0.1:${port}${imageInfoPath()}`, {
        method: 'PUT', body: '{"Description":"changed"}', headers: { 'content-type': 'application/json' },
      }))
      await t.rejects(put(app, {}), { code: 'LIGHT_ECONNRESET' })
      t.equal((await app.inject(imageInfoPath())).json().BlobId > 0, Phase === 'after')
    }
  }
})

t.test('a rule that can never apply is refused with the reason', async t => {
  const app = await buildTestApp(t)
  const never = (reason: string) => `The rule would never do what it says: ${reason}. It was not added.`
  const DROP = [{ Action: 'Drop' }]
  const STATUS = never('an Answer must have a Status of 401, 403, 404, 409, 412, 421, 429, 500 or 503')
  const MAX = never('a Delay has MaxMilliseconds when its Distribution is uniform, and only then')
  const refused: [rule: object, message: string][] = [
    [{ Actions: [{ Action: 'Explode' }] }, 'Actions[0].Action must be one of Delay, Answer, Drop, Reset; "Explode" came.'],
    [{ Actions: DROP, Times: 0 }, 'Times must be a whole number from 1 to 1000000000; 0 came.'],
    [{ Actions: DROP, TimeToLiveSeconds: 0 }, never('TimeToLiveSeconds must be more than 0')],
    [{ Actions: DROP, Match: { Method: 'GRAB' } }, never('there is no method GRAB')],
    [{ Actions: DROP, Match: { Path: '/api/v1/Prodct' } }, never('no call of the API has the path /api/v1/Prodct')],
    [{ Actions: DROP, Match: { Path: '/health' } }, never('no call of the API has the path /health')],
    [{ Actions: DROP, Match: { Call: 1, EveryCall: 2 } }, never('Call and EveryCall exclude each other')],
    [{ Actions: DROP, Match: { Seed: 1 } }, never('Seed is of use with Probability only')],
    [{ Actions: DROP, Match: { Probability: 0 } }, never('Probability must be more than 0 and at most 1; 0 came')],
    [{ Actions: [{ Action: 'Drop', Status: 500 }] }, never('Status is of no use to the action Drop')],
    [{ Actions: [{ Action: 'Answer' }] }, STATUS],
    [{ Actions: [{ Action: 'Answer', Status: 418 }] }, STATUS],
    [{ Actions: [{ Action: 'Answer', Status: 500, RetryAfter: 1 }] }, never('RetryAfter goes with the Status 429 or 503')],
    [{ Actions: [{ Action: 'Delay' }] }, never('a Delay must have Milliseconds')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 1, MaxMilliseconds: 2 }] }, MAX],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 1, Distribution: 'uniform' }] }, MAX],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, MaxMilliseconds: 1, Distribution: 'uniform' }] }, never('MaxMilliseconds must be at least Milliseconds')],
    [{ Actions: [{ Action: 'Delay', Milliseconds: 2, Distribution: 'lognormal' }] }, never('a Delay has Sigma when its Distribution is lognormal, and only then')],
  ]
  for (const [payload, message] of refused) {
    const answer = await app.inject({ method: 'POST', url: '/_mock/faults', payload })
    t.equal(answer.statusCode, 400)
    t.equal(answer.json().Message, message)
  }
  t.same(await list(app), [])
  for (let rules = 0; rules < 1000; rules++) await add(app, { Actions: DROP })
  const answer = await app.inject({ method: 'POST', url: '/_mock/faults', payload: { Actions: DROP } })
  t.equal(answer.json().Message, 'There must be at most 1000 rules of a tenant; another one came. Remove some first.')
})
