// Measures uploads of new and of stored pictures, the time to decode a picture, and the memory of the mock during 50 concurrent large
// uploads. Prints the results and writes them to RESULTS-images.md.
import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { noise } from './picture.js'
import { CORES, fromHere, mock, residentMb, start, stop } from './servers.js'

const UPLOADS = 50
const NEW_PICTURES = 400

/** Creates a JPEG of about 100 KB from blurred noise, in place of a photo. */
const photo = () => sharp({ create: { width: 1000, height: 800, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
  .blur(1.2).jpeg({ quality: 80 }).toBuffer()

const startMock = () => start(mock({ settings: ['--auth', 'off'] }), { isPinned: false })

async function putImage ({ port }, productId, body) {
  const url = `http://127.0.0.1:${port}/api/v1/Product/${productId}/Image`
  const response = await fetch(url, { method: 'PUT', headers: { 'content-type': 'image/png' }, body })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
}

/** Returns the number of PUTs per second. The server and the client share all cores. */
async function putRate (images) {
  const server = await startMock()
  await putImage(server, 1, await noise(1000))
  const started = performance.now()
  let next = 0
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let index = next++; index < NEW_PICTURES; index = next++) await putImage(server, index + 1, images[index % images.length])
  }))
  const rate = NEW_PICTURES / (performance.now() - started) * 1000
  await stop(server)
  return Math.round(rate)
}

async function millisecondsToDecode (image) {
  sharp.concurrency(1)
  const { width, height } = await sharp(image).metadata()
  const started = performance.now()
  for (let round = 0; round < 20; round++) await sharp(image, { sequentialRead: true }).extract({ left: 0, top: height - 1, width, height: 1 }).raw().toBuffer()
  return ((performance.now() - started) / 20).toFixed(1)
}

async function uploadMemory () {
  const image = await noise(10 * 1024 * 1024)
  const server = await startMock()
  let highest = 0
  const watch = setInterval(() => { highest = Math.max(highest, residentMb(server.child)) }, 20)
  // Appends a different byte to each copy of the picture, so that no two uploads are equal.
  await Promise.all(Array.from({ length: UPLOADS }, (_, index) => putImage(server, index + 1, Buffer.concat([image, Buffer.from([index])]))))
  clearInterval(watch)
  await stop(server)
  return Math.round(highest)
}

const png = await noise(100_000)
const jpegs = await Promise.all(Array.from({ length: 20 }, photo))
const different = (images, index) => Buffer.concat([images[index % images.length], Buffer.from(`${index}`)])
const known = await putRate([png])
const photos = await putRate(Array.from({ length: NEW_PICTURES }, (_, index) => different(jpegs, index)))
const coreMs = rate => (CORES * 1000 / rate).toFixed(1)
const rows = [
  ['PUTs per second of a 100 KB PNG that is already stored', known, 'at least 500'],
  ['PUTs per second of new 100 KB PNGs', await putRate(Array.from({ length: NEW_PICTURES }, (_, index) => different([png], index))), 'at least 500'],
  [`PUTs per second of new JPEGs with ${Math.round(jpegs[0].length / 1000)} KB and 0.8 megapixels`, photos, 'at least 500'],
  ['CPU time of client and server for the PUT of such a JPEG, ms', coreMs(photos), '-'],
  ['of it, to decode the JPEG completely', await millisecondsToDecode(jpegs[0]), '-'],
  ['CPU time of client and server for the PUT of the stored PNG, ms', coreMs(known), '-'],
  ['to decode such a PNG completely, ms', await millisecondsToDecode(png), '-'],
  [`highest memory during ${UPLOADS} concurrent uploads of 10 MiB, MB`, await uploadMemory(), 'below 600'],
]
const results = `# Results of \`npm run bench:images\`

Node ${process.version}, ${CORES} cores. PUT: ${NEW_PICTURES} over 16 connections; the server and the client share all cores. A new picture is
hashed, decoded completely and stored; a stored picture is only hashed. GET is in [RESULTS.md](RESULTS.md).

| figure | measured | target |
|---|---|---|
${rows.map(row => `| ${row.join(' | ')} |`).join('\n')}
`
writeFileSync(fromHere('RESULTS-images.md'), results)
console.log(results)
