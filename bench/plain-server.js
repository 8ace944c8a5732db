// A server for comparison, with the libraries that the mock uses for HTTP, SQLite and log lines. For a PUT, it parses the body, reads and
// writes one row, sends a JSON object, and writes a log line. The PUTs that arrive in one turn of the event loop share a transaction. The
// server has no validation, tenants, languages, rights, faults, journal or metrics.
import Database from 'better-sqlite3'
import Fastify, { LogController } from 'fastify'
import { pino } from 'pino'

const db = new Database(process.env.PLAIN_FILE)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
db.exec('CREATE TABLE blob (product_id INTEGER PRIMARY KEY, description TEXT, mime_type TEXT, updated_date TEXT) STRICT')
const select = db.prepare('SELECT description, mime_type, updated_date FROM blob WHERE product_id = ?')
const upsert = db.prepare(`INSERT INTO blob VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET description = excluded.description, mime_type = excluded.mime_type, updated_date = excluded.updated_date`)
const saveAll = db.transaction(saves => saves.map(save => save()))

let waiting = []
function commit () {
  const saves = waiting
  waiting = []
  saveAll(saves).forEach(answer => answer())
}

const destination = pino.destination({ dest: 1, sync: false, contentMode: 'buffer', minLength: 16 * 1024, maxWrite: 32 * 1024, periodicFlush: 250 })
const logger = pino({ base: null }, { write: line => destination.write(Buffer.from(line)) })

const app = Fastify({ loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }), childLoggerFactory: parent => parent })
app.addHook('onResponse', ({ method, url, log }, reply, done) => {
  log.info({ method, url, status: reply.statusCode, ms: reply.elapsedTime }, 'response')
  done()
})
app.get('/health', async () => 'alive')
app.put('/api/v1/Product/:productId/ImageInfo', ({ params, body }, reply) => {
  if (waiting.length === 0) setImmediate(commit)
  waiting.push(() => {
    const id = Number(params.productId)
    const before = select.get(id)
    const UpdatedDate = new Date().toISOString()
    upsert.run(id, body.Description, body.MimeType, UpdatedDate)
    return () => reply.type('application/json; charset=utf-8').send(JSON.stringify({ ...before, ...body, UpdatedDate }))
  })
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
