import { createRequire } from 'node:module'
import type * as superoffice from '@superoffice/webapi'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import type { Config } from '../../src/config/config.js'
import { buildTestApp, imageInfoPath, readXml } from '../helper.js'
import { PICTURES, describe, noisy } from '../pictures.js'

// Imports the CommonJS build of the official client, because Node cannot load its ES modules.
const { WebApi }: typeof superoffice = createRequire(import.meta.url)('@superoffice/webapi')

const toBytes = (buffer: Buffer) => new Uint8Array(buffer).buffer

/** Starts a mock and connects the official client to it through a socket. */
async function connectAgent (t: Test, settings: Partial<Config> = {}, options: superoffice.WebApiOptions = {}) {
  const app = await buildTestApp(t, { auth: 'any', ...settings })
  const baseUrl = `${await app.listen({ port: 0, host: '127.0.0.1' })}/Cust1/api/`
  const client = new WebApi({ baseUrl, ...options })
  client.authenticateWithPassword('anna', 'p')
  return { app, agent: client.getBLOBAgent(), baseUrl }
}

const call = (app: FastifyInstance, name: string, body?: unknown, headers: Record<string, string> = {}) => app.inject({
  method: 'POST',
  url: `/api/v1/Agents/BLOB/${name}`,
  headers: { 'content-type': 'application/json', ...headers },
  payload: typeof body === 'string' ? body : JSON.stringify(body ?? null),
})

const readRefusal = (calling: Promise<unknown>) => calling.then(
  () => 'nothing was refused', ({ response: { status, data } }) => ({ status, ...data }))

const LOCALES = [['en', 'UTC'], ['nb', 'NO'], ['de', 'US-NY']] as const

t.test('the official client works with the BLOB agent', async t => {
  t.test('the official client reads back the entity that it saved, in three languages and three time zones', async t => {
    const dates = new Date('2024-07-01T10:20:30Z')
    for (const [languageCode, timezone] of LOCALES) {
      for (const timezoneInclude of [true, false]) {
        const { agent } = await connectAgent(t, { writePolicy: 'client' }, { languageCode, timezone, timezoneInclude })
        const entity = await agent.createDefaultBlobEntityAsync()
        t.match(entity, { blobId: 0, description: '', isZipped: false, createdBy: null })
        Object.assign(entity, { blobSize: 5, description: 'Plain', extraInfo: null, isZipped: true, mimeType: 'image/png', createdDate: dates, updatedDate: dates })
        const options = { languageCode, timezone, timezoneInclude }
        const saved = await agent.saveBlobEntityAsync(entity, options as never)
        t.same(await agent.getBlobEntityAsync(saved.blobId, options as never), saved, `${languageCode} ${timezone} ${timezoneInclude}`)
        t.match(saved, { blobId: 5003, blobSize: 5, description: 'Plain', extraInfo: null, isZipped: true, mimeType: 'image/png' })
        if (timezoneInclude) t.same(saved.createdDate, dates)
        saved.description = 'US:"Lamp";NO:"Lampe";GE:"Leuchte"'
        const words = { en: 'Lamp', nb: 'Lampe', de: 'Leuchte' }
        t.equal((await agent.saveBlobEntityAsync(saved, options as never)).description, words[languageCode])
      }
    }
  })

  for (const [languageCode, timezone] of LOCALES) {
    t.test(`the official client sets, gets, changes and deletes the picture of a product in ${languageCode} and ${timezone}`, async t => {
      const { app, agent } = await connectAgent(t, {}, { languageCode, timezone })
      const productId = 77
      t.equal(await agent.getBlobEntityOnProductAsync(productId), null)
      t.equal((await agent.getProductImageAsync(productId) as ArrayBuffer).byteLength, 0)
      t.equal((await agent.getProductThumbnailAsync(productId) as ArrayBuffer).byteLength, 0)

      const entity = await agent.saveBlobEntityAsync(await agent.createDefaultBlobEntityAsync())
      t.equal((await agent.getBlobStreamAsync(entity.blobId) as ArrayBuffer).byteLength, 0)
      await agent.setBlobStreamAsync(entity.blobId, toBytes(PICTURES.png))
      t.same(Buffer.from(await agent.getBlobStreamAsync(entity.blobId) as ArrayBuffer), PICTURES.png)
      await agent.changeProductImageAsync(productId, entity.blobId)
      t.same(Buffer.from(await agent.getProductImageAsync(productId) as ArrayBuffer), PICTURES.png)
      t.match(await agent.getBlobEntityOnProductAsync(productId), { blobId: entity.blobId, mimeType: 'image/png', originalSize: PICTURES.png.length, updatedBy: { name: 'anna' } })
      t.same((await app.inject({ url: imageInfoPath(productId, 'Cust1').replace('Info', ''), headers: { authorization: 'Bearer x' } })).rawPayload, PICTURES.png)

      await agent.setProductImageAsync(productId, toBytes(PICTURES.jpeg))
      t.equal((await agent.getBlobEntityOnProductAsync(productId)).blobId, entity.blobId, 'the same blob')
      const image = await agent.saveImageStreamAsync('ProductImage' as never, toBytes(PICTURES.gif), 'A gif')
      t.match(await agent.getBlobEntityAsync(image), { description: 'A gif', mimeType: 'image/gif' })
      await agent.changeProductImageAsync(productId, image)
      t.same(Buffer.from(await agent.getProductImageAsync(productId) as ArrayBuffer), PICTURES.gif)
      await agent.changeProductImageAsync(productId, 0)
      t.equal(await agent.getBlobEntityOnProductAsync(productId), null)
      t.match(await agent.getBlobEntityAsync(image), { description: 'A gif' })
      await agent.changeProductImageAsync(productId, image)
      await agent.deleteBlobEntityAsync(image)
      t.equal(await agent.getBlobEntityAsync(image), null)
      t.equal(await agent.getBlobEntityOnProductAsync(productId), null)
      await agent.deleteBlobEntityAsync(image)
      const missing = { status: 400, ErrorType: 'SoNotFoundException', Message: `BlobEntity id ${image} not found` }
      t.match(await readRefusal(agent.changeProductImageAsync(productId, image)), missing)
      t.match(await readRefusal(agent.setBlobStreamAsync(image, toBytes(PICTURES.gif))), missing)
      t.match(await readRefusal(agent.setProductImageAsync(productId, toBytes(Buffer.from('no picture')))), { status: 400, ErrorType: 'ArgumentException' })
    })
  }

  t.test('the official client receives large pictures and thumbnails scaled down, and small ones unchanged', async t => {
    const { agent } = await connectAgent(t)
    const large = await noisy({ width: 1500, height: 900 }).jpeg().toBuffer()
    const readSize = async (bytes: unknown) => {
      const { width, height } = await describe(Buffer.from(bytes as ArrayBuffer))
      return [width, height]
    }
    await agent.setProductImageAsync(5, toBytes(large))
    t.same(await readSize(await agent.getProductImageAsync(5)), [1000, 600])
    t.same(await readSize(await agent.getProductThumbnailAsync(5)), [75, 45], 'made of the picture')
    await agent.setProductThumbnailAsync(5, toBytes(large))
    t.same(await readSize(await agent.getProductThumbnailAsync(5)), [200, 120])
    await agent.setProductThumbnailAsync(5, toBytes(PICTURES.png))
    t.same(Buffer.from(await agent.getProductThumbnailAsync(5) as ArrayBuffer), PICTURES.png)
    t.same(await readSize(await agent.getProductImageAsync(5)), [1000, 600])
    await agent.setProductImageAsync(5, toBytes(PICTURES.gif))
    t.same(await readSize(await agent.getProductThumbnailAsync(5)), [60, 40], 'it goes with the picture that it was for')
    const { blobId } = await agent.getBlobEntityOnProductAsync(5)
    await agent.setProductThumbnailAsync(5, toBytes(PICTURES.tiff))
    await agent.setBlobStreamAsync(blobId, toBytes(PICTURES.png))
    t.same(await readSize(await agent.getProductThumbnailAsync(5)), [60, 40], 'by whichever call')
    await agent.setProductThumbnailAsync(5, toBytes(PICTURES.tiff))
    await agent.deleteBlobEntityAsync(blobId)
    t.equal((await agent.getProductThumbnailAsync(5) as ArrayBuffer).byteLength, 0)
    await agent.setProductImageAsync(5, toBytes(PICTURES.png))
    await agent.setProductThumbnailAsync(5, toBytes(PICTURES.tiff))
    await agent.changeProductImageAsync(5, 0)
    t.equal((await agent.getProductThumbnailAsync(5) as ArrayBuffer).byteLength, 0)
  })

  t.test('with UNKNOWN_PRODUCTS=reject, the official client cannot set the picture of an unknown product, and reads it as empty', async t => {
    const { agent } = await connectAgent(t, { unknownProducts: 'reject' })
    const missing = { status: 400, ErrorType: 'SoNotFoundException', Message: 'Product id 5 not found' }
    t.match(await readRefusal(agent.setProductImageAsync(5, toBytes(PICTURES.png))), missing)
    t.match(await readRefusal(agent.setProductThumbnailAsync(5, toBytes(PICTURES.png))), missing)
    t.match(await readRefusal(agent.changeProductImageAsync(5, 0)), missing)
    t.equal((await agent.getProductImageAsync(5) as ArrayBuffer).byteLength, 0)
  })
})

t.test('the BLOB agent returns bytes raw or in Base64, as Accept prefers', async t => {
  const app = await buildTestApp(t)
  await call(app, 'SetProductImage', { ProductId: 5, Image: PICTURES.png.toString('base64') })
  const base64 = PICTURES.png.toString('base64')
  const text: [accept: string, type: string, body: string, none: string][] = [
    ['', 'application/json', `"${base64}"`, 'null'],
    ['*/*', 'application/json', `"${base64}"`, 'null'],
    ['application/nonsense', 'application/json', `"${base64}"`, 'null'],
    ['text/json', 'text/json', `"${base64}"`, 'null'],
    ['application/xml', 'application/xml', `<base64Binary>${base64}</base64Binary>`, '<base64Binary xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'],
  ]
  for (const [accept, type, body, none] of text) {
    const answer = await call(app, 'GetProductImage', { productid: 5 }, { accept })
    t.equal(answer.body, body)
    t.equal(answer.headers['content-type'], `${type}; charset=utf-8`)
    t.equal((await call(app, 'GetProductImage', { ProductId: 6 }, { accept })).body, none)
  }
  const raw: [accept: string, type: string, nothing: string][] = [
    ['application/octet-stream', 'application/octet-stream', 'application/octet-stream'],
    ['image/*', 'image/png', 'application/octet-stream'],
    ['image/gif, */*;q=0.1', 'image/png', 'application/octet-stream'],
  ]
  for (const [accept, type, nothing] of raw) {
    const answer = await call(app, 'GetProductImage', { ProductId: 5 }, { accept })
    t.same(answer.rawPayload, PICTURES.png)
    t.match(answer.headers, { 'content-type': type, 'content-length': String(PICTURES.png.length), vary: /^Accept,/ })
    const none = await call(app, 'GetProductThumbnail', { ProductId: 6 }, { accept })
    t.match(none, { statusCode: 200, body: '' })
    t.match(none.headers, { 'content-type': nothing, 'content-length': '0' })
  }
  const strict = await buildTestApp(t, { notAcceptable: 'strict' })
  t.equal((await call(strict, 'GetProductImage', { ProductId: 5 }, { accept: 'video/*' })).statusCode, 406)
})

t.test('a blob can consist of bytes that are not a picture, of 700,000 bytes or of none', async t => {
  const app = await buildTestApp(t)
  const { BlobId } = (await call(app, 'SaveBlobEntity', { Description: 'text', MimeType: 'text/plain' })).json()
  for (const bytes of [Buffer.from('no picture'), Buffer.alloc(700_000, 'ab'), Buffer.alloc(0)]) {
    t.equal((await call(app, 'SetBlobStream', { BlobEntityId: BlobId, Stream: bytes.toString('base64') })).statusCode, 204)
    t.same((await call(app, 'GetBlobStream', { BlobEntityId: BlobId }, { accept: 'image/*' })).rawPayload, bytes)
    t.match((await call(app, `GetBlobEntity?blobEntityId=${BlobId}`)).json(), { MimeType: 'text/plain', BlobSize: bytes.length, OriginalSize: bytes.length })
  }
  await call(app, 'SetBlobStream', { BlobEntityId: BlobId, Stream: Buffer.from('no picture').toString('base64') })
  t.equal((await call(app, 'ChangeProductImage', { ProductId: 5, BlobId })).statusCode, 204)
  const url = imageInfoPath(5).replace('Info', '')
  t.match((await app.inject(url)).headers, { 'content-type': 'application/octet-stream' })
  t.match((await app.inject(`${url}?w=10`)).json().Message, /^The image must be a complete JPEG/)
})

t.test('an internal error while bytes are inspected is thrown, so that the bytes are not stored without a media type', async t => {
  const { anyContent } = await t.mockImport<typeof import('../../src/blobs/new-content.js')>('../../src/blobs/new-content.js', {
    '../../src/pictures/inspect-picture.js': { async inspectPicture () { throw new Error('no libvips') } },
  })
  await t.rejects(anyContent({ async findContent () { return undefined } }, PICTURES.png), new Error('no libvips'))
})

t.test('the BLOB agent ignores conditional headers', async t => {
  const app = await buildTestApp(t)
  const Image = PICTURES.png.toString('base64')
  const BlobId = (await call(app, 'SaveImageStream', { Image })).json()
  const conditions = { 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT', 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }
  const cases: [name: string, body: object | undefined, status: number][] = [
    ['ChangeProductImage', { ProductId: 7, BlobId }, 204],
    ['SetProductImage', { ProductId: 7, Image }, 204],
    ['SetBlobStream', { BlobEntityId: BlobId, Stream: Image }, 204],
    ['SaveBlobEntity', { BlobId, Description: 'changed' }, 200],
    ['GetBlobEntityOnProduct', { ProductId: 7 }, 200],
    ['GetProductImage', { ProductId: 7 }, 200],
    ['ChangeProductImage', { ProductId: 7, BlobId: 0 }, 204],
    [`DeleteBlobEntity?BlobEntityId=${BlobId}`, undefined, 204],
  ]
  for (const [name, body, status] of cases) {
    const answer = await call(app, name, body, conditions)
    t.same([answer.statusCode, answer.headers['last-modified']], [status, undefined], name)
  }
})

for (const validation of ['service', 'strict', 'warn'] as const) {
  t.test(`every operation of the BLOB agent refuses a missing or invalid required property under VALIDATION=${validation}`, async t => {
    const app = await buildTestApp(t, { validation })
    const { paths, components } = (await app.inject('/openapi.json')).json()
    const calls = Object.keys(paths).filter(path => path.includes('/Agents/BLOB/')).map(path => path.replace(/^.*\//, ''))
    const values: Record<string, unknown> = { BlobId: 5001, BlobEntityId: 5001 }
    const missing: [name: string, property: string, others: Record<string, unknown>][] = calls.flatMap(name => {
      const required: string[] = components.schemas[`${name}Request`]?.required ?? []
      return required.map((property): (typeof missing)[number] =>
        [name, property, Object.fromEntries(required.filter(other => other !== property).map(other => [other, values[other] ?? 5]))])
    })
    t.ok(missing.length > 20, `there are ${missing.length}`)
    for (const [name, property, others] of missing) {
      for (const wrong of [{}, { [property]: null }, { [property]: 'x' }, { [property]: [] }]) {
        const answer = await call(app, name, { ...others, ...wrong, Description: 5 })
        t.equal(answer.statusCode, 400, `${name} ${property}`)
        t.match(answer.json().Message, new RegExp(`^${property} must be an integer from [^;]*; got (nothing|null|"x"|an array)\\.`))
        t.notOk('x-superoffice-mock-violations' in answer.headers)
      }
      t.equal((await call(app, name, `<${name}Request/>`, { 'content-type': 'text/xml' })).statusCode, 400)
      t.equal((await call(app, name, 'Other=1', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode, 400)
    }
  })
}

t.test('under VALIDATION=warn, the BLOB agent accepts a required property whose value can be converted', async t => {
  const app = await buildTestApp(t, { validation: 'warn' })
  const answer = await call(app, 'ChangeProductImage', { ProductId: '77', BlobId: '5001' })
  t.equal(answer.statusCode, 204)
  t.match(answer.headers['x-superoffice-mock-violations'], /^ProductId must be [^;]*; got "77", used 77\. BlobId /)
})

t.test('operations of the BLOB agent accept the documented bodies and refuse others', async t => {
  const app = await buildTestApp(t, { imageLimit: 20_000 })
  const base64 = PICTURES.gif.toString('base64')
  t.test('the BLOB agent reads bodies of all media types, with case-insensitive names', async t => {
    const bodies: [type: string, body: string][] = [
      ['text/json', JSON.stringify({ PRODUCTID: 5, image: base64.replace(/.{76}/g, '$&\r\n') })],
      ['application/xml', `<SetProductImageRequest><ProductId>5</ProductId><Image>${base64}</Image></SetProductImageRequest>`],
      ['application/x-www-form-urlencoded', `ProductId=5&Image=${encodeURIComponent(base64)}`],
      ['application/merge-patch+json', JSON.stringify({ ProductId: 5, Image: base64 })],
    ]
    for (const [type, body] of bodies) {
      t.equal((await call(app, 'SetProductImage', body, { 'content-type': type })).statusCode, 204, type)
      t.equal((await call(app, 'GetProductImage', { ProductId: 5 })).json(), base64)
      await call(app, 'ChangeProductImage', { ProductId: 5, BlobId: 0 })
    }
    t.equal((await call(app, 'SaveImageStream', { Type: 19, Image: base64 })).statusCode, 200, 'ExtraTableIcon, the last member, is 19')
    const BlobId = (await call(app, 'SaveImageStream', { Image: base64 })).json()
    t.match((await call(app, `GetBlobEntity?blobEntityId=${BlobId}`)).json(), { Description: '', MimeType: 'image/gif' })
  })

  t.test('the BLOB agent refuses an invalid body with 400 or 413 and a message that names the problem', async t => {
    const refused: [name: string, body: unknown, status: number, message: RegExp][] = [
      ['SetProductImage', null, 400, /^Bad request\. Entity to save is not in request body\.$/],
      ['SetProductImage', { ProductId: 0, Image: base64 }, 400, /^ProductId must be an integer from 1 to 2147483647; got 0\.$/],
      ['SetProductImage', { ProductId: 5 }, 400, /^Image must be bytes in Base64, such as iVBORw0KGgo=; got nothing\.$/],
      ['SetProductImage', { ProductId: 5, Image: 7 }, 400, /^Image must be bytes in Base64, or null; got 7\.$/],
      ['SetProductImage', { ProductId: 5, Image: 'iVBORw-_' }, 400, /^Image must be bytes in Base64, such as iVBORw0KGgo=; got "iVBORw-_"\.$/],
      ['SetProductImage', { ProductId: 5, Image: null }, 400, /^Image must be bytes in Base64, such as iVBORw0KGgo=; got null\.$/],
      ['SetProductImage', { ProductId: 5, Image: '' }, 400, /^Image bitmap is missing from body\.$/],
      ['SetProductImage', { ProductId: 5, Image: 'a?bc' }, 400, /^Image must be bytes in Base64, such as/],
      ['SetProductImage', { ProductId: 5, Image: 'abc' }, 400, /^Image must be bytes in Base64, such as/],
      ['SetProductImage', { ProductId: 5, Image: Buffer.alloc(20_001).toString('base64') }, 413, /^The request entity is too large\.$/],
      ['SetBlobStream', { BlobEntityId: 1, Stream: 'x'.repeat(100_000) }, 413, /^The request entity is too large\.$/],
      ['SaveImageStream', { Type: 0, Image: base64 }, 400, /^Type must be one of PersonImage, .*; got 0\.$/],
      ['SaveImageStream', { Type: 'Nonsense', Image: base64, Description: '' }, 400, /^Type must be one of PersonImage, /],
      ['SaveBlobEntity', { BlobId: 4711 }, 400, /^BlobEntity id 4711 not found$/],
      ['GetBlobEntity', undefined, 400, /^The request is invalid\.$/],
      ['GetBlobEntity?blobEntityId=5001&$select=Description,Nonsense', undefined, 400, /^Unknown property "Nonsense" in \$select\. Supported: BlobId, /],
      ['GetBlobEntityOnProduct', { ProductId: 'x' }, 400, /^ProductId must be an integer/],
    ]
    for (const [name, body, status, message] of refused) {
      const answer = await call(app, name, body)
      t.equal(answer.statusCode, status, `${name} ${JSON.stringify(body)?.slice(0, 60)}`)
      t.match(answer.json().Message, message)
    }
  })

  t.test('the BLOB agent returns properties that $select does not name without their values', async t => {
    const selected = { BlobId: 5001, BlobSize: 0, Description: 'Pocket lamp, front', ExtraInfo: null, IsZipped: false, CreatedDate: '0001-01-01T00:00:00Z', UpdatedDate: '2024-03-04T09:15:00Z', CreatedBy: null, TableRight: null, FieldProperties: null }
    const headers = { 'so-language': 'en', 'so-timezone': 'NO, includeTZOffset' }
    t.match((await call(app, 'GetBlobEntity?blobEntityId=5001&$select=blobid, description,UpdatedDate', undefined, headers)).json(), selected)
    t.match((await call(app, 'GetBlobEntityOnProduct?$select=BlobId,Description,updateddate', { ProductId: 1001 }, headers)).json(), selected)
    t.match((await call(app, 'GetBlobEntity?blobEntityId=5001&$select=UpdatedBy/Name')).json(), { UpdatedBy: { Name: 'ADM0' }, CreatedBy: null })
    t.equal((await call(app, 'GetBlobEntity?blobEntityId=1')).body, 'null')
    t.match(readXml((await call(app, 'GetBlobEntity?blobEntityId=1', undefined, { accept: 'text/xml' })).body), { root: 'BlobEntity', value: null })
  })

  t.test('the BLOB agent can make the thumbnail of a product its picture', async t => {
    const app = await buildTestApp(t, { seed: 'none' })
    const Image = PICTURES.png.toString('base64')
    await call(app, 'SetProductThumbnail', { ProductId: 5, Image })
    t.equal((await call(app, 'ChangeProductImage', { ProductId: 5, BlobId: 1 })).statusCode, 204)
    t.match((await app.inject('/_mock/state')).json().Blobs, [{ BlobId: 1, ImageOf: [5], ThumbnailOf: [], Bytes: Image }])
  })

  t.test('SaveBlobEntity saves the entity with the id in the body, and under WRITE_POLICY=client creates an entity with a new id', async t => {
    t.match((await call(app, 'SaveBlobEntity', { BlobId: 5001, Description: 'new' })).json(), { BlobId: 5001, Description: 'new', ExtraInfo: '' })
    t.match((await app.inject(imageInfoPath(1001))).json(), { Description: 'new' })
    const client = await buildTestApp(t, { writePolicy: 'client' })
    t.match((await call(client, 'SaveBlobEntity', { BlobId: 4711, Description: 'new' })).json(), { BlobId: 4711 })
    t.match((await call(client, 'GetBlobEntity?blobEntityId=4711')).json(), { Description: 'new' })
    t.match((await call(client, 'SaveBlobEntity', { BlobId: 0 })).json(), { BlobId: 5003 })
  })
})
