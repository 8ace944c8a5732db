import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { ConfigError } from '../../src/config/config.js'
import { advanceClock, buildTestApp, control, freezeClock, imageInfoPath, put, putOk, readXml } from '../helper.js'
import { PICTURES } from '../pictures.js'

const zone = (name: string) => ({ headers: { 'so-timezone': name } })

t.test('SO-TimeZone determines the time zone of dates', async t => {
  const norwegian = await buildTestApp(t, { writePolicy: 'client', baseTimeZone: 'NO' })
  const readDates = async (app: FastifyInstance, headers: Record<string, string>) => {
    const answer = await app.inject({ url: imageInfoPath(), headers })
    const { CreatedDate, UpdatedDate } = answer.json()
    return { CreatedDate, UpdatedDate, header: answer.headers['so-timezone'] }
  }

  t.test('dates are written as in recordings of the real service if the base time zone is Norway', async t => {
    const recorded: [instant: string, plain: string, withOffset: string][] = [
      ['2002-08-07T12:52:00Z', '2002-08-07T14:52:00', '2002-08-07T12:52:00Z'],
      ['2019-12-19T10:55:14Z', '2019-12-19T11:55:14', '2019-12-19T10:55:14Z'],
      ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00', '0001-01-01T00:00:00Z'],
    ]
    for (const [instant, plain, withOffset] of recorded) {
      await putOk(norwegian, { CreatedDate: instant, UpdatedDate: instant })
      t.same(await readDates(norwegian, {}), { CreatedDate: plain, UpdatedDate: plain, header: 'NO' })
      for (const name of ['no,includeTZOffset', 'utc,includeTZOffset', 'includeTZOffset', 'INCLUDETZOFFSET , 460']) {
        t.match(await readDates(norwegian, { 'so-timezone': name }), { CreatedDate: withOffset, UpdatedDate: withOffset }, name)
      }
    }
  })

  t.test('dates in the documented formats are read in the time zone of the request, unless they have an offset', async t => {
    const documented: [header: string | undefined, sent: string, norway: string, answered: string][] = [
      [undefined, '2018-12-24T12:34:45', '2018-12-24T12:34:45', '2018-12-24T12:34:45'],
      ['NO', '2018-12-24T12:34:45', '2018-12-24T12:34:45', '2018-12-24T12:34:45'],
      ['US-NY', '2018-12-24T12:34:45', '2018-12-24T18:34:45', '2018-12-24T12:34:45'],
      ['US-NY', '2018-12-24T12:34:45Z', '2018-12-24T13:34:45', '2018-12-24T07:34:45'],
      ['US-NY, includeTZOffset', '2018-12-24T12:34:45Z', '2018-12-24T13:34:45', '2018-12-24T12:34:45Z'],
      ['us-ny', '2018-06-24T12:34:45.1234567-02:30', '2018-06-24T17:04:45', '2018-06-24T11:04:45'],
    ]
    for (const [header, sent, norway, answered] of documented) {
      const answer = await putOk(norwegian, { CreatedDate: sent }, header === undefined ? {} : zone(header))
      t.equal(answer.CreatedDate, answered)
      t.equal((await readDates(norwegian, {})).CreatedDate, norway)
    }
  })

  t.test('SO-TimeZone accepts a code, which is case-insensitive, or an id, and the response names the code', async t => {
    await putOk(norwegian, { CreatedDate: '2018-12-24T12:00:00Z', UpdatedDate: '2018-07-24T12:00:00Z' })
    const zones: [header: string, said: string, created: string, updated: string][] = [
      ['261', 'NO', '2018-12-24T13:00:00', '2018-07-24T14:00:00'],
      ['  no ', 'NO', '2018-12-24T13:00:00', '2018-07-24T14:00:00'],
      ['NO,NO', 'NO', '2018-12-24T13:00:00', '2018-07-24T14:00:00'],
      ['no, 0261,,261', 'NO', '2018-12-24T13:00:00', '2018-07-24T14:00:00'],
      ['', 'NO', '2018-12-24T13:00:00', '2018-07-24T14:00:00'],
      ['1', 'UTC', '2018-12-24T12:00:00', '2018-07-24T12:00:00'],
      ['AU-ACT', 'AU-ACT', '2018-12-24T23:00:00', '2018-07-24T22:00:00'],
      ['bd', 'BD', '2018-12-24T18:00:00', '2018-07-24T18:00:00'],
      ['includeTZOffset,433', 'US-HI, includeTZOffset', '2018-12-24T12:00:00Z', '2018-07-24T12:00:00Z'],
      ['AF', 'AF', '2018-12-24T16:30:00', '2018-07-24T16:30:00'],
    ]
    for (const [name, header, CreatedDate, UpdatedDate] of zones) {
      t.same(await readDates(norwegian, { 'so-timezone': name }), { CreatedDate, UpdatedDate, header }, name)
    }
    const put = await norwegian.inject({ method: 'PUT', url: imageInfoPath(2), headers: { 'so-timezone': 'DK' }, payload: '{}' })
    t.equal(put.headers['so-timezone'], 'DK')
  })

  t.test('a local time that clocks skip is moved forward by the skipped time, and a repeated local time is read as its first occurrence', async t => {
    const changes: [sent: string, utc: string][] = [
      ['2018-03-25T01:59:59', '2018-03-25T00:59:59Z'],
      ['2018-03-25T02:30:00', '2018-03-25T01:30:00Z'],
      ['2018-03-25T03:00:00', '2018-03-25T01:00:00Z'],
      ['2018-10-28T01:59:59', '2018-10-27T23:59:59Z'],
      ['2018-10-28T02:30:00', '2018-10-28T00:30:00Z'],
      ['2018-10-28T03:00:00', '2018-10-28T02:00:00Z'],
    ]
    for (const [sent, utc] of changes) {
      t.equal((await putOk(norwegian, { CreatedDate: sent }, zone('NO, includeTZOffset'))).CreatedDate, utc)
    }
    await putOk(norwegian, { CreatedDate: '2018-10-28T01:30:00Z' })
    t.equal((await readDates(norwegian, {})).CreatedDate, '2018-10-28T02:30:00', 'the second of the two is shown like the first')
  })

  t.test('conversion between time zones keeps dates within the years 1 to 9999, and an unset date unset', async t => {
    const edges: [header: string, sent: string, answered: string][] = [
      ['NO', '0001-01-01T00:00:00', '0001-01-01T00:00:00'],
      ['NO', '0001-01-01T00:30:00', '0001-01-01T00:00:00'],
      ['US-NY', '0001-01-01T00:00:00', '0001-01-01T00:00:00'],
      ['US-NY, includeTZOffset', '0001-01-01T00:00:00-05:00', '0001-01-01T00:00:00Z'],
      ['no, includeTZOffset', '0001-01-01T01:00:00+01:00', '0001-01-01T00:00:00Z'],
      ['AU-ACT', '0002-01-01T00:00:00', '0002-01-01T00:00:00'],
      ['US-NY', '9999-12-31T23:59:59', '9999-12-31T18:59:59'],
      ['AU-ACT', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59'],
      ['US-NY', '1800-07-01T12:00:00', '1800-07-01T12:00:00'],
    ]
    for (const [header, sent, answered] of edges) {
      t.equal((await putOk(norwegian, { CreatedDate: sent }, zone(header))).CreatedDate, answered, `${header} ${sent}`)
    }
  })

  t.test('dates are correct within the quarter of an hour in which clocks change', async t => {
    for (const sent of ['2008-03-09T03:30:30Z', '2008-03-09T01:05:00', '2008-03-09T03:31:00Z']) await putOk(norwegian, { CreatedDate: sent }, zone('CA-NL'))
    t.equal((await putOk(norwegian, { CreatedDate: '2008-03-09T03:30:59Z' }, zone('CA-NL'))).CreatedDate, '2008-03-09T00:00:59')
    t.equal((await putOk(norwegian, { CreatedDate: '2008-03-09T03:31:00Z' }, zone('CA-NL'))).CreatedDate, '2008-03-09T01:01:00')
    t.equal((await putOk(norwegian, { CreatedDate: '1972-01-07T00:44:29Z' }, zone('LR'))).CreatedDate, '1972-01-06T23:59:59')
    t.equal((await putOk(norwegian, { CreatedDate: '1972-01-07T00:44:30Z' }, zone('LR'))).CreatedDate, '1972-01-07T00:44:30')
  })

  t.test('dates are correct even if they are in more different quarters of an hour than the cache holds', async t => {
    const first = Date.parse('2020-01-01T00:00:00Z')
    for (let quarter = 0; quarter <= 1001; quarter++) {
      const sent = new Date(first + quarter * 900_000).toISOString()
      const { CreatedDate } = await putOk(norwegian, { CreatedDate: sent })
      if (quarter % 100 === 0) t.equal(CreatedDate, new Date(first + 3_600_000 + quarter * 900_000).toISOString().slice(0, 19))
    }
  })

  t.test('dates in patches are read in the time zone of the request', async t => {
    const type = { 'so-timezone': 'US-NY', 'content-type': 'application/json-patch+json' }
    await putOk(norwegian, { CreatedDate: '2018-12-24T12:34:45' }, zone('US-NY'))
    const answer = await putOk(norwegian, [
      { op: 'test', path: '/CreatedDate', value: '2018-12-24T12:34:45' },
      { op: 'test', path: '/CreatedDate', value: '2018-12-24T17:34:45Z' },
      { op: 'replace', path: '/UpdatedDate', value: '2018-12-25T12:00:00' },
      { op: 'test', path: '/UpdatedDate', value: '2018-12-25T18:00:00+01:00' },
    ], { headers: type })
    t.match(answer, { CreatedDate: '2018-12-24T12:34:45', UpdatedDate: '2018-12-25T12:00:00' })
    t.match(await putOk(norwegian, { UpdatedDate: '2018-12-26T12:00:00' }, {
      headers: { ...type, 'content-type': 'application/merge-patch+json' },
    }), { CreatedDate: '2018-12-24T12:34:45', UpdatedDate: '2018-12-26T12:00:00' })
  })

  t.test('ZONED_DATES=utc writes dates in UTC even if the request has SO-TimeZone', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client', zonedDates: 'utc', baseTimeZone: '261' })
    t.equal((await putOk(app, { CreatedDate: '2018-12-24T12:34:45' }, zone('US-NY'))).CreatedDate, '2018-12-24T17:34:45')
    t.equal((await readDates(app, {})).CreatedDate, '2018-12-24T18:34:45')
  })

  t.test('an unknown time zone is refused, or ignored under UNKNOWN_TIME_ZONE=ignore', async t => {
    const lenient = await buildTestApp(t, { unknownTimeZone: 'ignore' })
    for (const name of ['XX', '0', '00', '-261', 'Europe/Nowhere', 'NO, DK', '__proto__']) {
      const refused = await put(norwegian, {}, zone(name))
      t.equal(refused.statusCode, 400)
      t.same(refused.json(), {
        Error: true,
        ErrorType: 'ArgumentException',
        Message: `The header SO-TimeZone must be a time zone code or id of SuperOffice, such as NO or 261, with or without includeTZOffset; got "${name}". GET /api/v1/TimeZone lists all.`,
        ErrorSource: 'SuperOffice.Services.Implementation',
      })
      t.equal((await norwegian.inject({ url: imageInfoPath(), headers: { 'so-timezone': name } })).statusCode, 400)
      t.equal((await lenient.inject({ url: imageInfoPath(), headers: { 'so-timezone': name } })).headers['so-timezone'], 'UTC')
    }
    const named: [header: string, message: string][] = [
      [Buffer.from('Tromsø/Norge').toString('latin1'), 'got "Tromsø/Norge".'],
      ['Tromsø', 'got "Tromsø".'],
      ['Łódź', 'got "Łódź".'],
      ['x'.repeat(50), `got "${'x'.repeat(40)}"… (50 characters).`],
    ]
    for (const [name, message] of named) t.ok((await put(norwegian, {}, zone(name))).json().Message.endsWith(`includeTZOffset; ${message} GET /api/v1/TimeZone lists all.`), message)
    t.equal((await norwegian.inject({ url: '/health', headers: { 'so-timezone': 'XX' } })).statusCode, 200)
    await t.rejects(buildTestApp(t, { baseTimeZone: 'XX' }),
      new ConfigError('SUPEROFFICE_MOCK_BASE_TIME_ZONE must be a time zone code or id of SuperOffice, such as NO or 261; got "XX".'))
  })

  t.test('a name of the IANA database as time zone is refused with a message that names the nearest code', async t => {
    const zones: [name: string, code: string][] = [
      ['Europe/Oslo', 'NO'],
      ['europe/oslo', 'NO'],
      ['America/New_York', 'US-NY'],
      ['US/Eastern', 'US-NY'],
      ['Asia/Calcutta', 'IN'],
      ['GMT', 'UTC'],
      ['Europe/Busingen', 'DK'],
      ['Asia/Famagusta', 'CY'],
      ['Antarctica/Troll', 'DK'],
    ]
    for (const [name, code] of zones) {
      const expected = `got "${name}". The nearest code is ${code}. GET /api/v1/TimeZone lists all.`
      for (const header of [name, `${name}, includeTZOffset`]) {
        const { Message } = (await norwegian.inject({ url: imageInfoPath(), headers: { 'so-timezone': header } })).json()
        t.equal(Message.slice(Message.indexOf('got')), expected)
      }
    }
    await t.rejects(buildTestApp(t, { baseTimeZone: 'Europe/Oslo' }),
      new ConfigError('SUPEROFFICE_MOCK_BASE_TIME_ZONE must be a time zone code or id of SuperOffice, such as NO or 261; got "Europe/Oslo". The nearest code is NO.'))
  })
})

t.test('If-Modified-Since and If-Unmodified-Since are evaluated', async t => {
  const app = await buildTestApp(t)
  const get = (headers: Record<string, string>) => app.inject({ url: imageInfoPath(), headers })
  await freezeClock(app)
  await putOk(app, { Description: 'first' })
  const modified = String((await get({})).headers['last-modified'])
  const before = new Date(Date.parse(modified) - 1000).toUTCString()
  const after = new Date(Date.parse(modified) + 1000).toUTCString()

  t.test('a GET with If-Modified-Since returns 304 without a body if nothing was changed after that date', async t => {
    for (const accept of ['*/*', 'text/xml']) {
      for (const since of [modified, after, 'Friday, 31-Dec-49 23:59:59 GMT', 'Fri Dec 31 23:59:59 2049']) {
        const answer = await get({ accept, 'if-modified-since': since })
        t.equal(answer.statusCode, 304, since)
        t.equal(answer.body, '')
        t.equal(answer.headers['last-modified'], modified)
        t.notHas(answer.headers, { 'content-type': '' })
      }
      t.equal((await get({ accept, 'if-modified-since': before })).statusCode, 200)
    }
  })

  t.test('a conditional header without an HTTP date is ignored', async t => {
    for (const since of ['', 'tomorrow', '2049-12-31', '2049-12-31T23:59:59Z', 'Fri, 32 Dec 2049 23:59:59 GMT', 'Fri, 31 Dec 2049 23:59:59 +0100',
      'Thu, 30 Feb 2040 00:00:00 GMT', 'Sat, 31 Dec 2049 23:59:59 GMT', 'Sun, 01 Jan 2040 24:00:00 GMT', 'Xyz, 01 Jan 2040 00:00:00 GMT']) {
      t.equal((await get({ 'if-modified-since': since, 'if-unmodified-since': since })).statusCode, 200, since)
    }
    t.equal((await put(app, { Description: 'first' }, { url: imageInfoPath(2), headers: { 'if-unmodified-since': 'yesterday' } })).statusCode, 200)
  })

  t.test('a save with If-Unmodified-Since is refused with 412 if the entity was changed after that date, and changes nothing', async t => {
    const refused = await put(app, { Description: 'second' }, { headers: { 'if-unmodified-since': before } })
    t.equal(refused.statusCode, 412)
    t.same(refused.json(), {
      Message: 'The entity has been changed.',
      MessageDetail: `If-Unmodified-Since is ${before}, but the last change was at ${modified}. Nothing was changed.`,
    })
    const { AssociateId } = (await putOk(app, {}, { url: imageInfoPath(3), headers: { authorization: `Basic ${btoa('next:')}` } })).UpdatedBy
    await put(app, {}, { headers: { authorization: `Basic ${btoa('ghost:')}`, 'if-unmodified-since': before } })
    t.equal((await putOk(app, {}, { url: imageInfoPath(3), headers: { authorization: `Basic ${btoa('after:')}` } })).UpdatedBy.AssociateId, AssociateId + 1)
    t.equal((await get({ 'if-unmodified-since': before })).statusCode, 412)
    t.equal((await get({ 'if-unmodified-since': modified })).json().Description, 'first')
    t.equal((await put(app, { Description: 'first' }, { headers: { 'if-unmodified-since': modified } })).statusCode, 200)
    await advanceClock(app)
    t.equal((await put(app, {}, { url: imageInfoPath(99), headers: { 'if-unmodified-since': before } })).statusCode, 200, 'nothing is there that could have been changed')
  })

  t.test('of many clients that save with the same If-Unmodified-Since, only one succeeds', async t => {
    for (const type of ['application/json', 'application/merge-patch+json']) {
      const since = String((await get({})).headers['last-modified'])
      const answers = await Promise.all(Array.from({ length: 20 }, (_, writer) =>
        put(app, { Description: `writer ${writer}` }, { headers: { 'content-type': type, 'if-unmodified-since': since } })))
      const winners = answers.filter(({ statusCode }) => statusCode === 200)
      t.equal(winners.length, 1)
      t.equal(answers.filter(({ statusCode }) => statusCode === 412).length, 19)
      t.equal((await get({})).json().Description, winners[0]?.json().Description)
      await advanceClock(app)
    }
  })
})

t.test('conditional headers are compared with the date at which the picture was removed or replaced', async t => {
  const image = (productId: number) => imageInfoPath(productId).replace('Info', '')
  const agentCall = (name: string, payload?: object) => ({ method: 'POST', url: `/api/v1/Agents/BLOB/${name}`, ...(payload && { payload }) }) as const
  const readModified = async (app: FastifyInstance, productId: number) =>
    String((await app.inject(imageInfoPath(productId))).headers['last-modified'])
  const toKeptDate = (httpDate: string) => new Date(httpDate).toISOString().slice(0, 19)

  /** Returns the statuses of conditional requests of a client that has received the picture with the Last-Modified `seen`. */
  async function answersTo (app: FastifyInstance, productId: number, seen: string) {
    const since = { 'if-unmodified-since': seen }
    const calls: InjectOptions[] = [
      { url: imageInfoPath(productId), headers: { 'if-modified-since': seen } },
      { url: imageInfoPath(productId), headers: since },
      { method: 'PUT', url: imageInfoPath(productId), headers: since, payload: { Description: 'lost' } },
      { method: 'PUT', url: image(productId), headers: { ...since, 'content-type': 'image/png' }, payload: PICTURES.png },
      { method: 'DELETE', url: image(productId), headers: since },
    ]
    const statuses: number[] = []
    for (const one of calls) statuses.push((await app.inject(one)).statusCode)
    return statuses
  }

  const CHANGED = [200, 412, 412, 412, 412]

  t.test('a request with If-Unmodified-Since is refused with 412 if any operation removed the picture after that date', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app)
    const removals: [name: string, removal: (productId: number, blobId: number) => InjectOptions][] = [
      ['DELETE Image', productId => ({ method: 'DELETE', url: image(productId) })],
      ['DELETE of the product', productId => ({ method: 'DELETE', url: `/api/v1/Product/${productId}` })],
      ['ChangeProductImage', ProductId => agentCall('ChangeProductImage', { ProductId, BlobId: 0 })],
      ['DeleteBlobEntity', (_, blobId) => agentCall(`DeleteBlobEntity?BlobEntityId=${blobId}`)],
    ]
    for (const [index, [name, removal]] of removals.entries()) {
      const productId = 10 + index
      const url = imageInfoPath(productId)
      const { BlobId } = await putOk(app, {}, { url })
      const seen = await readModified(app, productId)
      await advanceClock(app)
      t.equal((await app.inject(removal(productId, BlobId))).statusCode, 204, name)
      const removed = await readModified(app, productId)
      t.ok(Date.parse(removed) > Date.parse(seen), name)
      t.same(await answersTo(app, productId, seen), CHANGED, name)
      t.match((await app.inject(url)).json(), { BlobId: 0, Description: '', UpdatedDate: '0001-01-01T00:00:00' }, name)
      t.equal((await app.inject({ url, headers: { 'if-modified-since': removed } })).statusCode, 304, name)

      await advanceClock(app)
      t.equal((await app.inject(removal(productId, BlobId))).statusCode, 204)
      t.equal(await readModified(app, productId), removed, 'to remove nothing changes nothing')
      const made = await putOk(app, {}, { url, headers: { 'if-unmodified-since': removed } })
      t.ok(made.UpdatedDate > toKeptDate(removed), name)
      t.equal(made.CreatedDate, made.UpdatedDate)
      t.same(await answersTo(app, productId, removed), CHANGED, name)
    }
  })

  t.test('a request with If-Unmodified-Since is refused with 412 if the picture was replaced by one with an earlier date', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app)
    const link = (ProductId: number) => app.inject(agentCall('ChangeProductImage', { ProductId, BlobId: 5001 }))
    const old = await readModified(app, 1001)
    await putOk(app, {})
    const seen = await readModified(app, 123)
    await advanceClock(app)
    t.equal((await link(123)).statusCode, 204)
    const linked = await readModified(app, 123)
    t.ok(Date.parse(linked) > Date.parse(seen))
    t.same(await answersTo(app, 123, seen), CHANGED)
    t.equal((await app.inject({ url: imageInfoPath(123), headers: { 'if-modified-since': linked } })).statusCode, 304)
    t.equal((await app.inject(imageInfoPath(123))).json().UpdatedDate, toKeptDate(old), 'the blob itself was not changed')

    t.equal((await link(5)).statusCode, 204)
    t.equal(await readModified(app, 123), linked, 'another product that has it now does not put it back')
    await advanceClock(app)
    t.equal((await link(123)).statusCode, 204)
    t.same(await answersTo(app, 123, linked), CHANGED)
    const relinked = await readModified(app, 123)
    await advanceClock(app)
    await app.inject(agentCall('SaveBlobEntity', { BlobId: 5001, Description: 'saved' }))
    t.ok((await app.inject(imageInfoPath(123))).json().UpdatedDate > toKeptDate(relinked))
    t.same(await answersTo(app, 123, relinked), CHANGED)

    await app.inject({ method: 'DELETE', url: image(123) })
    t.equal((await link(123)).statusCode, 204)
    t.same(await answersTo(app, 123, relinked), CHANGED, 'also when it is linked again')
  })

  t.test('of concurrent saves and removals of a picture with the same If-Unmodified-Since, exactly one succeeds', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app)
    for (const first of [0, 1]) {
      await putOk(app, { Description: 'first' })
      const headers = { 'if-unmodified-since': await readModified(app, 123) }
      const answers = await Promise.all(Array.from({ length: 10 }, (_, writer) => writer % 2 === first
        ? put(app, { Description: 'second' }, { headers })
        : app.inject({ method: 'DELETE', url: image(123), headers })))
      const winners = answers.map(({ statusCode }) => statusCode).filter(statusCode => statusCode !== 412)
      t.equal(winners.length, 1)
      t.match((await app.inject(imageInfoPath(123))).json(), { Description: winners[0] === 200 ? 'second' : '' })
      await advanceClock(app)
    }
  })

  t.test('conditional headers are compared with the dates that a client sets under WRITE_POLICY=client', async t => {
    const app = await buildTestApp(t, { writePolicy: 'client' })
    await freezeClock(app)
    const sent = { UpdatedDate: '2013-10-13T07:40:59Z' }
    const modified = 'Sun, 13 Oct 2013 07:40:59 GMT'
    await putOk(app, sent)
    await app.inject(agentCall('ChangeProductImage', { ProductId: 123, BlobId: 5001 }))
    t.same(await answersTo(app, 123, modified), CHANGED)
    await putOk(app, sent)
    t.equal(await readModified(app, 123), modified)
    await app.inject({ method: 'DELETE', url: image(123) })
    t.same(await answersTo(app, 123, modified), CHANGED)
    const removed = toKeptDate(await readModified(app, 123))
    await advanceClock(app)
    const made = await putOk(app, {})
    t.ok(made.UpdatedDate > removed)
    t.equal(made.CreatedDate, made.UpdatedDate)
    await app.inject({ method: 'DELETE', url: image(123) })
    await putOk(app, sent)
    t.equal(await readModified(app, 123), modified)
  })
})

t.test('changes are dated by the clock of the tenant', async t => {
  const START = '2026-01-31T12:00:00'
  const at = (seconds: number) => new Date(Date.parse(`${START}Z`) + seconds * 1000)
  const stored = (seconds: number) => at(seconds).toISOString().slice(0, 19)
  const http = (seconds: number) => at(seconds).toUTCString()
  const buildImageUrl = (owner: string) => `/api/v1/${owner}/5/Image`
  const buildInfoUrl = (owner: string) => `${buildImageUrl(owner)}Info`
  const INFOS: Record<string, string> = { Project: '/api/v1/Project/x/ImageInfo?projectId=5' }
  const since = (seconds: number) => ({ 'if-unmodified-since': http(seconds) })
  const saveInfo = (app: FastifyInstance, owner: string, headers = {}) => put(app, {}, { url: INFOS[owner] ?? buildInfoUrl(owner), headers })
  const saveImage = (app: FastifyInstance, owner: string, headers = {}) =>
    put(app, PICTURES.png, { url: buildImageUrl(owner), headers: { 'content-type': 'image/png', ...headers } })
  const remove = (app: FastifyInstance, owner: string, headers = {}) => app.inject({ method: 'DELETE', url: buildImageUrl(owner), headers })
  const agentSave = (app: FastifyInstance, owner: string) => app.inject({
    method: 'POST', url: `/api/v1/Agents/BLOB/Set${owner}Image`, payload: { [`${owner}Id`]: 5, Image: PICTURES.png.toString('base64') },
  })
  const readUpdatedDate = async (app: FastifyInstance, owner: string) => (await app.inject(buildInfoUrl(owner))).json().UpdatedDate

  for (const owner of ['Product', 'Person', 'Project', 'Contact']) {
    t.test(`changes of the picture of a ${owner} have the date of the clock, even many changes within a second`, async t => {
      const app = await buildTestApp(t)
      await freezeClock(app, `${START}Z`)
      for (let change = 0; change < 20; change++) {
        for (const save of [saveInfo, saveImage, agentSave]) {
          await save(app, owner)
          t.equal(await readUpdatedDate(app, owner), START)
        }
        t.equal((await remove(app, owner)).statusCode, 204)
        t.equal((await app.inject(buildInfoUrl(owner))).headers['last-modified'], http(0))
      }
      await advanceClock(app, -10)
      await saveInfo(app, owner)
      t.equal(await readUpdatedDate(app, owner), START, 'also where the clock was put back')
    })

    t.test(`a conditional change of the picture of a ${owner} is dated at most a second after the clock`, async t => {
      for (const change of [saveInfo, saveImage, remove]) {
        const app = await buildTestApp(t)
        await freezeClock(app, `${START}Z`)
        await saveImage(app, owner)
        t.equal((await change(app, owner, since(-1))).statusCode, 412)
        t.ok((await change(app, owner, since(0))).statusCode < 300)
        const read = await app.inject(buildInfoUrl(owner))
        if (change !== remove) t.equal(read.json().UpdatedDate, stored(1))
        t.match(read.headers, { 'last-modified': http(0), date: http(0) })
        t.equal((await app.inject({ url: buildInfoUrl(owner), headers: { 'if-modified-since': http(0) } })).statusCode, 200, 'it was changed after that')
        for (const seconds of [0, 1, 60]) {
          for (const other of [saveInfo, saveImage, remove]) t.equal((await other(app, owner, since(seconds))).statusCode, 412)
        }
        t.ok((await saveInfo(app, owner)).statusCode === 200)
        t.equal(await readUpdatedDate(app, owner), stored(1), 'a change without a condition does not go further')

        await advanceClock(app)
        t.equal((await app.inject(buildInfoUrl(owner))).headers['last-modified'], http(1))
        t.equal((await change(app, owner, since(0))).statusCode, 412)
        t.ok((await change(app, owner, since(1))).statusCode < 300, 'the clock has reached it')
        await advanceClock(app, 5)
        t.ok((await saveInfo(app, owner, since(5))).statusCode === 200)
        t.equal(await readUpdatedDate(app, owner), stored(6))
      }
    })
  }

  t.test('a conditional change that would be dated more than a second ahead is refused with the date of the last change', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app, `${START}Z`)
    await saveInfo(app, 'Product')
    await saveInfo(app, 'Product', since(0))
    t.same((await saveInfo(app, 'Product', since(1))).json(), {
      Message: 'The entity has been changed.',
      MessageDetail: `The last change has the date ${http(1)}, which the clock of the tenant has not reached yet; conditional changes are refused until ` +
        'it reaches this date. Nothing was changed.',
    })
  })

  t.test('dates in the future are kept, but Last-Modified is never later than Date', async t => {
    const client = await buildTestApp(t, { writePolicy: 'client' })
    const read = async () => {
      const { headers } = await client.inject(imageInfoPath())
      return [headers['last-modified'], headers['date']].map(date => Date.parse(String(date)))
    }
    await putOk(client, { UpdatedDate: '9999-12-31T23:59:59Z' })
    t.equal((await putOk(client, {})).UpdatedDate, '9999-12-31T23:59:59')
    const [modified, date] = await read()
    t.equal(modified, date)

    for (const Now of ['2020-06-01T00:00:00Z', '2150-06-01T00:00:00Z']) {
      await freezeClock(client, Now)
      t.same(await read(), [Date.parse(Now), Date.parse(Now)])
      await putOk(client, { UpdatedDate: '2149-01-01T00:00:00Z' })
      t.same(await read(), [Math.min(Date.parse(Now), Date.parse('2149-01-01T00:00:00Z')), Date.parse(Now)])
      t.equal((await putOk(client, {})).UpdatedDate, Now < '2149' ? '2149-01-01T00:00:00' : Now.slice(0, 19))
      await putOk(client, { UpdatedDate: '9999-12-31T23:59:59Z' })
    }
    t.equal((await put(client, {})).headers['date'], 'Mon, 01 Jun 2150 00:00:00 GMT', 'Date follows the clock in all responses of the API')
    await control(client, 'POST', 'clock/reset')
    t.ok(Date.parse(String((await put(client, {})).headers['date'])) < Date.parse('2150-01-01T00:00:00Z'))
  })
})

t.test('headers determine the language of strings', async t => {
  const app = await buildTestApp(t, { writePolicy: 'client' })
  const stored = {
    Description: 'US:"Supplier";NO:"Leverandør";GE:"Lieferant";',
    ExtraInfo: 'Kind: SW:"Grön";DA:"Grøn" and US:"Red";NO:"Rød"!',
    CreatedBy: { Name: 'adm', FullName: 'US:"Doctor";NO:"Doktor" No', FormalName: 'NO:"Herr"', Tooltip: '[SR_MANDATORY_FIELD_1281]' },
    MimeType: 'US:"a";NO:"b"',
  }
  const raw = await putOk(app, stored)
  const get = async (headers: Record<string, string>) => (await app.inject({ url: imageInfoPath(), headers })).json()

  t.test('SO-Language takes precedence over Accept-Language, and language tags are accepted in many spellings', async t => {
    const asked: [headers: Record<string, string>, description: string][] = [
      [{ 'so-language': 'nb-no' }, 'Leverandør'],
      [{ 'so-language': 'NO' }, 'Leverandør'],
      [{ 'so-language': 'nn_NO' }, 'Leverandør'],
      [{ 'accept-language': 'en' }, 'Supplier'],
      [{ 'accept-language': 'en-us; en-gb' }, 'Supplier'],
      [{ 'accept-language': 'de, en' }, 'Lieferant'],
      [{ 'accept-language': 'en;q=0.5, nb;q=0.8' }, 'Leverandør'],
      [{ 'accept-language': 'en;q=0, nb;q=0.1' }, 'Leverandør'],
      [{ 'accept-language': 'ru, de' }, 'Lieferant'],
      [{ 'accept-language': 'fr,de,ru,zh' }, 'Lieferant'],
      [{ 'accept-language': 'zh' }, 'Supplier'],
      [{ 'so-language': 'fr;nb' }, 'Leverandør'],
      [{ 'so-language': 'zz, nb' }, 'Leverandør'],
      [{ 'so-language': 'fr, sv-SE, de-AT, nb' }, 'Lieferant'],
      [{ 'accept-language': 'nb;q=0.1, fr, de;q=0.2' }, 'Lieferant'],
      [{ 'so-language': 'fr', 'accept-language': 'nb' }, 'Supplier'],
      [{ 'so-language': 'de', 'accept-language': 'nb' }, 'Lieferant'],
      [{ 'so-language': 'en', 'so-culture': 'sv', 'accept-language': '*' }, 'Supplier'],
    ]
    for (const [headers, description] of asked) t.equal((await get(headers)).Description, description, JSON.stringify(headers))
  })

  t.test('with a language header that is *, x, - or empty, strings are returned as they are stored', async t => {
    for (const language of ['*', 'x', 'X', '-', '', ' ']) {
      t.same(await get({ 'so-language': language, 'accept-language': 'en' }), raw)
      t.same(await get({ 'accept-language': language }), raw)
    }
    t.same(await get({}), raw)
  })

  t.test('strings that users read are translated in responses, and the stored strings are unchanged', async t => {
    t.hasStrict(await get({ 'so-language': 'nb' }), {
      Description: 'Leverandør',
      ExtraInfo: 'Kind: Grön and Rød!',
      MimeType: stored.MimeType,
      CreatedBy: { Name: 'adm', FullName: 'Doktor No', FormalName: 'Herr', Tooltip: 'Feltet er obligatorisk.' },
    })
    t.hasStrict(await get({ 'so-language': 'sv' }), {
      ExtraInfo: 'Kind: Grön and Red!', CreatedBy: { FullName: 'Doctor No', FormalName: 'Herr', Tooltip: 'Fältet är obligatoriskt.' },
    })
    t.equal((await get({ 'so-language': 'it' })).CreatedBy.Tooltip, 'The field is mandatory.')
    t.hasStrict(await get({ 'so-language': 'it, sv, nb' }), {
      Description: 'Leverandør', ExtraInfo: 'Kind: Grön and Rød!', CreatedBy: { FullName: 'Doktor No', Tooltip: 'Fältet är obligatoriskt.' },
    })
    t.same(await get({}), raw)
    const saved = await putOk(app, stored, { headers: { 'so-language': 'de' } })
    t.equal(saved.Description, 'Lieferant')
    const { body } = await app.inject({ url: imageInfoPath(), headers: { 'so-language': 'nb', accept: 'text/xml' } })
    t.match(readXml(body).value, { Description: 'Leverandør', CreatedBy: { FullName: 'Doktor No' } })
    t.same((await get({})).CreatedBy, raw.CreatedBy)
  })

  t.test('strings with malformed language blocks or unknown resource strings are returned unchanged', async t => {
    const texts: [stored: string | null, norwegian: string | null][] = [
      ['US:"a";NO:"b', 'US:"a";NO:"b'],
      ['US:"a";NO:b', 'US:"a";NO:b'],
      ['US:"a"b";NO:"c"', 'US:"a"b";NO:"c"'],
      ['NO:"', 'NO:"'],
      ['US: "a"', 'US: "a"'],
      ['us:"a";no:"b"', 'us:"a";no:"b"'],
      ['AUS:"a"', 'AUS:"a"'],
      ['ÅUS:"a"', 'ÅUS:"a"'],
      ['A\u030aUS:"a"', 'A\u030aUS:"a"'],
      ['1US:"a"', '1US:"a"'],
      ['sUS:"a";NO:"b"', 'sUS:"a";NO:"b"'],
      ['x-US:"a"', 'x-US:"a"'],
      ['Å US:"a"', 'Å a'],
      ['(US:"a";NO:"b")', '(b)'],
      ['US:"a";NO:"b";US:', 'US:"a";NO:"b";US:'],
      ['US:"a";NO:"b";US', 'US:"a";NO:"b";US'],
      ['US:"a";NO:"b";nb-NO', 'US:"a";NO:"b";nb-NO'],
      ['US:"a";NO:"b";USA', 'bUSA'],
      ['US:"a";NO:"b" US', 'b US'],
      ['en-US:"a";nb-NO:"b";sv-SE:"c"', 'b'],
      ['en-US:"a";sv-SE:"c";zh-CN:"d"', 'a'],
      ['zh-CN:"d";sv-SE:"c"', 'd'],
      ['He said "hi": NO:"hei"', 'He said "hi": NO:"hei"'],
      ['He said hi: NO:"hei".', 'He said hi: hei.'],
      ['US:"5" screen";NO:"5" skjerm"', 'US:"5" screen";NO:"5" skjerm"'],
      ['US:"a" "', 'US:"a" "'],
      ['US:"a"NO:"b"', 'US:"a"NO:"b"'],
      ['US:"a",NO:"b"', 'US:"a",NO:"b"'],
      ['US:"a";;NO:"b"', 'US:"a";;NO:"b"'],
      ['US:"a";NO:b', 'US:"a";NO:b'],
      ['US:"a [SR_ACCESS_MANDATORY]', 'US:"a [SR_ACCESS_MANDATORY]'],
      ['NO:"";US:"x"', ''],
      ['NO:"one";NO:"two"', 'one'],
      ['[SR_UNKNOWN_KEY] [SR_ACCESS_MANDATORY] SR_ACCESS_MANDATORY', '[SR_UNKNOWN_KEY] Feltet må ha en verdi. SR_ACCESS_MANDATORY'],
      ['plain', 'plain'],
      ['', ''],
      [null, null],
    ]
    const url = imageInfoPath(2)
    for (const [Description, norwegian] of texts) {
      await putOk(app, { Description }, { url })
      t.equal((await app.inject({ url, headers: { 'so-language': 'nb' } })).json().Description, norwegian)
    }
  })

  t.test('SO-Culture does not change responses, and is refused under VALIDATION=strict and by control routes if it is not the code of a culture', async t => {
    t.same(await get({ 'so-language': 'en', 'so-culture': 'nb-NO' }), await get({ 'so-language': 'en' }))
    t.same(await get({ 'so-language': 'en', 'so-culture': 'sv_SE' }), await get({ 'so-language': 'en' }))
    t.equal((await app.inject({ url: imageInfoPath(), headers: { 'so-culture': '!' } })).statusCode, 200, 'ignored without a language')
    const strict = await buildTestApp(t, { validation: 'strict' })
    const refused = await strict.inject({ url: imageInfoPath(), headers: { 'so-language': 'en', 'so-culture': 'english!' } })
    t.equal(refused.statusCode, 400)
    t.equal(refused.json().Message, 'The header SO-Culture must be the code of a culture, such as nb or en-US; got "english!".')
    const control = await app.inject({ url: '/_mock/pictures', headers: { 'so-language': 'en', 'so-culture': 'english!' } })
    t.same([control.statusCode, control.json().Message], [400, refused.json().Message], 'also where there is no caller')
  })

  t.test('strings are returned as they are stored if the language is unknown, and a response header names the language', async t => {
    const known = 'en, us, nb, no, nn, de, ge, sv, sw, fr, da, nl, du, es, sp, it, cs, cz, fi, pl, po'
    const sentence = (header: string, came: string) => `Unknown language ${came} in ${header}, so strings are not translated. Supported: ${known}.`
    const unknown: [headers: Record<string, string>, named: string][] = [
      [{ 'so-language': 'tlh' }, sentence('SO-Language', '"tlh"')],
      [{ 'so-language': 'zh-CN, ja;q=0.5', 'accept-language': 'nb' }, sentence('SO-Language', '"zh-CN, ja;q=0.5"')],
      [{ 'so-language': 'english!' }, sentence('SO-Language', '"english!"')],
      [{ 'so-language': Buffer.from('Føroyskt').toString('latin1') }, sentence('SO-Language', '"F\\u00f8royskt"')],
      [{ 'so-language': 'z'.repeat(5000) }, sentence('SO-Language', `"${'z'.repeat(40)}"... (5000 characters)`).replace('...', '\\u2026')],
      [{ 'so-language': 'en', 'so-culture': 'ja-JP' }, sentence('SO-Culture', '"ja-JP"')],
      [{ 'accept-language': 'en', 'so-culture': 'english!' }, sentence('SO-Culture', '"english!"')],
      [{ 'so-language': 'tlh', 'so-culture': 'xx' }, `${sentence('SO-Language', '"tlh"')} ${sentence('SO-Culture', '"xx"')}`],
    ]
    for (const [headers, named] of unknown) {
      const answer = await app.inject({ url: imageInfoPath(), headers })
      const { Description, ExtraInfo, CreatedBy } = raw
      t.match(answer.json(), { Description, ExtraInfo, CreatedBy })
      t.same([answer.statusCode, answer.headers['x-superoffice-mock-violations']], [200, named])
      const { Entries } = (await control(app, 'GET', 'journal')).body
      t.equal(Entries.at(-1).Violations, named)
    }
    const quiet = [{}, { 'so-language': '*' }, { 'so-language': 'nb', 'so-culture': 'en-GB' }, { 'accept-language': 'tlh' }, { 'so-culture': 'xx' }, { 'so-language': 'zz, nb' }]
    for (const headers of quiet) {
      const answer = await app.inject({ url: imageInfoPath(), headers })
      t.notOk('x-superoffice-mock-violations' in answer.headers, JSON.stringify(headers))
    }
    const both = await put(app, { Descripton: 'x' }, { url: imageInfoPath(3), headers: { 'so-language': 'tlh' } })
    t.match(both.headers['x-superoffice-mock-violations'], /^Unknown language "tlh" in SO-Language.*Descripton/)
    const pictures = await app.inject({ url: '/_mock/pictures', headers: { 'so-language': 'tlh' } })
    t.equal(pictures.headers['x-superoffice-mock-violations'], sentence('SO-Language', '"tlh"'), 'also where there is no caller')
    t.match((await app.inject({ url: '/api/v1/List/ProductType/Items', headers: { 'so-language': 'tlh' } })).json(), [{ Name: 'US:"Goods";NO:"Varer"' }, {}])
    const strict = await buildTestApp(t, { validation: 'strict' })
    t.equal((await strict.inject({ url: imageInfoPath(), headers: { 'so-language': 'en', 'so-culture': 'ja-JP' } })).statusCode, 200)
  })

  t.test('strings are translated correctly for very long and for many different language headers', async t => {
    const many = Array.from({ length: 600 }, (_, index) => `x${index}, ${'zz, '.repeat(index === 599 ? 1000 : 0)} nb`)
    const texts = new Set()
    for (const language of [...many, 'x0, nb']) texts.add(JSON.stringify(await get({ 'so-language': language })))
    t.same([...texts], [JSON.stringify(await get({ 'so-language': 'nb' }))])
  })
})
