// Measures the bytes of pictures: GET against a bare handler, PUT of pictures that are known and that are new, and the
// memory of 50 large uploads at once. Prints a table; ratios are medians of pairs.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const ROUNDS = Number(process.env.ROUNDS ?? 7)
const UPLOADS = 50
const NEW_PICTURES = 400
const PORT = 18_400

const fromHere = path => fileURLToPath(new URL(path, import.meta.url))
const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
const onCore = core => availableParallelism() > 1 ? ['taskset', '-c', String(core)] : []
const folder = mkdtempSync(join(tmpdir(), 'superoffice-mock-bench-'))

/** A picture of so many bytes or a little more: noise, which does not compress, in rows of 1000 pixels at most. */
function noise (bytes) {
  const width = Math.min(1000, Math.ceil(Math.sqrt(bytes / 3)))
  const height = Math.ceil(bytes / 3 / width)
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
}

/** A JPEG of about 100 KB, as cameras and shops have them: soft shapes with some noise. */
const photo = () => sharp({ create: { width: 1000, height: 800, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 30 } } })
  .blur(1.2).jpeg({ quality: 80 }).toBuffer()

async function start (command, port, env = {}) {
  const [program, ...words] = command
  const child = spawn(program, words, { env: { ...process.env, PORT: String(port), ...env }, stdio: 'ignore' })
  while (!await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined)) await delay(5)
  return child
}

const mock = name => ['node', '--max-semi-space-size=8', '--initial-heap-size=64', fromHere('../dist/main.js'), '--auth', 'off', '--db', join(folder, `${name}.db`)]
const imageUrl = (port, productId) => `http://127.0.0.1:${port}/api/v1/Product/${productId}/Image`

async function putImage (url, body) {
  const answer = await fetch(url, { method: 'PUT', headers: { 'content-type': 'image/png' }, body })
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
}

/** Requests a second of wrk on the other core. */
function wrk (url, script = []) {
  const [program, ...words] = [...onCore(1), 'wrk', '-t1', '-c50', '-d2s', ...script, url]
  const { stdout } = spawnSync(program, words, { encoding: 'utf8' })
  if (/Non-2xx/.test(stdout)) throw new Error(stdout)
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1])
}

/**
 * GETs a second of the mock with its defaults and without a journal, as parts of those of a bare handler. Each round starts
 * all of them anew: processes of the same program differ by a tenth, for as long as they live.
 */
async function getAgainstBare (image) {
  const file = join(folder, 'image.png')
  writeFileSync(file, image)
  const mocks = [[], ['--journal-size', '0']].map(flags => ({ flags, ratios: [], rates: [] }))
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await start([...onCore(0), 'node', fromHere('bare-image.js')], PORT, { IMAGE: file })
    const bareRate = warmRate(imageUrl(PORT, 1))
    bare.kill()
    for (const [index, { flags, ratios, rates }] of mocks.entries()) {
      const url = imageUrl(PORT + 1 + index, 1)
      const server = await start([...onCore(0), ...mock(`get-${index}-${round}`), ...flags], PORT + 1 + index)
      await putImage(url, image)
      const rate = warmRate(url)
      server.kill()
      ratios.push(rate / bareRate)
      rates.push(rate)
    }
  }
  return mocks.map(({ ratios, rates }) => `${median(ratios).toFixed(2)} (${Math.round(median(rates))} a second)`)
}

/** The second of two bursts. */
function warmRate (url) {
  wrk(url)
  return wrk(url)
}

/** PUTs a second over 16 connections, all cores for the server and its caller. */
async function putRate (images) {
  const server = await start(mock(`put-${images.length}-${images[0].length}`), PORT + 3)
  await putImage(imageUrl(PORT + 3, 1), await noise(1000))
  const started = performance.now()
  let next = 0
  await Promise.all(Array.from({ length: 16 }, async () => {
    for (let index = next++; index < NEW_PICTURES; index = next++) await putImage(imageUrl(PORT + 3, index + 1), images[index % images.length])
  }))
  const rate = NEW_PICTURES / (performance.now() - started) * 1000
  server.kill()
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
  const server = await start(mock('uploads'), PORT + 4)
  let highest = 0
  const watch = setInterval(() => {
    highest = Math.max(highest, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1000)
  }, 20)
  // Each is another picture: a byte behind the end differs.
  await Promise.all(Array.from({ length: UPLOADS }, (_, index) => putImage(imageUrl(PORT + 4, index + 1), Buffer.concat([image, Buffer.from([index])]))))
  clearInterval(watch)
  server.kill()
  return Math.round(highest)
}

try {
  const png = await noise(100_000)
  const jpegs = await Promise.all(Array.from({ length: 20 }, photo))
  const different = (images, index) => Buffer.concat([images[index % images.length], Buffer.from(`${index}`)])
  const known = await putRate([png])
  const photos = await putRate(Array.from({ length: NEW_PICTURES }, (_, index) => different(jpegs, index)))
  const coreMs = rate => (availableParallelism() * 1000 / rate).toFixed(1)
  const [get, unrecorded] = await getAgainstBare(png)
  const rows = [
    ['GET of a 100 KB picture against a bare handler', get, 'at least 0.70'],
    ['the same with JOURNAL_SIZE=0', unrecorded, '-'],
    ['PUT of a 100 KB PNG that is known, a second', known, 'at least 500'],
    ['PUT of 100 KB PNGs that are new, a second', await putRate(Array.from({ length: NEW_PICTURES }, (_, index) => different([png], index))), 'at least 500'],
    [`PUT of JPEGs of ${Math.round(jpegs[0].length / 1000)} KB and 0.8 megapixels that are new, a second`, photos, 'at least 500'],
    ['where the time of such a JPEG goes: in all, ms of a core', coreMs(photos), '-'],
    ['- to decode it to its end', await millisecondsToDecode(jpegs[0]), '-'],
    ['- HTTP on both sides, the hash and the save, as of a picture that is known', coreMs(known), '-'],
    ['to decode such a PNG to its end, ms', await millisecondsToDecode(png), '-'],
    [`memory at its highest during ${UPLOADS} uploads of 10 MiB at once, MB`, await uploadMemory(), 'below 600'],
  ]
  const results = `# Results of \`npm run bench:images\`

Node ${process.version}, ${availableParallelism()} cores. GET: the servers on one core, wrk on the other, 50 connections, medians of ${ROUNDS} pairs of
processes, of each the second burst of 2 s; the bare handler is Fastify that sends a Buffer. PUT: ${NEW_PICTURES} over 16 connections, all cores shared by the
server and the client that sends them. Each new picture is hashed, decoded to its end and stored; of one that is known
only the hash is taken.

| figure | measured | target |
|---|---|---|
${rows.map(row => `| ${row.join(' | ')} |`).join('\n')}
`
  writeFileSync(fromHere('RESULTS-images.md'), results)
  console.log(results)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
