import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import pg from 'pg'
import t, { type Test } from 'tap'
import { databaseName } from '../src/config/database-address.js'
import { makeCertificate } from '../src/http/tls/make-certificate.js'
import { UnknownOutcomeError, createConnections } from '../src/storage/postgres/engine/connections.js'
import { createPools } from '../src/storage/postgres/engine/pools.js'
import { openDatabase } from '../src/storage/postgres/engine/open-database.js'
import { StorageError, StorageUnavailableError } from '../src/storage/storage-errors.js'
import { formatAddress, makeSchema, noPostgres, noPrograms, runSql, startPostgres } from './postgres.js'
import { until } from './waiting.js'

const refusal = (url: string) => openDatabase({ url, startPatienceMs: 50 }).then(async connections => {
  await connections.close()
  return 'nothing was thrown'
}, (error: Error) => error.message)

/** Starts a server that calls `accept` with the socket of each connection. Returns the port of the server. */
async function serve (t: Test, accept: (socket: Socket) => void): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    accept(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return (server.address() as AddressInfo).port
}

/** Returns a message of the protocol of PostgreSQL: the type, the length and the content. */
function encodeMessage (type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

/**
 * Starts a server that sends the PostgreSQL error with the code `code` to each connection. Without `code`, the server closes each
 * connection. Returns the port of the server.
 */
const serveError = (t: Test, code?: string): Promise<number> => serve(t, socket => {
  if (code === undefined) socket.destroy()
  else socket.once('data', () => socket.end(encodeMessage('E', Buffer.from(`SFATAL\0C${code}\0Mfor the test\0\0`))))
})

t.test('a mock does not start if its database cannot be reached or refuses the connection, and the message has no secrets', async t => {
  const of = async (code?: string) => `postgres://anna:geheim@127.0.0.1:${await serveError(t, code)}/mock?application_name=geheim`
  const cases: readonly (readonly [url: string, message: RegExp])[] = [
    [await of('3D000'), /^The database postgres:\/\/anna@127\.0\.0\.1:\d+\/mock does not exist; create it or name another one \(for the test\)\.$/],
    [await of('28P01'), /mock refuses the user or the password of its address; correct them \(for the test\)\.$/],
    [await of('XX000'), /mock cannot be used \(for the test\)\.$/],
    [await of('57P03'), /mock could not be reached within 0\.05 s; start it, or correct its address \(for the test\)\.$/],
    [await of(), /mock could not be reached within 0\.05 s; start it, or correct its address \(.+\)\.$/],
    ['postgres://anna:geheim@host:port/mock', /^SUPEROFFICE_MOCK_DATABASE must be an address such as .*; got one that cannot be read\.$/],
  ]
  for (const [url, message] of cases) {
    const refused = await refusal(url)
    t.match(refused, message)
    t.notMatch(refused, /geheim/)
  }
})

/** Starts a server that offers TLS as PostgreSQL does, after a byte in plain text. Returns the port of the server. */
async function serveTls (t: Test): Promise<number> {
  const { key, cert } = makeCertificate(['localhost'])
  return serve(t, socket => socket.once('data', () => {
    socket.write('S')
    new TLSSocket(socket, { isServer: true, key, cert }).on('error', () => undefined)
  }))
}

t.test('a mock does not start if the certificate of its database is not trusted, or if the address of the database names a missing file', async t => {
  const url = `postgres://anna:geheim@127.0.0.1:${await serveTls(t)}/mock?sslmode=verify-full`
  t.match(await refusal(url), /^The database .*\/mock cannot be reached by TLS; correct sslmode and sslrootcert of its address, or the certificate of the server \(.+\)\.$/)
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  t.match(await refusal(url.replace('verify-full', 'require')), /mock cannot be reached by TLS; /)
  await setImmediate()
  process.off('warning', note)
  t.same(warnings, [])
  t.match(await refusal(`${url.replace('verify-full', 'require')}&uselibpqcompat=true`), /could not be reached within 0\.05 s; .* \(Connection terminated unexpectedly\)\.$/, 'the certificate is not verified')
  t.match(await refusal(`${url}&sslrootcert=/nowhere.pem`), /mock cannot be reached by TLS; correct sslmode and sslrootcert of its address, .* \(ENOENT: .*nowhere\.pem'\)\.$/)
})

t.test('a mock does not start if its database requires a password and the address has none', async t => {
  const authentication = (kind: number, text: string) => encodeMessage('R', Buffer.concat([Buffer.from([0, 0, 0, kind]), Buffer.from(text)]))
  const port = await serve(t, socket => socket.on('data', data => {
    const nonce = /r=([^,]+)$/.exec(data.toString('latin1'))?.[1]
    socket.write(nonce === undefined ? authentication(10, 'SCRAM-SHA-256\0\0') : authentication(11, `r=${nonce}1,s=AAAA,i=4096`))
  }))
  t.match(await refusal(`postgres://anna@127.0.0.1:${port}/mock`), /mock requires a password, and its address has none; add it \(/)
})

t.test('messages name a PostgreSQL database without its password and parameters', async t => {
  t.same(['mock.db', 'postgres://anna:geheim@host:5433/mock?a=geheim', 'postgresql:///mock', 'postgres://a:b@c:d'].map(databaseName),
    ['mock.db', 'postgres://anna@host:5433/mock', 'postgres:///mock', 'postgres://'])
})

t.test('a mock that has to wait for its database at its start logs a message about this only once', async t => {
  const sentences: string[] = []
  await t.rejects(openDatabase({ url: `postgres://127.0.0.1:${await serveError(t)}/mock`, startPatienceMs: 200, onWait: sentence => sentences.push(sentence) }))
  t.same(sentences, ['The database cannot be reached yet; waiting for at most 0.2 s.'])
})

t.test('several processes can start at the same time on an empty database', { skip: noPostgres }, async t => {
  const url = await makeSchema()
  const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url })))
  const [connections] = opened
  const marks = await connections?.read(query => query<[number]>('SELECT schema_no FROM superoffice_mock'))
  t.ok(Number(marks?.[0]?.[0]) >= 20)
  await Promise.all(opened.map(({ close }) => close()))
  const again = await openDatabase({ url })
  await again.close()
})

t.test('a mock does not start on a database with tables of another program or a newer version, or without the required schema, rights or TLS', { skip: noPostgres }, async t => {
  const foreign = await makeSchema()
  await runSql(foreign, 'CREATE TABLE invoice (id int)')
  t.match(await refusal(foreign), /^The database has tables of another program, such as invoice; name another database, or another schema /)
  t.same(await runSql(foreign, 'SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = current_schema()'), [{ tables: 1 }])

  const hidden = new URL(await makeSchema())
  await runSql(hidden.href, 'CREATE TABLE invoice (id int)')
  await runSql(hidden.href, 'CREATE ROLE stranger LOGIN').catch(() => undefined)
  await runSql(hidden.href, `GRANT USAGE, CREATE ON SCHEMA ${/mock_\w+/.exec(decodeURIComponent(hidden.search))?.[0]} TO stranger`)
  hidden.searchParams.set('user', 'stranger')
  t.match(await refusal(hidden.href.replaceAll('+', '%20')), /^The database has tables of another program, such as invoice; /)

  const newer = await makeSchema()
  await (await openDatabase({ url: newer })).close()
  await runSql(newer, 'UPDATE superoffice_mock SET schema_no = 999')
  t.match(await refusal(newer), /^The database was written by a newer version of superoffice-mock: its schema is number 999, and this version supports \d+; /)

  const missing = new URL(await makeSchema())
  missing.searchParams.set('options', '-c search_path=nowhere')
  t.match(await refusal(missing.href.replaceAll('+', '%20')), /has no schema with the name in search_path of its address; /)

  const locked = new URL(await makeSchema())
  await runSql(locked.href, 'CREATE ROLE guest LOGIN').catch(() => undefined)
  await runSql(locked.href, `GRANT USAGE ON SCHEMA ${/mock_\w+/.exec(decodeURIComponent(locked.search))?.[0]} TO guest`)
  locked.searchParams.set('user', 'guest')
  t.match(await refusal(locked.href.replaceAll('+', '%20')), /refuses to create tables; grant the role of its address CREATE on the schema, /)

  const secure = new URL(await makeSchema())
  secure.searchParams.set('sslmode', 'verify-full')
  t.match(await refusal(secure.href.replaceAll('+', '%20')), /cannot be reached by TLS; correct sslmode and sslrootcert of its address, or the certificate of the server \(.*SSL.*\)\.$/)
})

t.test('a transaction is repeated after a conflict, and rolled back if its function throws or the database refuses a statement', { skip: noPostgres }, async t => {
  const url = await makeSchema()
  await runSql(url, 'CREATE TABLE counter (id int PRIMARY KEY, value bigint NOT NULL); INSERT INTO counter VALUES (1, 0)')
  const retries: unknown[] = []
  let reads = 0
  const connections = createConnections(createPools(url), { onRetry: cause => retries.push(cause) })
  t.teardown(() => connections.close())
  const increase = () => connections.write(async query => {
    await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    const [[value = NaN] = []] = await query<[number]>('SELECT value FROM counter')
    // The first transaction waits until another one has read the value too, so that these two conflict.
    reads++
    await until(() => reads > 1)
    await query('UPDATE counter SET value = $1', [value + 1])
  })
  await Promise.all(Array.from({ length: 6 }, increase))
  const valueNow = () => connections.readAtOnce(query => query<[number]>('SELECT value FROM counter'))
  t.same(await valueNow(), [[6]])
  t.ok(retries.length > 0)

  const refused = new RangeError('refused')
  await t.rejects(connections.write(async query => {
    await query('UPDATE counter SET value = 0')
    throw refused
  }), refused)
  await t.rejects(connections.write(query => query('INSERT INTO counter VALUES (1, 1)')), { constructor: StorageError, message: /duplicate key/ })
  t.same(await valueNow(), [[6]])
})

t.test('transactions in the same queue use one connection at a time, and wait only until the limit', { skip: noPostgres }, async t => {
  const connections = createConnections(createPools(await makeSchema()), { patienceMs: 1000 })
  t.teardown(() => connections.close())
  const order: string[] = []
  const goOn = new AbortController()
  const write = (queue: string, name: string, wait = async () => {}) => connections.write(async () => {
    order.push(name)
    await wait()
  }, { queue })
  const first = write('one', 'first', async () => { await once(goOn.signal, 'abort') })
  const late = { constructor: StorageUnavailableError, message: 'earlier changes of this tenant have not ended within 1 s' }
  await Promise.all([t.rejects(write('one', 'second'), late), t.rejects(write('one', 'third'), late)])
  await write('other', 'of another tenant')
  const long = connections.write(async () => { order.push('long') }, { queue: 'one', isLong: true })
  await t.rejects(write('one', 'sixth'), late)
  goOn.abort()
  await Promise.all([first, long, write('one', 'fourth'), write('one', 'fifth')])
  t.same(order, ['first', 'of another tenant', 'long', 'fourth', 'fifth'])
})

t.test('a lost connection is replaced, and a commit with an unknown outcome is not repeated', { skip: noPostgres }, async t => {
  const url = await makeSchema()
  await runSql(url, 'CREATE TABLE note (id int)')
  const connections = createConnections(createPools(url))
  t.teardown(() => connections.close())
  const own = 'SELECT pg_backend_pid()'
  const end = (pid = NaN) => runSql(url, `SELECT pg_terminate_backend(${pid}, 5000)`)
  const [[idle] = []] = await connections.read(query => query<[number]>(own))
  await end(idle)
  t.not((await connections.read(query => query<[number]>(own)))[0]?.[0], idle)

  let attempts = 0
  await connections.write(async query => {
    const [[pid] = []] = await query<[number]>(own)
    if (attempts++ === 0) await end(pid)
    await query('INSERT INTO note VALUES (1)')
  })
  t.same([attempts, await runSql(url, 'SELECT count(*)::int AS notes FROM note')], [2, [{ notes: 1 }]], 'nothing was committed, so it was repeated')

  attempts = 0
  await connections.write(async query => {
    const [[pid] = []] = await query<[number]>(own)
    await query('INSERT INTO note VALUES (2)')
    if (attempts++ === 0) await end(pid)
  })
  t.same([attempts, await runSql(url, 'SELECT count(*)::int AS notes FROM note')], [2, [{ notes: 2 }]], 'the commit was not sent, so it was repeated')

  // Creates a trigger that ends the connection of a transaction during its commit, if the transaction adds the note 3.
  await runSql(url, `CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER lose AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id = 3) EXECUTE FUNCTION lose()`)
  const loseAtCommit = async (isIdempotent: boolean) => {
    attempts = 0
    await connections.write(query => query(attempts++ === 0 ? 'INSERT INTO note VALUES (3)' : 'INSERT INTO note VALUES (4)'), { isIdempotent })
  }
  await t.rejects(loseAtCommit(false), {
    constructor: UnknownOutcomeError,
    message: /^the connection was lost \(.+\) while the change was committed, so it may have been saved or not; read the data before you send the request again$/,
  })
  t.equal(attempts, 1)
  await loseAtCommit(true)
  t.equal(attempts, 2)
})

t.test('a request waits for a database that cannot be reached, but not longer than the limit', { skip: noPrograms }, async t => {
  const server = startPostgres()
  t.teardown(() => server.remove())
  const url = formatAddress(server)
  const patient = createConnections(createPools(url))
  const impatient = createConnections(createPools(url), { patienceMs: 10 })
  t.teardown(() => Promise.all([patient.close(), impatient.close()]))
  const one = () => patient.read(query => query('SELECT 1'))
  await one()
  await server.restart()
  t.same(await one(), [[1]])
  server.stop('fast')
  await t.rejects(impatient.write(query => query('SELECT 1')), { constructor: StorageUnavailableError, message: /^it cannot be reached now \(.+\)$/ })
  const waiting = one()
  server.start()
  t.same(await waiting, [[1]])
})

t.test('a statement to which the database does not respond is repeated on another connection', { skip: noPrograms }, async t => {
  const server = startPostgres()
  const failures: string[] = []
  const connections = createConnections(createPools(formatAddress(server), { silenceMs: 300 }), { onRetry: cause => failures.push((cause as Error).message) })
  const findPid = () => connections.read(query => query<[number]>('SELECT pg_backend_pid()'))
  const [[stopped = NaN] = []] = await findPid()
  process.kill(stopped, 'SIGSTOP')
  t.teardown(async () => {
    process.kill(stopped, 'SIGCONT')
    await connections.close()
    server.remove()
  })
  t.not((await findPid())[0]?.[0], stopped)
  t.ok(failures.includes('Connection terminated after 300 ms without data'))
})

t.test('the locks of a process that the network cuts off are released before requests of other processes fail', { skip: noPostgres }, async t => {
  const url = await makeSchema()
  await runSql(url, 'CREATE TABLE counter (value int); INSERT INTO counter VALUES (0)')
  const [silent, other] = [createConnections(createPools(url)), createConnections(createPools(url))]
  t.teardown(() => Promise.all([silent.close(), other.close()]))
  const increase = 'UPDATE counter SET value = value + 1'
  let attempts = 0
  const goOn = new AbortController()
  const locked = silent.write(async query => {
    await query(increase)
    if (attempts++ === 0) await once(goOn.signal, 'abort')
  })
  await until(() => attempts === 1)
  await other.write(query => query(increase))
  goOn.abort()
  await locked
  t.same([attempts, await runSql(url, 'SELECT value FROM counter')], [2, [{ value: 2 }]], 'the process repeats what it had not committed')
})

t.test('a server that a test has started is stopped, and its folder removed, even if the process of the test is killed', { skip: noPrograms }, async t => {
  const code = `import { startServer } from ${JSON.stringify(new URL('postgres-server.js', import.meta.url).href)}
    console.log(startServer({ settings: { listen_addresses: '' } }).folder)
    setInterval(() => undefined, 1e6)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const folder = String(line).trim()
  const client = new pg.Client({ host: folder, user: 'mock', database: 'postgres' })
  client.on('error', () => undefined)
  const ended = new Promise(resolve => client.once('end', resolve))
  await client.connect()
  child.kill('SIGKILL')
  await ended
  await until(() => !existsSync(folder))
})
