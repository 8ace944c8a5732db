import { createRequire } from 'node:module'
import type * as superoffice from '@superoffice/webapi'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import type { Config } from '../../src/config/config.js'
import { buildTestApp, control, put, putOk, readXml, readDocument } from '../helper.js'
import { PICTURES, describe, noisy } from '../pictures.js'

// Imports the CommonJS build of the official client, because Node cannot load its ES modules.
const { WebApi }: typeof superoffice = createRequire(import.meta.url)('@superoffice/webapi')

type Entity = 'Person' | 'Project' | 'Contact'

const ENTITIES: readonly Entity[] = ['Person', 'Project', 'Contact']

/** Returns the documented path of PUT for an image info. GET supports the same path. */
const infoPath = (entity: Entity, id: number | string) =>
  `/api/v1/${entity}/${id}/ImageInfo${entity === 'Project' ? `?projectId=${id}` : ''}`

const imagePath = (entity: string, id: number | string, query = '') => `/api/v1/${entity}/${id}/Image${query}`

const sendImage = (app: FastifyInstance, url: string, payload: Buffer, options: InjectOptions = {}) =>
  app.inject({ method: 'PUT', url, payload, ...options, headers: { 'content-type': 'image/png', ...options.headers } })

const readInfo = async (app: FastifyInstance, entity: Entity, id: number) => (await app.inject(infoPath(entity, id))).json()

const agentCall = (app: FastifyInstance, name: string, body: object, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: `/api/v1/Agents/BLOB/${name}`, payload: body, headers })

const seconds = (date: string, change: number) => new Date(Date.parse(`${date}Z`) + change * 1000).toUTCString()

for (const entity of ENTITIES) {
  const noun = entity.toLowerCase()

  t.test(`PUT ImageInfo of a ${noun} stores the image info, and GET reads it back`, async t => {
    const app = await buildTestApp(t)
    const empty = await app.inject(infoPath(entity, 5))
    t.match(empty.json(), { BlobId: 0, Description: '', CreatedDate: '0001-01-01T00:00:00', CreatedBy: null })
    t.notHas(empty.headers, { 'last-modified': '' })
    const saved = await putOk(app, { BlobId: 909, Description: 'A portrait', ConceptualType: 'PHOTO' }, { url: infoPath(entity, 5) })
    t.match(saved, { BlobId: 909, Description: 'A portrait', ExtraInfo: '', ConceptualType: 'PHOTO', CreatedBy: { Name: 'ADM0' } })
    t.match(saved, { TableRight: { Mask: 'Select, Update, Insert, Delete' }, FieldProperties: { BlobId: { FieldType: 'System.Int32' } } })
    const read = await app.inject(infoPath(entity, 5))
    t.same(read.json(), saved)
    t.equal(read.headers['last-modified'], seconds(saved.UpdatedDate, 0))
    t.match(await putOk(app, { Description: 'new' }, { url: infoPath(entity, 5) }), { BlobId: 909, Description: 'new', ConceptualType: '' })
  })

  t.test(`the image info of a ${noun} is read and written in all media types`, async t => {
    const app = await buildTestApp(t)
    const url = infoPath(entity, 2147483647)
    const bodies: [type: string, body: string][] = [
      ['application/xml', '<BlobEntity><Description>sent</Description></BlobEntity>'],
      ['application/x-www-form-urlencoded', 'description=sent'],
      ['application/merge-patch+json', '{"Description":"sent"}'],
      ['application/json-patch+json', '[{"op":"replace","path":"/Description","value":"sent"}]'],
    ]
    for (const [type, body] of bodies) {
      await put(app, { Description: 'before' }, { url })
      t.match(await putOk(app, body, { url, headers: { 'content-type': type } }), { Description: 'sent' }, type)
    }
    t.match(readXml((await app.inject({ url, headers: { accept: 'text/xml' } })).body), { root: 'BlobEntity', value: { Description: 'sent' } })
    t.equal((await put(app, 'x', { url, headers: { 'content-type': 'text/plain' } })).statusCode, 415)
    const wrong = await put(app, { BlobSize: 'x', IsZipped: 'y' }, { url })
    t.match(wrong.json(), { ErrorType: 'ArgumentException', Message: /^BlobSize must be .* IsZipped must be / })
    t.equal((await put(app, '', { url })).json().Message, 'Bad request. Entity to save is not in request body.')
  })

  t.test(`PUT and POST Image of a ${noun} store the bytes, and DELETE removes them`, async t => {
    const app = await buildTestApp(t)
    const url = imagePath(entity, 5)
    const missing = await app.inject(url)
    t.equal(missing.statusCode, 404)
    t.match(missing.json(), { ErrorType: 'SoNotFoundException', Message: `No image on this ${noun}: ${noun} id 5 has none, and ifBlank names no placeholder` })
    t.match((await app.inject(`${url}?ifBlank=ClearPixel`)).headers, { 'content-type': 'image/gif' })

    const created = await sendImage(app, url, PICTURES.png)
    t.equal(created.statusCode, 200)
    t.equal(created.body, '5003')
    const read = await app.inject(url)
    t.same(read.rawPayload, PICTURES.png)
    t.match(read.headers, { 'content-type': 'image/png', 'last-modified': /GMT$/ })
    t.match(await readInfo(app, entity, 5), { BlobId: 5003, MimeType: 'image/png', BlobSize: PICTURES.png.length })

    t.equal((await sendImage(app, url, PICTURES.gif, { method: 'POST' })).body, '5003')
    const scaled = await describe((await app.inject(`${url}?w=20&type=JPEG`)).rawPayload)
    t.match(scaled, { format: 'jpeg', width: 20 })

    const removed = await app.inject({ method: 'DELETE', url })
    t.match(removed, { statusCode: 204, body: '' })
    t.equal((await app.inject(url)).statusCode, 404)
    t.match(await readInfo(app, entity, 5), { BlobId: 0 })
    t.equal((await app.inject({ method: 'DELETE', url })).statusCode, 204)
  })

  t.test(`PUT Image of a ${noun} is refused with 400 without a complete picture, and with 413 above IMAGE_LIMIT`, async t => {
    const app = await buildTestApp(t)
    const url = imagePath(entity, 5)
    t.equal((await app.inject({ method: 'PUT', url })).json().Message, 'Image bitmap is missing from body.')
    t.match((await sendImage(app, url, PICTURES.png.subarray(0, 30))).json().Message, /^The image must be a complete JPEG/)
    const small = await buildTestApp(t, { imageLimit: 10, seed: 'none' })
    t.equal((await sendImage(small, url, PICTURES.png)).statusCode, 413)
  })

  t.test(`a ${noun} id that is not a positive int32 is refused with 400`, async t => {
    const app = await buildTestApp(t)
    for (const id of ['0', '-1', '2147483648', 'x', '1.5']) {
      const answers = await Promise.all([
        app.inject(infoPath(entity, id)),
        put(app, {}, { url: infoPath(entity, id) }),
        app.inject(imagePath(entity, id)),
        sendImage(app, imagePath(entity, id), PICTURES.png),
        sendImage(app, imagePath(entity, id), PICTURES.png, { method: 'POST' }),
        app.inject({ method: 'DELETE', url: imagePath(entity, id) }),
        agentCall(app, `Get${entity}Image`, { [`${entity}Id`]: id }),
      ])
      t.same(answers.map(answer => answer.statusCode), answers.map(() => 400), id)
    }
    t.match((await put(app, {}, { url: infoPath(entity, 'x') })).json(), {
      Message: 'The request is invalid.',
      MessageDetail: `The parameters dictionary contains a null entry for parameter '${noun}Id' of non-nullable type 'System.Int32': it must be an integer from 1 to 2147483647; got "x".`,
    })
    t.equal((await app.inject(infoPath(entity, 0))).json().Message, `${noun}Id must be an integer from 1 to 2147483647; got 0.`)
  })

  t.test(`a conditional request for the picture of a ${noun} returns 304 if it is unchanged, or 412 if it was changed`, async t => {
    const app = await buildTestApp(t)
    await sendImage(app, imagePath(entity, 5), PICTURES.png)
    const { UpdatedDate } = await readInfo(app, entity, 5)
    const current = { 'if-modified-since': seconds(UpdatedDate, 0), 'if-unmodified-since': seconds(UpdatedDate, 0) }
    const stale = { 'if-unmodified-since': seconds(UpdatedDate, -10) }
    const info = infoPath(entity, 5)
    const image = imagePath(entity, 5)
    for (const url of [info, image]) {
      t.match(await app.inject({ url, headers: current }), { statusCode: 304, body: '' })
      t.equal((await app.inject({ url, headers: stale })).statusCode, 412)
    }
    t.equal((await put(app, { Description: 'late' }, { url: info, headers: stale })).statusCode, 412)
    t.equal((await sendImage(app, image, PICTURES.gif, { headers: stale })).statusCode, 412)
    t.equal((await app.inject({ method: 'DELETE', url: image, headers: stale })).statusCode, 412)
    t.same((await app.inject(image)).rawPayload, PICTURES.png)
    t.equal((await put(app, { Description: 'in time' }, { url: info, headers: { 'if-unmodified-since': seconds(UpdatedDate, 0) } })).statusCode, 200)
    t.equal((await app.inject({ method: 'DELETE', url: image })).statusCode, 204)
    t.match((await app.inject(info)).headers, { 'last-modified': /GMT$/ }, 'the date of the removal')
    t.equal((await put(app, {}, { url: info, headers: stale })).statusCode, 412)
  })

  t.test(`a rights rule can remove a right to the picture of a ${noun}`, async t => {
    const app = await buildTestApp(t)
    await putOk(app, { Description: 'kept' }, { url: infoPath(entity, 5) })
    await control(app, 'POST', 'rights', { FieldProperties: { Description: { FieldRight: { Mask: 'Read' } } } })
    t.match(await putOk(app, { Description: 'lost', MimeType: 'image/png' }, { url: infoPath(entity, 5) }), { Description: 'kept', MimeType: 'image/png' })
    await control(app, 'DELETE', 'rights')
    await control(app, 'POST', 'rights', { TableRight: { Mask: 'None', Reason: 'Ask the owner.' } })
    const Image = PICTURES.png.toString('base64')
    const Id = { [`${entity}Id`]: 5 }
    const answers = await Promise.all([
      app.inject(infoPath(entity, 5)),
      put(app, {}, { url: infoPath(entity, 5) }),
      app.inject(imagePath(entity, 5)),
      sendImage(app, imagePath(entity, 5), PICTURES.png),
      app.inject({ method: 'DELETE', url: imagePath(entity, 5) }),
      agentCall(app, `Get${entity}Image`, Id),
      agentCall(app, `Get${entity}ImageWithSize`, Id),
      agentCall(app, `GetBlobEntityOn${entity}`, Id),
      agentCall(app, `Set${entity}Image`, { ...Id, Image }),
      agentCall(app, `Change${entity}Image`, { ...Id, BlobId: 5001 }),
      agentCall(app, 'SaveProjectImage', { Image }),
    ])
    t.same(answers.map(answer => answer.statusCode), answers.map(() => 403))
    t.match(answers[1]?.json(), { ErrorType: 'SoSentryException', Message: /^The caller must have the right Update to the BlobEntity; .* Reason: Ask the owner\.$/ })
    await control(app, 'DELETE', 'rights')
    await control(app, 'POST', 'rights', { Match: { ProductId: 5 }, TableRight: { Mask: 'None' } })
    t.equal((await app.inject(infoPath(entity, 5))).statusCode, 200, 'a rule for a product with the same id')
    await control(app, 'POST', 'rights', { Match: { Owner: entity, OwnerId: 5 }, TableRight: { Mask: 'Select' } })
    t.equal((await put(app, {}, { url: infoPath(entity, 5) })).statusCode, 403)
    t.equal((await put(app, {}, { url: infoPath(entity, 6) })).statusCode, 200, 'a rule for another owner')
    t.equal((await agentCall(app, `Change${entity}Image`, { [`${entity}Id`]: 6, BlobId: (await readInfo(app, entity, 5)).BlobId })).statusCode, 403, 'a blob that it may not change')
  })

  t.test(`a ${noun} that is not stored is refused under UNKNOWN_OWNERS=reject`, async t => {
    const seed = { Products: [], [`${entity}s`]: [{ Id: 6, Name: 'seeded', ImageInfo: { BlobId: 3, Description: 'from the seed' } }] }
    const app = await buildTestApp(t, { unknownOwners: 'reject', seed })
    t.match(await readInfo(app, entity, 6), { BlobId: 3, Description: 'from the seed' })
    t.match(await putOk(app, { Description: 'new' }, { url: infoPath(entity, 6) }), { BlobId: 3, Description: 'new' })
    t.equal((await sendImage(app, imagePath(entity, 6), PICTURES.png)).statusCode, 200)
    t.equal((await agentCall(app, `Set${entity}Image`, { [`${entity}Id`]: 6, Image: PICTURES.gif.toString('base64') })).statusCode, 204)
    t.equal((await agentCall(app, `Change${entity}Image`, { [`${entity}Id`]: 6, BlobId: 0 })).statusCode, 204)
    t.match(await readInfo(app, entity, 6), { BlobId: 0 })
    const Message = `${entity} id 5 not found`
    const Id = { [`${entity}Id`]: 5 }
    const answers = await Promise.all([
      app.inject(infoPath(entity, 5)),
      put(app, {}, { url: infoPath(entity, 5) }),
      app.inject(imagePath(entity, 5, '?ifBlank=Default')),
      sendImage(app, imagePath(entity, 5), PICTURES.png),
      app.inject({ method: 'DELETE', url: imagePath(entity, 5) }),
    ])
    for (const answer of answers) t.match(answer, { statusCode: 404, body: JSON.stringify({ Error: true, ErrorType: 'SoNotFoundException', Message, ErrorSource: 'SuperOffice.Services.Implementation' }) })
    const Image = PICTURES.png.toString('base64')
    for (const [name, body] of [[`Set${entity}Image`, { ...Id, Image }], [`Change${entity}Image`, { ...Id, BlobId: 0 }]] as const) {
      const answer = await agentCall(app, name, body)
      t.match(answer.json(), { ErrorType: 'SoNotFoundException', Message })
      t.equal(answer.statusCode, 400, name)
    }
    t.equal((await agentCall(app, `Get${entity}Image`, Id)).body, 'null')
    t.equal((await put(app, {})).statusCode, 200, 'UNKNOWN_PRODUCTS decides for products')
  })

  t.test(`the routes of a ${noun} ignore case and name the allowed methods and the nearest route`, async t => {
    const app = await buildTestApp(t)
    await putOk(app, { Description: 'any case' }, { url: infoPath(entity, 5).toUpperCase().replace('/API/V1', '/api/v1') })
    t.equal((await readInfo(app, entity, 5)).Description, 'any case')
    const info = await app.inject({ method: 'DELETE', url: infoPath(entity, 5) })
    t.match(info, { statusCode: 405, headers: { allow: 'GET, HEAD, PUT' } })
    t.match(await app.inject({ method: 'PATCH', url: imagePath(entity, 5) }), { statusCode: 405, headers: { allow: 'DELETE, GET, HEAD, POST, PUT' } })
    const template = entity === 'Project' ? '/api/v1/Project/{id}/ImageInfo' : `/api/v1/${entity}/{${noun}Id}/ImageInfo`
    const typo = await app.inject({ method: 'PUT', url: `/api/v1/${entity}/5/ImageInf` })
    t.equal(typo.json().MessageDetail, `The nearest is PUT ${template}.`)
    const { headers } = await app.inject({ method: 'HEAD', url: infoPath(entity, 5) })
    t.match(headers, { 'content-type': 'application/json; charset=utf-8' })
  })
}

t.test('PUT Project/{id}/ImageInfo reads the project id from the query and ignores the id in the path', async t => {
  const app = await buildTestApp(t)
  for (const [id, projectId] of [['x', 5], ['7', 6], ['%C3%A9', 7]] as const) {
    const query = projectId === 6 ? 'PROJECTID=6&other=1' : `projectId=${projectId}`
    t.match(await putOk(app, { Description: id }, { url: `/api/v1/Project/${id}/ImageInfo?${query}` }), { Description: id })
    t.match((await app.inject(`/api/v1/Project/${projectId}/Imageinfo`)).json(), { Description: id })
  }
  t.match((await app.inject('/api/v1/Project/5/Imageinfo?projectId=6')).json(), { Description: 'x' }, 'GET reads the id of the path')
  const refused: [query: string, message: RegExp][] = [
    ['', /'projectId' of non-nullable type 'System\.Int32': it is required and must have a value\.$/],
    ['?projectId=', /it is required and must have a value\.$/],
    ['?projectId=x', /it must be an integer from 1 to 2147483647; got "x"\.$/],
    ['?projectId=2147483648', /it must be an integer from 1 to 2147483647; got "2147483648"\.$/],
  ]
  for (const [query, message] of refused) {
    const answer = await put(app, { Description: 'lost' }, { url: `/api/v1/Project/5/ImageInfo${query}` })
    t.equal(answer.statusCode, 400, query)
    t.match(answer.json().MessageDetail, message)
  }
  t.equal((await put(app, {}, { url: '/api/v1/Project/5/ImageInfo?projectId=5&projectId=6' })).json().Message, 'The parameter projectId must be sent once; got 2.')
  t.match((await app.inject('/api/v1/Project/5/Imageinfo')).json(), { Description: 'x' })
})

t.test('owners of different kinds with the same id have separate pictures', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  const pictures = { Product: PICTURES.png, Person: PICTURES.gif, Project: PICTURES.jpeg, Contact: PICTURES.tiff }
  for (const [entity, picture] of Object.entries(pictures)) await sendImage(app, imagePath(entity, 5), picture)
  t.equal((await app.inject({ method: 'DELETE', url: imagePath('Person', 5) })).statusCode, 204)
  for (const [entity, picture] of Object.entries(pictures)) {
    const { statusCode, rawPayload } = await app.inject(imagePath(entity, 5))
    if (entity === 'Person') t.equal(statusCode, 404)
    else t.same(rawPayload, picture, entity)
  }
  t.equal((await app.inject({ url: imagePath('Contact', 5), headers: { host: 'x' } })).statusCode, 200)
  t.equal((await app.inject(`/Cust1${imagePath('Contact', 5)}`)).statusCode, 404, 'in another tenant')
})

t.test('a blob that several owners link is changed for all of them, and is kept if one of them removes it', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  await sendImage(app, imagePath('Person', 5), PICTURES.png)
  const { BlobId } = await readInfo(app, 'Person', 5)
  for (const entity of ['Project', 'Contact'] as const) {
    t.equal((await agentCall(app, `Change${entity}Image`, { [`${entity}Id`]: 9, BlobId })).statusCode, 204)
  }
  await sendImage(app, imagePath('Contact', 9), PICTURES.gif)
  for (const [entity, id] of [['Person', 5], ['Project', 9], ['Contact', 9]] as const) t.same((await app.inject(imagePath(entity, id))).rawPayload, PICTURES.gif, entity)
  t.equal((await app.inject({ method: 'DELETE', url: imagePath('Person', 5) })).statusCode, 204)
  t.equal((await app.inject(imagePath('Person', 5))).statusCode, 404)
  t.same((await app.inject(imagePath('Project', 9))).rawPayload, PICTURES.gif)
  await control(app, 'POST', 'rights', { Match: { ProductId: 5 }, TableRight: { Mask: 'Select' } })
  t.equal((await agentCall(app, 'ChangeProductImage', { ProductId: 6, BlobId })).statusCode, 204, 'a rule about a product that does not link it')
  await agentCall(app, 'ChangeProductImage', { ProductId: 5, BlobId })
  t.equal((await agentCall(app, 'ChangePersonImage', { PersonId: 5, BlobId })).statusCode, 204)
})

/** Starts a mock and connects the official client to it through a socket. */
async function connectAgent (t: Test, settings: Partial<Config> = {}) {
  const app = await buildTestApp(t, { auth: 'any', ...settings })
  const client = new WebApi({ baseUrl: `${await app.listen({ port: 0, host: '127.0.0.1' })}/Cust1/api/` })
  client.authenticateWithPassword('anna', 'p')
  const agent = client.getBLOBAgent()
  return {
    agent,
    Person: {
      entityOn: (id: number) => agent.getBlobEntityOnPersonAsync(id),
      get: (id: number) => agent.getPersonImageAsync(id),
      getWithSize: (id: number, width: number, height: number) => agent.getPersonImageWithSizeAsync(id, width, height),
      set: (id: number, image: ArrayBuffer) => agent.setPersonImageAsync(id, image),
      change: (id: number, blobId: number) => agent.changePersonImageAsync(id, blobId),
    },
    Project: {
      entityOn: (id: number) => agent.getBlobEntityOnProjectAsync(id),
      get: (id: number) => agent.getProjectImageAsync(id),
      getWithSize: (id: number, width: number, height: number) => agent.getProjectImageWithSizeAsync(id, width, height),
      set: (id: number, image: ArrayBuffer) => agent.setProjectImageAsync(id, image),
      change: (id: number, blobId: number) => agent.changeProjectImageAsync(id, blobId),
    },
    Contact: {
      entityOn: (id: number) => agent.getBlobEntityOnContactAsync(id),
      get: (id: number) => agent.getContactImageAsync(id),
      getWithSize: (id: number, width: number, height: number) => agent.getContactImageWithSizeAsync(id, width, height),
      set: (id: number, image: ArrayBuffer) => agent.setContactImageAsync(id, image),
      change: (id: number, blobId: number) => agent.changeContactImageAsync(id, blobId),
    },
  }
}

const sent = (bytes: Buffer) => new Uint8Array(bytes).buffer

const received = async (bytes: Promise<ArrayBuffer | string>) => {
  const answer = await bytes
  if (typeof answer === 'string') throw new Error(answer)
  return Buffer.from(answer)
}

const readRefusal = (calling: Promise<unknown>) => calling.then(() => 'nothing was refused', ({ response }) => response)

for (const entity of ENTITIES) {
  t.test(`the official client sets, gets, scales and changes the picture of a ${entity.toLowerCase()}`, async t => {
    const { agent, [entity]: calls } = await connectAgent(t)
    t.equal(await calls.entityOn(77), null)
    t.equal((await received(calls.get(77))).length, 0)
    t.equal((await received(calls.getWithSize(77, 10, 10))).length, 0)

    const large = await noisy({ width: 1500, height: 900 }).jpeg().toBuffer()
    await calls.set(77, sent(large))
    t.same(await received(calls.get(77)), large, 'stored as sent')
    const entityOn = await calls.entityOn(77)
    t.match(entityOn, { mimeType: 'image/jpeg', originalSize: large.length, updatedBy: { name: 'anna' } })
    const sizes: [width: number, height: number, expected: object][] = [
      [150, 0, { width: 150, height: 90 }], [-1, 90, { width: 150, height: 90 }], [100, 30, { width: 50, height: 30 }],
    ]
    for (const [width, height, expected] of sizes) t.match(await describe(await received(calls.getWithSize(77, width, height))), { format: 'jpeg', ...expected })
    t.same(await received(calls.getWithSize(77, 0, 0)), large)

    const blobId = await agent.saveImageStreamAsync(`${entity}Image` as never, sent(PICTURES.gif), 'A gif')
    await calls.change(77, blobId)
    t.same(await received(calls.get(77)), PICTURES.gif)
    t.match(await calls.entityOn(77), { blobId, description: 'A gif' })
    await calls.change(77, 0)
    t.equal(await calls.entityOn(77), null)
    t.match(await agent.getBlobEntityAsync(blobId), { description: 'A gif' })
    t.match(await readRefusal(calls.change(77, 4711)), { status: 400, data: { Message: 'BlobEntity id 4711 not found' } })
    t.match(await readRefusal(calls.set(77, sent(Buffer.from('text')))), { status: 400, data: { ErrorType: 'ArgumentException' } })
  })
}

t.test('the official client saves a picture for projects without linking it', async t => {
  const { agent } = await connectAgent(t, { seed: 'none' })
  await agent.saveProjectImageAsync('A bridge', sent(PICTURES.png))
  t.match(await agent.getBlobEntityAsync(1), { description: 'A bridge', mimeType: 'image/png' })
  t.same(await received(agent.getBlobStreamAsync(1)), PICTURES.png)
  await agent.changeProjectImageAsync(3, 1)
  t.same(await received(agent.getProjectImageAsync(3)), PICTURES.png)
})

t.test('GetPersonImageWithSize returns the stored bytes if no size is sent, and refuses to scale a blob that is not a picture', async t => {
  const app = await buildTestApp(t, { seed: 'none' })
  const { BlobId } = (await agentCall(app, 'SaveBlobEntity', { Description: 'text' })).json()
  await agentCall(app, 'SetBlobStream', { BlobEntityId: BlobId, Stream: Buffer.from('text').toString('base64') })
  await agentCall(app, 'ChangePersonImage', { PersonId: 5, BlobId })
  t.equal((await agentCall(app, 'GetPersonImageWithSize', { PersonId: 5 })).json(), Buffer.from('text').toString('base64'))
  t.match((await agentCall(app, 'GetPersonImageWithSize', { PersonId: 5, Width: 10 })).json().Message, /^The image must be a complete JPEG/)
  t.match((await agentCall(app, 'GetPersonImageWithSize', { PersonId: 5, Width: 'x' })).json().Message, /^Width must be an integer/)
})

t.test('the routes of persons, projects and contacts are documented with the parameters of the vendor\'s pages', async t => {
  const app = await buildTestApp(t)
  const { paths } = await readDocument(app)
  const listParameters = (path: string, method: string) => paths[path][method].parameters
    .filter((parameter: { in: string }) => parameter.in !== 'header')
    .map((parameter: { in: string, name: string, required: boolean, schema: { type: string } }) => [parameter.in, parameter.name, parameter.required, parameter.schema.type])
  t.same(listParameters('/api/v1/Project/{id}/ImageInfo', 'put'), [['query', 'projectId', true, 'integer'], ['path', 'id', true, 'string']])
  t.same(listParameters('/api/v1/Project/{projectId}/Imageinfo', 'get'), [['path', 'projectId', true, 'integer']])
  t.same(listParameters('/api/v1/Contact/{contactId}/Imageinfo', 'get'), [['path', 'contactId', true, 'integer']])
  t.same(listParameters('/api/v1/Contact/{contactId}/ImageInfo', 'put'), [['path', 'contactId', true, 'integer']])
  t.same(Object.keys(paths['/api/v1/Person/{personId}/ImageInfo']).sort(), ['get', 'put'])
  for (const entity of ENTITIES) {
    const image = `/api/v1/${entity}/{${entity.toLowerCase()}Id}/Image`
    t.same(Object.keys(paths[image]).sort(), ['delete', 'get', 'post', 'put'])
    t.same(listParameters(image, 'get').map(([, name]: string[]) => name).sort(), ['h', 'ifBlank', 'type', 'w', `${entity.toLowerCase()}Id`].sort())
    t.same(paths[image].put.tags, [entity])
  }
})
