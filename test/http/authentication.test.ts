import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import t, { type Test } from 'tap'
import { ConfigError, type Config } from '../../src/config/config.js'
import { UsersError } from '../../src/config/users.js'
import { buildTestApp, imageInfoPath, put, putOk, readXml, temporaryFolder } from '../helper.js'

const basic = (credential: string | Buffer) => `Basic ${Buffer.from(credential).toString('base64')}`
const ALL = 'Basic realm="SuperOffice", charset="UTF-8", SoTicket, Bearer'

const users = [
  {
    Name: 'Kåre', Password: 'p:w', Tickets: ['7T:MAA3AGYA=='],
    Tokens: [{ Token: '8A:Cust12345.AGYA==' }, { Token: 'old', Expires: '2020-01-01T00:00:00Z' }, { Token: 'new', Expires: '2999-01-01T00:00:00+01:00' }],
    Associate: { FullName: 'Kåre Nordmann', Type: 'ExternalAssociate' },
  },
  { Name: 'anna', Password: '' },
  { Name: 'machine', Tickets: ['7T:machine'] },
]

async function buildWithUsers (t: Test, settings: Partial<Config> = {}, file: unknown = users) {
  const path = join(temporaryFolder(t), 'users.json')
  writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file))
  return buildTestApp(t, { auth: 'users', users: path, ...settings })
}

const refusal = (problem: string, schemes = 'Basic or SoTicket or Bearer') => ({
  Message: 'Authorization has been denied for this request.',
  MessageDetail: `The header Authorization must contain a credential of the scheme ${schemes}, or X-XSRF-TOKEN must equal the cookie XSRF-TOKEN; ${problem}.`,
})

t.test('AUTH=any requires a well-formed credential, except for some routes', async t => {
  const app = await buildTestApp(t, { auth: 'any' })

  t.test('AUTH=any accepts every well-formed credential, and the user name in a Basic credential determines the caller', async t => {
    const taken: [headers: Record<string, string>, name: string][] = [
      [{ authorization: 'Basic dGplMDpUamUw' }, 'tje0'],
      [{ authorization: 'Basic QURNMDo=' }, 'ADM0'],
      [{ authorization: basic('Kåre:p:w:') }, 'Kåre'],
      [{ authorization: `bAsIc   ${basic('anna:x').slice(6)} ` }, 'anna'],
      [{ authorization: 'SOTicket 7T:MAA3AGYA==' }, 'ADM0'],
      [{ authorization: 'sOtIcKeT x' }, 'ADM0'],
      [{ authorization: 'Bearer 8A:Cust12345.AGYA==' }, 'ADM0'],
      [{ 'x-xsrf-token': 'abc', cookie: 'a=b; XSRF-TOKEN=abc; c=d' }, 'ADM0'],
      [{ 'x-xsrf-token': 'abc', cookie: 'XSRF-TOKEN="abc"' }, 'ADM0'],
      [{ 'x-xsrf-token': '"abc"', cookie: 'XSRF-TOKEN="abc"' }, 'ADM0'],
      [{ 'x-xsrf-token': 'a+b==', cookie: 'XSRF-TOKEN=a%2Bb%3D%3D' }, 'ADM0'],
      [{ 'x-xsrf-token': 'a+b==', cookie: 'XSRF-TOKEN="a%2Bb%3D%3D"' }, 'ADM0'],
      [{ 'x-xsrf-token': 'a%2Bb%3D%3D', cookie: 'XSRF-TOKEN=a%2Bb%3D%3D' }, 'ADM0'],
      [{ 'x-xsrf-token': 'a+b==', cookie: 'XSRF-TOKEN=a+b==' }, 'ADM0'],
      [{ 'x-xsrf-token': '100%', cookie: 'XSRF-TOKEN=100%' }, 'ADM0'],
      [{ 'x-xsrf-token': 'abc', cookie: 'XSRF-TOKEN=old;XSRF-TOKEN=abc' }, 'ADM0'],
      [{ 'x-xsrf-token': 'old', cookie: 'XSRF-TOKEN=old;XSRF-TOKEN=abc' }, 'ADM0'],
      [{ authorization: '', 'x-xsrf-token': 'abc', cookie: 'XSRF-TOKEN=abc ; c=d' }, 'ADM0'],
      [{ authorization: basic('\ufeffbob:') }, '\ufeffbob'],
      [{ authorization: `Basic ${btoa('Kåre:p')}` }, 'Kåre'],
      [{ authorization: basic(Buffer.from('Åse:Ærø', 'latin1')) }, 'Åse'],
      [{ authorization: basic(Buffer.from([0xff, 0x3a])) }, 'ÿ'],
      // Bytes that are valid UTF-8 are decoded as UTF-8 and not as Latin-1.
      [{ authorization: basic(Buffer.from([0xc3, 0xa5, 0x3a])) }, 'å'],
    ]
    for (const [headers, name] of taken) t.equal((await putOk(app, {}, { headers })).UpdatedBy.Name, name, JSON.stringify(headers))
  })

  t.test('AUTH=any refuses a missing or malformed credential with 401 before it validates path, time zone and body', async t => {
    const refused: [headers: Record<string, string>, problem: string][] = [
      [{}, 'got none'],
      [{ 'x-xsrf-token': 'abc' }, 'got none'],
      [{ cookie: 'XSRF-TOKEN=abc' }, 'got none'],
      [{ 'x-xsrf-token': 'abd', cookie: 'XSRF-TOKEN=abc' }, 'got none'],
      [{ 'x-xsrf-token': '', cookie: 'XSRF-TOKEN=' }, 'got none'],
      [{ 'x-xsrf-token': '', cookie: 'XSRF-TOKEN=""' }, 'got none'],
      [{ 'x-xsrf-token': 'abc', cookie: 'xsrf-token=abc; MY-XSRF-TOKEN=abc; XSRF-TOKEN' }, 'got none'],
      [{ 'x-xsrf-token': 'abc', cookie: 'XSRF-TOKEN=abcd; XSRF-TOKEN=ab' }, 'got none'],
      [{ authorization: '' }, 'got none'],
      [{ authorization: 'Secret!' }, 'got an unsupported scheme'],
      [{ authorization: 'Negotiate abc' }, 'got an unsupported scheme'],
      [{ authorization: 'Basic' }, 'got a malformed Basic credential'],
      [{ authorization: 'Basic !' }, 'got a malformed Basic credential'],
      [{ authorization: basic('nocolon') }, 'got a malformed Basic credential'],
      [{ authorization: basic(':password') }, 'got a malformed Basic credential'],
      [{ authorization: basic(`${'x'.repeat(255)}:`) }, 'got a malformed Basic credential'],
      [{ authorization: basic(Buffer.from([0x3a, 0xff])) }, 'got a malformed Basic credential'],
      [{ authorization: basic(Buffer.from([0xff])) }, 'got a malformed Basic credential'],
      [{ authorization: 'SoTicket' }, 'got a malformed SoTicket credential'],
      [{ authorization: 'Bearer a b' }, 'got a malformed Bearer credential'],
    ]
    for (const [headers, problem] of refused) {
      for (const answer of [await put(app, 'no JSON', { headers: { ...headers, 'so-timezone': 'XX' } }), await app.inject({ url: imageInfoPath('abc'), headers })]) {
        t.equal(answer.statusCode, 401)
        t.same(answer.json(), refusal(problem))
        t.equal(answer.headers['www-authenticate'], ALL)
      }
    }
    const xml = await app.inject({ url: imageInfoPath(), headers: { accept: 'text/xml' } })
    t.match(readXml(xml.body), { root: 'Error', value: refusal('got none') })
  })

  t.test('health checks, the OpenAPI document and Swagger UI need no credential under AUTH=any', async t => {
    for (const url of ['/health', '/ready', '/openapi.json', '/docs/']) t.equal((await app.inject(url)).statusCode, 200, url)
  })
})

t.test('AUTH=users accepts only the credentials in the users file', async t => {
  const app = await buildWithUsers(t)

  t.test('all credentials of a user in the users file belong to one associate', async t => {
    const taken: [headers: Record<string, string>, name: string][] = [
      [{ authorization: basic('Kåre:p:w') }, 'Kåre'],
      [{ authorization: basic('Kåre:p:w').replace('Basic', 'BASIC') }, 'Kåre'],
      [{ authorization: `Basic ${btoa('Kåre:p:w')}` }, 'Kåre'],
      [{ authorization: basic('ANNA:') }, 'anna'],
      [{ authorization: 'SOTICKET 7T:MAA3AGYA==' }, 'Kåre'],
      [{ authorization: 'Bearer 8A:Cust12345.AGYA==' }, 'Kåre'],
      [{ authorization: 'Bearer new' }, 'Kåre'],
      [{ authorization: 'SoTicket 7T:machine' }, 'machine'],
      [{ 'x-xsrf-token': 'abc', cookie: 'XSRF-TOKEN=abc' }, 'Kåre'],
    ]
    const ids = new Map<string, number>()
    for (const [headers, name] of taken) {
      const { UpdatedBy } = await putOk(app, {}, { headers })
      t.equal(UpdatedBy.Name, name)
      t.equal(UpdatedBy.AssociateId, ids.get(name) ?? UpdatedBy.AssociateId)
      ids.set(name, UpdatedBy.AssociateId)
    }
    t.equal(ids.size, 3)
    t.match((await putOk(app, {}, { headers: { authorization: 'Bearer new' } })).UpdatedBy, {
      FullName: 'Kåre Nordmann', FormalName: 'Kåre', Type: 'ExternalAssociate',
    })
  })

  t.test('AUTH=users refuses expired tokens and credentials that are not in the users file', async t => {
    const refused: [authorization: string, problem: string][] = [
      [basic('Kåre:wrong'), 'got an unknown Basic credential'],
      [basic('nobody:p:w'), 'got an unknown Basic credential'],
      [basic('machine:'), 'got an unknown Basic credential'],
      [basic('Kåre:'), 'got an unknown Basic credential'],
      ['SoTicket new', 'got an unknown SoTicket credential'],
      ['Bearer 7T:MAA3AGYA==', 'got an unknown Bearer credential'],
      ['Bearer old', 'got an expired access token'],
    ]
    for (const [authorization, problem] of refused) {
      const answer = await put(app, {}, { headers: { authorization } })
      t.equal(answer.statusCode, 401, authorization)
      t.same(answer.json(), refusal(problem))
    }
    const lenient = await buildWithUsers(t, { expiredToken: '403' })
    const expired = await put(lenient, {}, { headers: { authorization: 'Bearer old' } })
    t.equal(expired.statusCode, 403)
    t.same(expired.json(), { Message: 'Authorization has been denied for this request.', MessageDetail: 'The access token has expired.' })
    t.equal((await put(lenient, {}, { headers: { authorization: 'Bearer unknown' } })).statusCode, 401)
  })

  t.test('the mock does not start under AUTH=users without a valid users file, and the message shows no secret', async t => {
    await t.rejects(buildTestApp(t, { auth: 'users' }), new ConfigError('SUPEROFFICE_MOCK_USERS must name a users file if SUPEROFFICE_MOCK_AUTH is users, or in a program or config file users must be an array of them; got nothing.'))
    const name = 'a name of 1 to 254 characters without a colon, because a colon ends the name in a Basic credential'
    const wrong: [file: unknown, message: string][] = [
      ['secret', 'is not valid JSON at line 1, column 1. SUPEROFFICE_MOCK_USERS must name a JSON file.'],
      [[], 'must have at least one user; got none.'],
      [{}, 'is invalid at /, which must be an array; got an object.'],
      ['"secret"', 'is invalid at /, which must be an array; got a string.'],
      [[null], 'is invalid at /0 (user number 1), which must be an object; got null.'],
      [[{ Name: '' }], `is invalid at /0/Name (user number 1), which must be ${name}; got another string.`],
      [[{ Name: 'a' }, { Name: 'b:secret' }], `is invalid at /1/Name (user number 2), which must be ${name}; got another string.`],
      [[{ Name: 'a' }, { Password: 'secret' }], `is invalid at /1/Name (user number 2), which must be ${name}; got nothing.`],
      [[{ Name: 'a', Pasword: 'secret' }], 'is invalid at /0/Pasword (the user "a"), which is unknown. Supported: Name, Password, Tickets, Tokens, Associate.'],
      [[{ Name: 'a', Password: 12345678 }], 'is invalid at /0/Password (the user "a"), which must be a string in quotes, which may be empty; got a number.'],
      [[{ Name: 'a', Password: true }], 'is invalid at /0/Password (the user "a"), which must be a string in quotes, which may be empty; got a boolean.'],
      [[{ Name: 'a', Tokens: ['secret'] }], 'is invalid at /0/Tokens/0 (the user "a"), which must be an object; got a string.'],
      [[{ Name: 'a', Tickets: ['a secret'] }], 'is invalid at /0/Tickets/0 (the user "a"), which must be a non-empty string without blanks; got another string.'],
      [[{ Name: '' }, { Name: 'b', Password: 5, Tickets: 'secret' }], `is invalid at /0/Name (user number 1), which must be ${name}; got another string. ` +
        '/1/Password (the user "b") must be a string in quotes, which may be empty; got a number. /1/Tickets (the user "b") must be an array; got a string.'],
      [[{ Name: 'a' }, { Name: 'A' }], 'must have the user "A" once; got it twice.'],
      [[{ Name: 'a', Tickets: ['secret'] }, { Name: 'b', Tickets: ['secret'] }], 'must have a secret of the user "b" once; got it twice.'],
      [[{ Name: 'a', Tokens: [{ Token: 'x', Expires: 'tomorrow' }] }], 'is invalid at /0/Tokens/0/Expires (the user "a"), which must be a date and time such as 2008-01-30T09:40:59Z; got another string.'],
      [[{ Name: 'a', Associate: { Type: 'King' } }], 'is invalid at /0/Associate/Type (the user "a"), which must be one of Unknown, InternalAssociate, ResourceAssociate, ExternalAssociate, AnonymousAssociate, SystemAssociate; got another string.'],
      [[{ Name: 'a', Associate: { AssociateId: 5 } }], 'is invalid at /0/Associate/AssociateId (the user "a"), which is unknown. Supported: PersonId, Rank, Tooltip, Type, GroupIdx, FullName, FormalName, Deleted, EjUserId, UserName.'],
    ]
    for (const [file, message] of wrong) {
      const error = await buildWithUsers(t, {}, file).catch(cause => cause)
      t.type(error, UsersError)
      t.equal(error.message.replace(/^The users file .*users\.json /, ''), message)
      t.notMatch(error.message, /secret[^ ]*"|12345678/)
    }
    const folder = temporaryFolder(t)
    await t.rejects(buildTestApp(t, { auth: 'users', users: '/nowhere.json' }),
      new UsersError('The users file /nowhere.json cannot be read (it does not exist). SUPEROFFICE_MOCK_USERS must name a JSON file.'))
    await t.rejects(buildTestApp(t, { auth: 'users', users: folder }),
      new UsersError(`The users file ${folder} is not a regular file. SUPEROFFICE_MOCK_USERS must name a JSON file.`))
  })
})

t.test('under INSTALLATION=onsite or online, authorization schemes that such an installation does not accept are refused with 401', async t => {
  const onsite = await buildTestApp(t, { auth: 'any', installation: 'onsite' })
  const online = await buildTestApp(t, { auth: 'any', installation: 'online' })
  const statuses = async (headers: Record<string, string>) =>
    [(await put(onsite, {}, { headers })).statusCode, (await put(online, {}, { headers })).statusCode]
  t.same(await statuses({ authorization: basic('a:b') }), [200, 401])
  t.same(await statuses({ authorization: 'Bearer x' }), [401, 200])
  t.same(await statuses({ authorization: 'SoTicket x' }), [200, 401])
  t.same(await statuses({ authorization: 'SoTicket x', 'so-apptoken': 'secret' }), [200, 200])
  t.same(await statuses({ 'x-xsrf-token': 'x', cookie: 'XSRF-TOKEN=x' }), [200, 200])
  const refused = await put(online, {}, { headers: { authorization: 'SoTicket x' } })
  t.same(refused.json(), refusal('got a SoTicket without SO-AppToken', 'SoTicket or Bearer'))
  t.equal(refused.headers['www-authenticate'], 'SoTicket, Bearer')
})

t.test('AUTH=off requires no credential', async t => {
  const app = await buildTestApp(t, { auth: 'off' })
  t.equal((await putOk(app, {})).UpdatedBy.Name, 'ADM0')
  t.equal((await putOk(app, {}, { headers: { authorization: basic('tje0:Tje0') } })).UpdatedBy.Name, 'tje0')
})

t.test('the OpenAPI document lists the accepted authorization schemes', async t => {
  const session = { xsrf: [], xsrfCookie: [] }
  const taken: [settings: Partial<Config>, security: Record<string, never[]>[]][] = [
    [{ auth: 'any' }, [{ basic: [] }, { soTicket: [] }, { bearer: [] }, session]],
    [{ auth: 'any', installation: 'onsite' }, [{ basic: [] }, { soTicket: [] }, session]],
    [{ auth: 'any', installation: 'online' }, [{ soTicket: [], appToken: [] }, { bearer: [] }, session]],
    [{ auth: 'off' }, []],
    [{ auth: 'off', installation: 'online' }, []],
  ]
  for (const [settings, security] of taken) {
    const app = await buildTestApp(t, settings)
    const document = (await app.inject('/openapi.json')).json()
    t.same(document.security, security)
    t.same(Object.keys(document.components.securitySchemes), security.flatMap(Object.keys))
    t.ok((await new Validator().validate(document)).valid, JSON.stringify(settings))
  }
  const app = await buildTestApp(t, { auth: 'any' })
  const { components: { securitySchemes: { xsrf, xsrfCookie } } } = (await app.inject('/openapi.json')).json()
  t.match([xsrf, xsrfCookie], [{ type: 'apiKey', in: 'header', name: 'X-XSRF-TOKEN' }, { type: 'apiKey', in: 'cookie', name: 'XSRF-TOKEN' }])
})
