import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import Database from 'better-sqlite3'
import type { FastifyInstance, InjectOptions } from 'fastify'
import sharp from 'sharp'
import t from 'tap'
import { tiffProblem } from '../../src/pictures/tiff-problem.js'
import { advanceClock, buildTestApp, control, freezeClock, imageInfoPath, put, putOk, readXml, temporaryFolder } from '../helper.js'
import { onPostgres, skipOnPostgres, sqliteOnly } from '../postgres.js'
import { turns, until } from '../waiting.js'
import { PICTURES, describe, largePages, noisy, withField } from '../pictures.js'

const imagePath = (productId: number | string = 123, query = '', tenant = '') =>
  imageInfoPath(productId, tenant).replace('ImageInfo', `Image${query}`)

const putImage = (app: FastifyInstance, payload: Buffer | undefined, options: InjectOptions = {}) => app.inject({
  method: 'PUT',
  url: imagePath(),
  ...options,
  headers: { 'content-type': 'image/png', ...options.headers },
  ...(payload !== undefined && { payload }),
})

const readInfo = async (app: FastifyInstance, productId = 123) => (await app.inject(imageInfoPath(productId))).json()

const multipart = (...parts: [head: string, body: Buffer | string][]) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=XX' },
  payload: Buffer.concat([
    ...parts.flatMap(([head, body]) => [Buffer.from(`--XX\r\nContent-Disposition: form-data; ${head}\r\n\r\n`), Buffer.from(body as string), Buffer.from('\r\n')]),
    Buffer.from('--XX--\r\n'),
  ]),
})

/** Expected sizes of PICTURES that are scaled down to a height of at most 20 pixels. Widths that are not listed are 30, and heights 20. */
const SCALED: Readonly<Record<string, object>> = {
  floatTiff: { width: 1, height: 1 }, paletteTiff: { width: 2, height: 1 }, bigEndianTiff: { width: 2, height: 1 }, bigEndianBigTiff: { width: 2, height: 1 }, longGif: { width: 8, height: 8 }, rotated: { width: 13 },
}

t.test('PUT and POST Image store pictures', async t => {
  t.test('pictures of all supported formats are stored: PUT and POST return the blob id, and GET returns the same bytes', async t => {
    const app = await buildTestApp(t)
    for (const [name, picture] of Object.entries(PICTURES)) {
      const method = name.length % 2 === 0 ? 'PUT' : 'POST'
      const answer = await putImage(app, picture, { method })
      t.equal(answer.statusCode, 200, name)
      t.equal(answer.body, '5003')
      t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
      const { rawPayload, headers } = await app.inject(imagePath())
      t.same(rawPayload, picture)
      const { format } = await describe(picture)
      t.match(headers, { 'content-type': `image/${format}`, 'content-length': String(picture.length), 'last-modified': /GMT$/ })
      t.match(await readInfo(app), { BlobId: 5003, MimeType: `image/${format}`, BlobSize: picture.length, OriginalSize: picture.length })
    }
  })

  t.test('the response to PUT and POST Image has the media type that Accept prefers', async t => {
    const app = await buildTestApp(t)
    t.match(readXml((await putImage(app, PICTURES.png, { headers: { accept: 'text/xml' } })).body), { root: 'int', value: '5003' })
    const strict = await buildTestApp(t, { notAcceptable: 'strict' })
    t.equal((await putImage(strict, PICTURES.png, { headers: { accept: 'image/png' } })).statusCode, 406)
    t.equal((await strict.inject(imagePath())).statusCode, 404)
  })

  t.test('the first file of a multipart body is stored, and so is a body without a Content-Type, but malformed multipart bodies are refused', async t => {
    const app = await buildTestApp(t)
    const form = multipart(['name="text"', 'no file'], ['name="x"; filename="a.png"', PICTURES.png], ['name="y"; filename="b.gif"', PICTURES.gif])
    t.equal((await app.inject({ method: 'POST', url: imagePath(), ...form })).statusCode, 200)
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.png)
    const unnamed = multipart(['name="x"\r\nContent-Type: image/png', PICTURES.jpeg])
    t.equal((await app.inject({ method: 'POST', url: imagePath(), ...unnamed })).statusCode, 200)
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.jpeg)
    t.equal((await app.inject({ method: 'PUT', url: imagePath(), payload: PICTURES.gif })).statusCode, 200)
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.gif)
    const large = Buffer.alloc(300_000, 'x')
    const unnamedParts = Buffer.concat(['--XX\r\nContent-Type: text/plain\r\n\r\n', large, '\r\n--XX\r\nContent-Disposition: attachment; filename="a"\r\n\r\n', large, '\r\n', form.payload].map(part => Buffer.from(part)))
    for (const payload of [multipart(['name="x"; filename="a.png"', PICTURES.png], ['name="y"; filename="b.gif"', large]).payload, unnamedParts]) {
      t.equal((await app.inject({ method: 'PUT', url: imagePath(), headers: form.headers, payload })).statusCode, 200, 'parts that are skipped may be large')
      t.same((await app.inject(imagePath())).rawPayload, PICTURES.png)
      t.equal((await app.inject({ method: 'PUT', url: imagePath(), payload: PICTURES.gif })).statusCode, 200)
    }
    const malformed: [body: object, message: RegExp][] = [
      [{ headers: form.headers, payload: '' }, /^Image bitmap is missing from body\.$/],
      [multipart(['name="text"', 'no file']), /^Image bitmap is missing from body\.$/],
      [multipart(['name="x"; filename="a.png"', '']), /^Image bitmap is missing from body\.$/],
      [{ headers: { 'content-type': 'multipart/form-data' }, payload: 'x' }, /^The request body must be well-formed multipart data: /],
      [{ ...form, payload: form.payload.subarray(0, 200) }, /^The request body must be well-formed multipart data: /],
      [multipart(...Array.from({ length: 101 }, (): [string, string] => ['name="x"; filename="a.png"', ''])), /^A multipart body must have at most 100 parts; got more\. The first part that is a file is the image\.$/],
    ]
    for (const [body, message] of malformed) {
      const answer = await app.inject({ method: 'PUT', url: imagePath(), ...body })
      t.equal(answer.statusCode, 400)
      t.match(answer.json().Message, message)
    }
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.gif)
    const empty = await app.inject({ method: 'PUT', url: imagePath(), headers: form.headers, payload: Buffer.from(`--XX\r\n${'\r\n--XX'.repeat(2_000_000)}`) })
    t.match(empty.json().Message, /^A multipart body must have at most 100 parts; got more\. The first part that is a file is the image\.$/)
  })

  t.test('bytes that are not a complete picture are refused, and the previous picture is kept', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t, { imageLimit: 300_000 })
    await putImage(app, PICTURES.jpeg)
    const before = await readInfo(app)
    const whole = 'The image must be a complete JPEG, PNG, GIF or TIFF picture;'
    const webp = await noisy({ width: 10, height: 10 }).webp().toBuffer()
    const refused: [payload: Buffer | undefined, status: number, message: string | RegExp][] = [
      [undefined, 400, 'Image bitmap is missing from body.'],
      [Buffer.alloc(0), 400, 'Image bitmap is missing from body.'],
      [Buffer.from('hello'), 400, `${whole} its format is none of these.`],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 400, `${whole} its format is none of these.`],
      [webp, 400, `${whole} got a picture of the type webp.`],
      [widened(PICTURES.longGif, 2048, 2048), 400, new RegExp(`^${whole} it has 2048 x 2048 pixels in 30 frames, which would take `)],
      [manyFrames(10_001), 400, `${whole} it has 10001 frames; the limit is 10000.`],
      [Buffer.from('GIF89a'), 400, new RegExp(`^${whole} it is damaged`)],
      [bomb(30_000, 30_000, 2), 400, `${whole} it has 30000 x 30000 pixels, which would take 3600000000 bytes in memory; the limit is 419430400.`],
      [bomb(19_999, 19_999, 0), 400, `${whole} it has 19999 x 19999 pixels, which would take 1599840004 bytes in memory; the limit is 419430400.`],
      [await largePages(44), 400, `${whole} its first 43 pages have 1075000000 bytes; the limit is 1073741824.`],
      [enlarged(PICTURES.progressive, 8000, 8000), 400, `${whole} it has 8000 x 8000 pixels, which would take 384000000 bytes in memory; the limit is 268435456.`],
      [enlarged(PICTURES.jpeg, 11_000, 11_000), 400, `${whole} it has 11000 x 11000 pixels, which would take 484000000 bytes in memory; the limit is 419430400.`],
      [withField(PICTURES.tiledTiff, 325, 60_000), 400, `${whole} its end is missing.`],
      [withField(PICTURES.tiledTiff, 259, 50_000), 400, `${whole} its tiles have the unsupported compression 50000.`],
      [Buffer.alloc(300_001, 'x'), 413, 'The request entity is too large.'],
      [Buffer.alloc(400_000, 'x'), 413, 'The request entity is too large.'],
    ]
    for (const [name, picture] of Object.entries(PICTURES)) {
      refused.push([picture.subarray(0, picture.length / 2), 400, new RegExp(`^${whole} its? `)])
      if (!/png|gif|paletteTiff/i.test(name)) continue
      for (const cut of /png/i.test(name) ? [1, 4, 8, 11, 12] : [1]) refused.push([picture.subarray(0, -cut), 400, `${whole} its end is missing.`])
    }
    const { animatedGif } = PICTURES
    const lastFrame = animatedGif.lastIndexOf(Buffer.from([0, 0x2c, 0, 0, 0, 0])) + 1
    refused.push([animatedGif.subarray(0, lastFrame + 1), 400, `${whole} its end is missing.`])
    for (const [payload, status, message] of refused) {
      const answer = await putImage(app, payload)
      t.equal(answer.statusCode, status, String(message))
      t.match(answer.json().Message, message)
      if (status === 413) t.equal(answer.json().MessageDetail, 'The image must be at most 300000 bytes, the value of SUPEROFFICE_MOCK_IMAGE_LIMIT.')
    }
    t.same(await readInfo(app), before)
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.jpeg)
  })

  t.test('a GIF with as many frames as allowed is accepted', async t => {
    const app = await buildTestApp(t)
    const longest = manyFrames(10_000)
    t.equal((await putImage(app, longest)).statusCode, 200)
    t.same((await app.inject(imagePath())).rawPayload, longest)
  })

  t.test('data after the end of a picture are accepted, but a GIF that is truncated at any byte is refused', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t)
    for (const [name, picture] of Object.entries(PICTURES)) {
      const appended = Buffer.concat([picture, Buffer.from([0, 0]), Buffer.from('appended')])
      t.equal((await putImage(app, appended)).statusCode, 200, name)
      t.same((await app.inject(imagePath())).rawPayload, appended)
    }
    const pixel = (await app.inject(imagePath(9) + '?ifBlank=ClearPixel')).rawPayload
    const withTable = await sharp({ create: { width: 2, height: 1, channels: 3, background: 'red' } }).gif().toBuffer()
    const padded = Buffer.concat([pixel.subarray(0, -1), Buffer.from([0]), pixel.subarray(-1)])
    for (const whole of [pixel, withTable, padded]) {
      t.equal((await putImage(app, whole)).statusCode, 200)
      for (let end = 1; end < whole.length; end++) t.equal((await putImage(app, whole.subarray(0, end))).statusCode, 400)
    }
  })

  t.test('a client that sends a too large image receives 413 with the reason, even if it reads only after sending the whole body', async t => {
    const app = await buildTestApp(t, { imageLimit: 100_000 })
    await app.listen({ port: 0, host: '127.0.0.1' })
    // The body has more bytes than the system buffers. So the client, which reads only after it has sent all bytes, would be blocked by a
    // server that stops reading.
    const body = Buffer.alloc(30_000_000, 'x')
    const ways: [head: string, body: Buffer[]][] = [
      [`Content-Length: ${body.length}`, [body]],
      [`Connection: close\r\nContent-Length: ${body.length}`, [body]],
      ['Transfer-Encoding: chunked', [Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]],
    ]
    for (const [head, parts] of ways) {
      const socket = connect(Number(new URL(app.listeningOrigin).port), '127.0.0.1')
      socket.pause()
      socket.write(`PUT ${imagePath()} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n${head}\r\n\r\n`)
      for (const part of parts) await new Promise<void>((resolve, reject) => socket.write(part, error => error ? reject(error) : resolve()))
      t.match(Buffer.concat(await socket.toArray()).toString(), /^HTTP\/1\.1 413 [^]*The image must be at most 100000 bytes/, head)
    }
  })

  t.test('a TIFF without the end of its last directory is refused, but a missing offset of the next directory or an unknown field is accepted', async t => {
    const whole = PICTURES.bigEndianTiff
    t.equal(tiffProblem(whole), undefined)
    t.equal(tiffProblem(whole.subarray(0, -4)), undefined, 'only the offset of the next directory is missing')
    t.equal(tiffProblem(whole.subarray(0, -5)), 'its end is missing')
    t.equal(tiffProblem(whole.subarray(0, 9)), undefined, 'what has no directory is for others to refuse')
    const odd = Buffer.from(whole)
    odd.writeUInt16BE(99, 14)
    t.equal(tiffProblem(odd), undefined, 'the length of a field with an unknown type is unknown')
  })

  t.test('an image body with another media type is refused with 415 and the supported types, but other spellings of these are accepted', async t => {
    const app = await buildTestApp(t)
    for (const type of ['image/jpg', 'IMAGE/PJPEG', 'image/png; name=x']) {
      t.equal((await putImage(app, PICTURES.png, { headers: { 'content-type': type } })).statusCode, 200, type)
    }
    const encoded = await putImage(app, PICTURES.png, { headers: { 'content-encoding': 'gzip' } })
    t.match(encoded, { statusCode: 415, body: /content encoding 'gzip' is not supported/ })
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      const answer = await putImage(app, PICTURES.png, { headers: { 'content-type': type } })
      t.equal(answer.statusCode, 415)
      t.equal(answer.json().MessageDetail, 'It must be one of image/jpeg, image/png, image/gif, image/tiff, multipart/form-data.')
    }
  })

  t.test('a new picture sets the sizes and the media type of the image info, and keeps its other properties', async t => {
    const app = await buildTestApp(t)
    await putOk(app, { BlobId: 42, Description: 'Front', BlobSize: 1, OriginalSize: 2, MimeType: 'x/y', IsZipped: true })
    t.equal((await putImage(app, PICTURES.png)).body, '42')
    const sizes = { BlobSize: PICTURES.png.length, OriginalSize: PICTURES.png.length }
    const before = await readInfo(app)
    t.match(before, { BlobId: 42, Description: 'Front', MimeType: 'image/png', IsZipped: true, ...sizes })
    t.match(await putOk(app, { Description: 'Back', BlobSize: 1, OriginalSize: 2, MimeType: 'x/y' }), { Description: 'Back', MimeType: 'x/y', ...sizes })
    t.equal((await app.inject(imagePath())).headers['content-type'], 'image/png')
    const answer = await putImage(app, PICTURES.gif, { headers: { authorization: `Basic ${Buffer.from('anna:').toString('base64')}` } })
    t.equal(answer.statusCode, 200)
    const after = await readInfo(app)
    t.match(after, { Description: 'Back', MimeType: 'image/gif', UpdatedBy: { Name: 'anna' }, CreatedBy: { Name: 'ADM0' }, CreatedDate: before.CreatedDate })
    t.ok(after.UpdatedDate >= before.UpdatedDate)

    const client = await buildTestApp(t, { writePolicy: 'client' })
    await putImage(client, PICTURES.png)
    t.match(await putOk(client, { BlobSize: 1, OriginalSize: 2 }), { BlobSize: 1, OriginalSize: 2 })
  })

  t.test('PUT and DELETE Image are refused with 412 if the picture was changed after the date in If-Unmodified-Since', async t => {
    const app = await buildTestApp(t)
    const old = { 'if-unmodified-since': 'Mon, 23 Nov 2020 12:00:00 GMT' }
    t.equal((await putImage(app, PICTURES.png, { headers: old })).statusCode, 200, 'there was nothing that could have changed')
    t.equal((await putImage(app, PICTURES.gif, { headers: old })).statusCode, 412)
    t.equal((await app.inject({ method: 'DELETE', url: imagePath(), headers: old })).statusCode, 412)
    t.same((await app.inject(imagePath())).rawPayload, PICTURES.png)
  })

  t.test('requests for an image need an existing product under UNKNOWN_PRODUCTS=reject, and a credential', async t => {
    const app = await buildTestApp(t, { unknownProducts: 'reject', auth: 'any' })
    const headers = { authorization: 'Bearer x' }
    for (const method of ['GET', 'PUT', 'POST', 'DELETE'] as const) {
      const payload = { ...(method.startsWith('P') && { payload: PICTURES.png }) }
      t.equal((await app.inject({ method, url: imagePath(), headers, ...payload })).statusCode, 404, method)
      t.equal((await app.inject({ method, url: imagePath(1001), ...payload })).statusCode, 401, method)
      t.equal((await app.inject({ method, url: imagePath('abc'), headers, ...payload })).statusCode, 400, method)
    }
    t.equal((await putImage(app, PICTURES.png, { url: imagePath(1001), headers })).body, '5001')
  })
})

/** Returns a copy of a GIF with another size in its header. Its frames keep their sizes. */
function widened (gif: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(gif)
  copy.writeUInt16LE(width, 6)
  copy.writeUInt16LE(height, 8)
  return copy
}

function manyFrames (frames: number): Buffer {
  const head = Buffer.from('47494638396101000100800000ffffff000000', 'hex')
  const frame = Buffer.from('2c0000000001000100000202440100', 'hex')
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

/** Returns a copy of a JPEG with another size in its header. */
function enlarged (jpeg: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg)
  const frame = Math.max(...[0xc0, 0xc2].map(marker => jpeg.indexOf(Buffer.from([0xff, marker]))))
  copy.writeUInt16BE(height, frame + 5)
  copy.writeUInt16BE(width, frame + 7)
  return copy
}

/** Returns a PNG of few bytes with the given size in its header. */
function bomb (width: number, height: number, colorType: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.from(`\0\0\0\0${type}`, 'latin1')
    head.writeUInt32BE(data.length)
    // The checksum is valid, so that it is not a reason for a refusal.
    return Buffer.concat([head, data, Buffer.from(crc(Buffer.concat([head.subarray(4), data])))])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, colorType, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc(100_000))
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

function crc (bytes: Buffer): Uint8Array {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  const four = Buffer.alloc(4)
  four.writeUInt32BE((sum ^ 0xffffffff) >>> 0)
  return four
}

t.test('GET Image returns stored, scaled and converted pictures, or placeholders', async t => {
  t.test('GET Image scales a picture down to a maximum width and height, keeps the aspect ratio, and converts the picture', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t)
    const large = await noisy({ width: 400, height: 200 }).jpeg().toBuffer()
    await putImage(app, large)
    const scaled: [query: string, format: string, width: number, height: number][] = [
      ['?w=100', 'jpeg', 100, 50],
      ['?h=100', 'jpeg', 200, 100],
      ['?W=100&H=10', 'jpeg', 20, 10],
      ['?w=100&h=0', 'jpeg', 100, 50],
      ['?w=-1&h=50&type=png', 'png', 100, 50],
      ['?w=4000', 'jpeg', 400, 200],
      ['?w=2147483647&h=2147483647', 'jpeg', 400, 200],
      ['?type=GIF', 'gif', 400, 200],
      ['?type=Png', 'png', 400, 200],
    ]
    for (const [query, format, width, height] of scaled) {
      // The picture is requested twice, because the second response is from the cache.
      for (let round = 0; round < 2; round++) {
        const answer = await app.inject(imagePath(123, query))
        t.match(await describe(answer.rawPayload), { format, width, height }, query)
        t.equal(answer.headers['content-type'], `image/${format}`)
      }
    }
    for (const query of ['', '?type=JPEG', '?w=0&h=-5', '?w=&type=']) t.same((await app.inject(imagePath(123, query))).rawPayload, large, query)
    for (const query of ['?w=x', '?type=TIFF', '?h=1.5', '?w=1&w=2']) t.equal((await app.inject(imagePath(123, query))).statusCode, 400, query)
  })

  t.test('GET Image scales pictures of all supported formats and converts them to JPEG, PNG and GIF', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t)
    for (const [name, picture] of Object.entries(PICTURES)) {
      await putImage(app, picture)
      for (const type of ['JPEG', 'PNG', 'GIF']) {
        const { rawPayload } = await app.inject(imagePath(123, `?h=20&type=${type}`))
        const pages = type === 'GIF' ? { animatedGif: 3, longGif: 30 }[name] ?? 1 : 1
        t.same(await describe(rawPayload), {
          format: type.toLowerCase(), ...{ width: 30, height: 20, ...SCALED[name] }, pages, orientation: 1, space: 'srgb',
        }, `${name} as ${type}`)
      }
    }
    await putImage(app, PICTURES.transparentPng)
    const { rawPayload } = await app.inject(imagePath(123, '?type=JPEG'))
    t.same([...await sharp(rawPayload).raw().toBuffer()].slice(0, 3), [255, 255, 255], 'on white')
  })

  t.test('GET Image responds to more concurrent requests for scaled pictures than its cache holds pictures', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t)
    await putImage(app, await noisy({ width: 1500, height: 1500 }).jpeg().toBuffer())
    const widths = Array.from({ length: 12 }, (_, index) => 1000 + (index >> 1))
    const answers = await Promise.all(widths.map(width => app.inject(imagePath(123, `?w=${width}&type=PNG`))))
    t.same(answers.map(({ statusCode }) => statusCode), widths.map(() => 200))
    t.same(await Promise.all(answers.map(async ({ rawPayload }) => (await describe(rawPayload)).width)), widths)
  })

  t.test('GET Image refuses to write a GIF with more than 10,000,000 pixels in a frame, which would take minutes', { skip: skipOnPostgres }, async t => {
    const app = await buildTestApp(t)
    await putImage(app, await noisy({ width: 4000, height: 3000 }).jpeg({ quality: 20 }).toBuffer())
    const refused = await app.inject(imagePath(123, '?type=GIF'))
    t.equal(refused.statusCode, 400)
    t.equal(refused.json().Message, 'Each frame of a GIF must have at most 10000000 pixels; set w and h to scale it down, or another type.')
    t.match(await describe((await app.inject(imagePath(123, '?type=GIF&h=30'))).rawPayload), { format: 'gif', width: 40 })
    await putImage(app, await noisy({ width: 6000, height: 2000 }).withMetadata({ orientation: 6 }).jpeg({ quality: 20 }).toBuffer())
    t.equal((await app.inject(imagePath(123, '?type=GIF&w=2000'))).statusCode, 400, 'after the orientation is applied, the picture is not wider than w')
    t.match(await describe((await app.inject(imagePath(123, '?type=GIF&w=20'))).rawPayload), { format: 'gif', width: 20, height: 60 })
  })

  t.test('GET Image returns 404 for a missing picture, or a placeholder', async t => {
    const app = await buildTestApp(t)
    for (const query of ['', '?ifBlank=Null', '?ifBlank=']) {
      const answer = await app.inject(imagePath(123, query))
      t.equal(answer.statusCode, 404)
      t.match(answer.json(), { ErrorType: 'SoNotFoundException', Message: /^No image on this product/ })
    }
    const blanks: [ifBlank: string, format: string, width: number][] = [
      ['Default', 'png', 320], ['clearpixel', 'gif', 1], ['SrNoPhoto', 'png', 320], ['SrNoPhotoWithBorder', 'png', 320], ['GenericFileIcon', 'png', 128],
    ]
    for (const [ifBlank, format, width] of blanks) {
      const answer = await app.inject(imagePath(123, `?ifBlank=${ifBlank}`))
      t.equal(answer.statusCode, 200)
      t.match(await describe(answer.rawPayload), { format, width, height: width }, ifBlank)
      t.match(await describe((await app.inject(imagePath(123, `?ifBlank=${ifBlank}&w=64&type=JPEG`))).rawPayload), { format: 'jpeg', width: Math.min(width, 64) })
      t.match(await describe((await app.inject(imagePath(123, `?ifBlank=${ifBlank}&h=2147483647`))).rawPayload), { format, width })
    }
    t.equal((await app.inject(imagePath(123, '?ifBlank=Other'))).statusCode, 400)
    await putOk(app, { Description: 'described, but without bytes' })
    t.equal((await app.inject(imagePath())).statusCode, 404)
    await putImage(app, PICTURES.png)
    t.same((await app.inject(imagePath(123, '?ifBlank=ClearPixel'))).rawPayload, PICTURES.png)
  })

  t.test('GET Image returns 304 if the picture is unchanged, and HEAD returns no bytes', async t => {
    const app = await buildTestApp(t)
    await putImage(app, PICTURES.png)
    const { headers } = await app.inject(imagePath())
    const known = await app.inject({ url: imagePath(123, '?w=10'), headers: { 'if-modified-since': String(headers['last-modified']) } })
    t.equal(known.statusCode, 304)
    t.equal(known.body, '')
    const head = await app.inject({ method: 'HEAD', url: imagePath() })
    t.match(head, { statusCode: 200, body: '' })
    t.match(head.headers, { 'content-type': 'image/png', 'content-length': String(PICTURES.png.length) })
  })

  t.test('GET Image with If-Modified-Since returns the new picture to a client that has the previous one', async t => {
    const app = await buildTestApp(t)
    await freezeClock(app)
    const saved = await app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/SaveImageStream', payload: { Image: PICTURES.gif.toString('base64') } })
    await putImage(app, PICTURES.png)
    const replacements: [replace: () => Promise<unknown>, picture: Buffer][] = [
      [() => app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/ChangeProductImage', payload: { ProductId: 123, BlobId: saved.json() } }), PICTURES.gif],
      [() => putImage(app, PICTURES.jpeg), PICTURES.jpeg],
    ]
    for (const [replace, picture] of replacements) {
      const since = { 'if-modified-since': String((await app.inject(imagePath())).headers['last-modified']) }
      await advanceClock(app)
      await app.inject({ method: 'DELETE', url: imagePath() })
      t.equal((await app.inject({ url: imagePath(), headers: since })).statusCode, 404)
      const blank = await app.inject({ url: imagePath(123, '?ifBlank=ClearPixel'), headers: since })
      t.equal(blank.statusCode, 200)
      t.notOk('last-modified' in blank.headers)
      await replace()
      t.same((await app.inject({ url: imagePath(), headers: since })).rawPayload, picture)
    }
  })
})

t.test('a product that is deleted while its picture is received gets no picture', async t => {
  const app = await buildTestApp(t, { unknownProducts: 'reject' })
  const large = await noisy({ width: 1500, height: 1000 }).jpeg().toBuffer()
  const uploads = Promise.all([
    putImage(app, large, { url: imagePath(1001) }),
    app.inject({ method: 'POST', url: '/api/v1/Agents/BLOB/SetProductImage', payload: { ProductId: 1001, Image: large.toString('base64') } }),
  ])
  // After these turns, the mock should have received both uploads, and should still be decoding the picture.
  await turns(10)
  await app.inject({ method: 'DELETE', url: '/api/v1/Product/1001' })
  t.same((await uploads).map(({ statusCode }) => statusCode), [404, 400])
  t.notOk((await app.inject('/_mock/pictures')).json().Pictures.some((one: { ProductId: number }) => one.ProductId === 1001))
})

t.test('under UNKNOWN_PRODUCTS=reject, a save that arrives immediately after the deletion of its product is refused', async t => {
  const app = await buildTestApp(t, { unknownProducts: 'reject' })
  await app.ready()
  const [deleted, saved] = await Promise.all([
    app.inject({ method: 'DELETE', url: '/api/v1/Product/1001' }),
    put(app, { Description: 'late' }, { url: imageInfoPath(1001) }),
  ])
  t.equal(deleted.statusCode, 204)
  // With PostgreSQL, the requests use different connections, so the save can also be made before the deletion.
  t.match(saved.json(), onPostgres && saved.statusCode === 200 ? { Description: 'late' } : { ErrorType: 'SoNotFoundException' })
  t.equal((await app.inject(imageInfoPath(1001))).statusCode, 404)
})

t.test('a new product does not get an id for which a picture is stored', async t => {
  const app = await buildTestApp(t)
  await putImage(app, PICTURES.png, { url: imagePath(1010) })
  const created = await app.inject({ method: 'POST', url: '/api/v1/Product', payload: { Name: 'x' } })
  t.equal(created.json().ProductId, 1011)
})

t.test('DELETE Image removes the picture and its description', async t => {
  const app = await buildTestApp(t)
  await putImage(app, PICTURES.png)
  for (let round = 0; round < 2; round++) {
    const answer = await app.inject({ method: 'DELETE', url: imagePath(), headers: { 'content-type': 'application/json' } })
    t.match(answer, { statusCode: 204, body: '' })
    t.equal((await app.inject(imagePath())).statusCode, 404)
    t.match(await readInfo(app), { BlobId: 0, MimeType: '', OriginalSize: 0 })
  }
})

t.test('bytes of a removed picture are checked when they are sent again, and their media type is that of the bytes', async t => {
  const app = await buildTestApp(t)
  const text = Buffer.from('not a picture')
  const loaded = [{ Bytes: text.toString('base64'), MediaType: 'image/png', ImageOf: [1] }, { Bytes: PICTURES.gif.toString('base64'), MediaType: 'image/png', ImageOf: [2] }]
  t.equal((await control(app, 'PUT', 'state', { Products: [], Blobs: loaded }, 'Cust1')).status, 204)
  t.equal((await control(app, 'DELETE', 'tenants/Cust1')).status, 204)
  /** Returns the status of a PUT, and the media type of the stored picture, which is removed afterwards. */
  async function save (payload: Buffer): Promise<string> {
    const { statusCode } = await putImage(app, payload)
    const { headers } = await app.inject(imagePath())
    await app.inject({ method: 'DELETE', url: imagePath() })
    return `${statusCode} ${headers['content-type']}`
  }
  // The sets of removed tenants are removed in the background.
  await until(async () => (await save(text)).startsWith('400'))
  await until(async () => (await save(PICTURES.gif)).endsWith('image/gif'))
})

t.test('two products of the shipped seed have pictures with the right image info', async t => {
  const app = await buildTestApp(t)
  for (const [productId, format, width, height] of [[1001, 'jpeg', 480, 360], [1002, 'png', 360, 480]] as const) {
    const { headers, rawPayload } = await app.inject(imagePath(productId))
    t.match(await describe(rawPayload), { format, width, height })
    t.equal(headers['content-type'], `image/${format}`)
    t.match((await app.inject(imageInfoPath(productId))).json(), { MimeType: `image/${format}`, BlobSize: rawPayload.length, OriginalSize: rawPayload.length })
  }
})

t.test('GET Image returns the current picture and not a cached one', async t => {
  const app = await buildTestApp(t)
  const [first, second] = [PICTURES['png'], PICTURES['jpeg']] as [Buffer, Buffer]
  const control = async (call: string) => app.inject({ method: 'POST', url: `/_mock/${call}` })
  const readResponses = async () => Promise.all([imagePath(), imagePath(123, '', 'Cust1')].map(async url => {
    const { statusCode, rawPayload } = await app.inject(url)
    return statusCode === 200 ? rawPayload : statusCode
  }))
  const changes: readonly [what: string, change: () => Promise<unknown>, ofDefault: Buffer | number, ofOther: Buffer | number][] = [
    ['after a PUT', () => putImage(app, first), first, 404],
    ['after a PUT of another picture', () => putImage(app, second), second, 404],
    ['after a PUT in another tenant', () => putImage(app, first, { url: imagePath(123, '', 'Cust1') }), second, first],
    ['after a DELETE', () => app.inject({ method: 'DELETE', url: imagePath() }), 404, first],
    ['before a reset', () => putImage(app, second), second, first],
    ['after a reset', () => control('reset'), 404, first],
  ]
  for (const [what, change, ...expected] of changes) {
    await change()
    t.same(await readResponses(), expected, what)
    t.same(await readResponses(), expected, `${what}, once more`)
  }
})

t.test('equal bytes of large pictures are stored once', async t => {
  const large = await noisy({ width: 700, height: 500 }).png({ compressionLevel: 0 }).toBuffer()
  const other = await noisy({ width: 700, height: 500 }).png({ compressionLevel: 0 }).toBuffer()

  const countContents = (database: string) => {
    const db = new Database(database, { readonly: true })
    const row = db.prepare('SELECT (SELECT count(*) FROM content), (SELECT count(*) FROM content_part), (SELECT count(*) FROM released_content)').raw().get()
    db.close()
    return row
  }

  t.test('the bytes of large pictures are streamed, stored once, and removed with the last blob that has them', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database, seed: 'none' })
    const parts = Math.ceil(large.length / 262144)
    for (const [productId, tenant] of [[1, ''], [2, ''], [1, 'Cust1']] as const) {
      t.equal((await putImage(app, large, { url: imagePath(productId, '', tenant) })).statusCode, 200)
      t.same((await app.inject(imagePath(productId, '', tenant))).rawPayload, large)
      t.same(countContents(database), [1, parts, 0])
    }
    t.match(await describe((await app.inject(imagePath(1, '?w=70'))).rawPayload), { format: 'png', width: 70, height: 50 })
    await putImage(app, PICTURES.png, { url: imagePath(1) })
    await app.inject({ method: 'DELETE', url: imagePath(2) })
    t.same(countContents(database), [2, parts + 1, 0])
    await app.inject({ method: 'DELETE', url: imagePath(1, '', 'Cust1') })
    t.same(countContents(database), [1, 1, 0])
  })

  t.test('a large picture that is replaced while it is sent is sent completely', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database, seed: 'none' })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = new URL(app.listeningOrigin)
    // The pictures have more bytes than the system buffers for a client that does not read.
    const huge = await noisy({ width: 3000, height: 2000 }).png({ compressionLevel: 0 }).toBuffer()
    const wide = await noisy({ width: 3000, height: 1500 }).png({ compressionLevel: 0 }).toBuffer()
    await putImage(app, huge)
    await putImage(app, wide, { url: imagePath(7) })
    const readers = [123, 7, 123].map(productId => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(`GET ${imagePath(productId)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      return socket
    })
    for (const socket of readers) {
      await once(socket, 'readable')
      socket.pause()
    }
    await putImage(app, other)
    await putImage(app, other, { url: imagePath(7) })
    t.same((countContents(database) as number[])[2], 2, 'they wait for removal')
    for (const [index, socket] of readers.entries()) {
      const bytes = Buffer.concat(await socket.toArray())
      t.ok(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).equals(index === 1 ? wide : huge))
    }
    await until(() => (countContents(database) as number[])[0] === 1)
    t.same(countContents(database), [1, Math.ceil(other.length / 262144), 0])
  })

  t.test('if bytes are missing in the database file, only the connection of the request ends', { skip: sqliteOnly }, async t => {
    const database = join(temporaryFolder(t), 'mock.db')
    const app = await buildTestApp(t, { database })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = new URL(app.listeningOrigin)
    // The picture has more bytes than the system buffers for a client that does not read.
    const huge = await noisy({ width: 3000, height: 2000 }).png({ compressionLevel: 0 }).toBuffer()
    await putImage(app, huge)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`GET ${imagePath()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    await once(socket, 'readable')
    const db = new Database(database)
    db.exec('DELETE FROM content_part WHERE part = (SELECT max(part) FROM content_part)')
    db.close()
    const response = Buffer.concat(await socket.toArray())
    const head = response.subarray(0, response.indexOf('\r\n\r\n')).toString()
    t.match(head, `content-length: ${huge.length}`)
    t.ok(response.length - head.length - 4 < huge.length)
    t.equal((await app.inject(imageInfoPath())).statusCode, 200)
  })
})
