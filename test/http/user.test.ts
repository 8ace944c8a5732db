import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { UsersFile } from '../../src/config/users.js'
import { buildTestApp, control, putOk, readXml, temporaryFolder } from '../helper.js'
import { sqliteOnly } from '../postgres.js'

const REST = '/api/v1/User/currentPrincipal'
const AGENT = '/api/v1/Agents/User/GetCurrentPrincipal'

const basic = (name: string) => ({ authorization: `Basic ${Buffer.from(`${name}:`).toString('base64')}` })

const whoIs = async (app: FastifyInstance, headers: Record<string, string>, url = REST) => (await app.inject({ url, headers })).json()

const PROPERTIES = [
  'UserType', 'Associate', 'AssociateId', 'IsPerson', 'PersonId', 'CountryId', 'HomeCountryId', 'ContactId', 'GroupId', 'BusinessId', 'CategoryId',
  'ContactOwner', 'RoleId', 'RoleName', 'RoleDescription', 'RoleType', 'Licenses', 'FullName', 'EMailAddress', 'FunctionRights', 'EjUserId',
  'EjAccessLevel', 'EjUserStatus', 'ProvidedCredentials', 'SecondaryGroups', 'DatabaseContextIdentifier', 'UserName',
]

t.test('users whose names differ only after a U+0000 are different users', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const ids = []
  for (const name of ['a\0b', 'a\0c', 'A\0B']) ids.push((await whoIs(app, basic(name))).AssociateId)
  t.not(ids[0], ids[1])
  t.equal(ids[0], ids[2])
  const Callers = ['a\0b', 'a\0c'].map((Name, index) => ({ AssociateId: 20 + index, Name }))
  t.equal((await control(app, 'PUT', 'state', { Products: [], Callers })).status, 204)
  t.match(await whoIs(app, basic('a\0c')), { AssociateId: 21, Associate: 'a\0c' })
})

t.test('currentPrincipal returns the caller with the documented properties', async t => {
  const app = await buildTestApp(t, { auth: 'any' })
  const administrator = await whoIs(app, { authorization: 'Bearer 8A:Cust12345.AGYA==' })
  t.same(Object.keys(administrator), PROPERTIES)
  t.match(administrator, {
    UserType: 'InternalAssociate',
    Associate: 'ADM0',
    AssociateId: 11,
    IsPerson: true,
    PersonId: 147,
    GroupId: 1,
    RoleName: '',
    RoleType: 'Employee',
    Licenses: [],
    FullName: 'Adm0',
    EMailAddress: '',
    EjUserId: 3,
    EjUserStatus: 'StatusNormal',
    DatabaseContextIdentifier: 'default',
    UserName: 'ADM0',
  })
  t.match(await whoIs(app, basic('adm0'), `/Cust12345${REST}`), { Associate: 'ADM0', DatabaseContextIdentifier: 'Cust12345' })
  t.same(await whoIs(app, basic('ADM0'), '/API/V1/user/CURRENTPRINCIPAL/'), administrator)

  for (const payload of ['', '{}']) {
    const answer = await app.inject({ method: 'POST', url: AGENT, headers: { ...basic('ADM0'), 'content-type': 'application/json' }, payload })
    t.same([answer.statusCode, answer.json()], [200, administrator], 'the call of the agent')
  }
  t.same((await app.inject({ method: 'POST', url: AGENT, headers: basic('ADM0') })).json(), administrator)
  t.match(Object.values((await app.inject({ url: AGENT, headers: basic('ADM0') })).json()), [{ POST: 'Reads the user who sends the request' }])

  const xml = readXml((await app.inject({ url: REST, headers: { ...basic('ADM0'), accept: 'application/xml' } })).body)
  t.equal(xml.root, 'SoPrincipalCarrier')
  t.match(xml.value, { Associate: 'ADM0', AssociateId: '11', IsPerson: 'true', Licenses: '' })
})

t.test('a new caller has the same id in currentPrincipal and in later changes', { skip: sqliteOnly }, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const app = await buildTestApp(t, { auth: 'any', database })
  const callers = () => {
    const db = new Database(database, { readonly: true })
    const names = db.prepare("SELECT name FROM caller WHERE tenant_id = (SELECT tenant_id FROM tenant WHERE name = 'default') ORDER BY associate_id").pluck().all()
    db.close()
    return names
  }
  const [first, again] = await Promise.all([whoIs(app, basic('tje0')), whoIs(app, basic('TJE0'))])
  t.same(again, first)
  t.match(first, { Associate: 'tje0', AssociateId: 12, PersonId: 0, FullName: 'tje0', EjUserId: 0, EjUserStatus: 'StatusNone', UserName: 'tje0' })
  t.match(await whoIs(app, basic('anna')), { AssociateId: 13 })
  t.match((await putOk(app, {}, { headers: basic('tje0') })).UpdatedBy, { AssociateId: 12, Name: 'tje0' })
  t.same(await whoIs(app, basic('tje0')), first)
  t.same(callers(), ['ADM0', 'tje0', 'anna'])
  const { body: { Callers } } = await control(app, 'GET', 'state')
  t.match(Callers, [{ AssociateId: 12, Name: 'tje0' }, { AssociateId: 13, Name: 'anna' }])
})

t.test('the users file determines the properties of the caller', async t => {
  const users: UsersFile = [
    { Name: 'Kåre', Tokens: [{ Token: '8A:kare' }, { Token: 'old', Expires: '2020-01-01T00:00:00Z' }], Associate: { Type: 'ExternalAssociate', FullName: 'US:"Mr Kåre";NO:"Herr Kåre"', UserName: 'kare@example.com', EjUserId: 7, GroupIdx: 4 } },
    { Name: 'room', Tickets: ['7T:room'], Associate: { Type: 'ResourceAssociate', Deleted: true } },
    { Name: 'robot', Tickets: ['7T:robot'], Associate: { Type: 'SystemAssociate', UserName: '' } },
  ]
  const app = await buildTestApp(t, { auth: 'users', users })
  t.match(await whoIs(app, { authorization: 'Bearer 8A:kare', 'so-language': 'nb' }), {
    UserType: 'ExternalAssociate', Associate: 'Kåre', IsPerson: true, GroupId: 4, RoleType: 'ExternalUser', FullName: 'Herr Kåre', EjUserStatus: 'StatusNormal', UserName: 'kare@example.com',
  })
  t.match(await whoIs(app, { authorization: 'SoTicket 7T:room' }), { UserType: 'ResourceAssociate', IsPerson: false, RoleType: 'Employee', EjUserStatus: 'StatusDeleted' })
  t.match(await whoIs(app, { authorization: 'SoTicket 7T:robot' }), { UserType: 'SystemAssociate', IsPerson: false, RoleType: 'System', UserName: 'robot' })
  const refused: [headers: Record<string, string>, problem: RegExp][] = [
    [{}, /; got none\.$/],
    [{ authorization: 'Bearer 8A:nobody' }, /; got an unknown Bearer credential\.$/],
    [{ authorization: 'Bearer old' }, /; got an expired access token\.$/],
  ]
  for (const [headers, MessageDetail] of refused) {
    for (const options of [{ url: REST }, { method: 'POST', url: AGENT }] as const) {
      const answer = await app.inject({ ...options, headers })
      t.equal(answer.statusCode, 401)
      t.match(answer.json(), { Message: 'Authorization has been denied for this request.', MessageDetail })
    }
  }
})
