import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { loadSeed } from '../src/storage/seed-files.js'
import { createSqliteStore } from '../src/storage/sqlite/store.js'
import { VERSION } from '../src/config/version.js'
import { imageInfoPath, temporaryFolder } from './helper.js'
import { BARE_NODE, TEST_ENV, WITHOUT_COVERAGE, posixOnly } from './system.js'

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const BUNDLE = [...BARE_NODE, fromRoot('dist/main.js')]
/**
 * A command that runs the program in src, so that its coverage is recorded. The loader of tap that replaces modules is omitted. The program
 * in src starts more slowly than BUNDLE.
 */
const SOURCE = [process.execPath, ...process.execArgv.filter(word => !word.includes('/@tapjs/mock/')), fromRoot('src/main.ts')]
const BUNDLE_ENV = { ...process.env, ...WITHOUT_COVERAGE }

/** A Python script that runs a program in a terminal. */
const PTY = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:], lambda fd: __import__("os").read(fd, 1024)) >> 8)'

type Child = ChildProcessByStdio<null, Readable, Readable>

interface Run {
  readonly child: Child
  readonly output: { out: string, err: string }
  /** The exit code of the program, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

function run (t: Test, program: string[], words: string[], env: Record<string, string> = {}): Run {
  const [command = '', ...first] = program
  const child: Child = spawn(command, [...first, ...words], {
    env: { ...(program === BUNDLE ? BUNDLE_ENV : TEST_ENV), SUPEROFFICE_MOCK_AUTH: 'off', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', text => { output.out += text })
  child.stderr.setEncoding('utf8').on('data', text => { output.err += text })
  t.teardown(() => child.kill('SIGKILL'))
  return { child, output, ended: once(child, 'close').then(([code, signal]) => code ?? signal) }
}

interface Running extends Run {
  readonly url: string
  readonly port: number
}

const ADDRESS = /https?:\/\/[\w.:[\]]+/

/** Waits until a program prints text that matches a pattern. Returns the match. Fails if the output ends before that. */
async function printed (output: Readable, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    output.setEncoding('utf8').on('data', chunk => {
      text += chunk
      const [found] = pattern.exec(text) ?? []
      if (found !== undefined) resolve(found)
    })
    output.once('close', () => reject(new Error(`Nothing that was printed matches ${pattern}: ${text}`)))
  })
}

async function start (t: Test, program: string[], words: string[], env: Record<string, string> = {}): Promise<Running> {
  const started = run(t, program, ['--port', '0', ...words], env)
  const url = await printed(started.child.stdout, ADDRESS).catch(() => { throw new Error(`It did not start: ${JSON.stringify(started.output)}`) })
  return { ...started, url, port: Number(new URL(url).port) }
}

const put = (url: string, body: object, productId = 123, headers = {}) => fetch(url + imageInfoPath(productId), {
  method: 'PUT',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

t.test('no log line or response of the program contains a credential, even at the log level trace', { skip: posixOnly.signals }, async t => {
  const { url, output, child, ended } = await start(t, BUNDLE, ['--db', ':memory:'], { SUPEROFFICE_MOCK_AUTH: 'any', SUPEROFFICE_MOCK_LOG_LEVEL: 'trace', SUPEROFFICE_MOCK_VALIDATION: 'warn' })
  const encoded = Buffer.from('tje0:secret1').toString('base64')
  const credentials: Record<string, string>[] = [
    { authorization: `Basic ${encoded}` },
    { authorization: `Basic ${encoded}!` },
    { authorization: 'SoTicket secret2', 'so-apptoken': 'secret3' },
    { authorization: 'Bearer secret4' },
    { authorization: 'secret5' },
    { 'x-xsrf-token': 'secret6', cookie: 'XSRF-TOKEN=secret6' },
    { 'x-xsrf-token': 'secret7', cookie: 'XSRF-TOKEN=other; session=secret8' },
  ]
  const answers: string[] = []
  for (const headers of credentials) {
    for (const body of [{}, { BlobId: 'x' }]) {
      const answer = await put(url, body, 123, headers)
      answers.push(JSON.stringify([...answer.headers]), await answer.text())
    }
    answers.push(await (await fetch(`${url}/api/v1/nowhere`, { headers })).text())
  }
  await fetch(`${url}${imageInfoPath()}?access_token=secret9`, credentials[0])
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.match(output.out, '"status":401')
  t.match(output.out, '?access_token=(removed)"')
  t.notMatch(`${output.out}${output.err}${answers.join()}`, new RegExp(`secret\\d|${encoded}`))
})

t.test('the program ends without an error message when the reader of its output ends', { skip: posixOnly.shell }, async t => {
  const child = spawn('sh', ['-c', '"$0" "$@" | true', ...BUNDLE, '--help'], { env: BUNDLE_ENV, stdio: ['ignore', 'ignore', 'pipe'] })
  const [errors] = await Promise.all([child.stderr.setEncoding('utf8').toArray(), once(child, 'close')])
  t.same(errors, [])
})

t.test('the program prints its address, serves requests, logs each request without credentials, and stops on SIGTERM', { skip: posixOnly.signals }, async t => {
  const database = join(temporaryFolder(t), 'mock.db')
  const { url, port, output, child, ended } = await start(t, SOURCE, [], { DATABASE: database })
  t.match(output.out, `superoffice-mock ${VERSION} listens on ${url} with the database ${database}`)
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const secret = Buffer.from('tje0:Secret!').toString('base64')
  t.equal((await put(url, { Description: 'd' }, 123, { authorization: `Basic ${secret}` })).status, 200)
  t.equal((await fetch(`${url}/Cust1${imageInfoPath('abc')}`)).status, 400)
  const reader = new AbortController()
  const headers = { authorization: `Basic ${secret}` }
  t.equal((await fetch(`${url}/_mock/journal/stream`, { headers, signal: reader.signal })).status, 200)
  reader.abort()
  const long = `/health?${'x'.repeat(12_000)}`
  t.equal((await fetch(url + long)).status, 200)
  const nonsense = connect(port, '127.0.0.1')
  nonsense.end('nonsense\r\n\r\n')
  await nonsense.toArray()

  child.kill('SIGTERM')
  t.equal(await ended, 0)
  const isCut = ({ msg }: { msg: string }) => msg === 'response ended early'
  const all = output.out.trim().split('\n').map(line => JSON.parse(line))
  t.match(all.filter(isCut), [{ level: 30, method: 'GET', url: '/_mock/journal/stream', tenant: 'default', reason: 'Premature close' }])
  const lines = all.filter(line => !isCut(line))
  t.match(lines, [
    { level: 30, msg: /listens/ },
    { level: 30, method: 'PUT', url: imageInfoPath(), tenant: 'default', status: 200, ms: Number, msg: 'response' },
    { level: 30, method: 'GET', url: `/Cust1${imageInfoPath('abc')}`, tenant: 'Cust1', status: 400, reason: /productId/ },
    { level: 30, method: 'GET', url: long, status: 200 },
    { level: 30, status: 400, reason: /Parse Error/, msg: 'malformed request' },
  ])
  t.equal(lines.length, 5)
  t.notMatch(output.out, secret)
  t.notMatch(output.out, 'Secret!')
  t.equal(output.err, '')
})

/** Sends the head of a PUT, waits until the server is ready to receive the body, and sends half of the body. Returns the socket. */
async function halfSent (port: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  socket.write(`PUT ${imageInfoPath()} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  if (!answer.startsWith('HTTP/1.1 100 ')) throw new Error(answer)
  socket.write('{')
  return socket
}

t.test('a request in flight receives its response before the program stops', { skip: posixOnly.signals }, async t => {
  const { port, child, ended } = await start(t, BUNDLE, ['--db', ':memory:'])
  const socket = await halfSent(port)
  child.kill('SIGINT')
  socket.write('}')
  t.match((await socket.toArray()).join(''), /^HTTP\/1\.1 200 OK/)
  t.equal(await ended, 0)
})

t.test('the program stops although a request does not end', { skip: posixOnly.signals }, async t => {
  const { port, child, ended } = await start(t, BUNDLE, ['--db', ':memory:'])
  const socket = await halfSent(port)
  socket.on('error', () => {})
  child.kill('SIGTERM')
  t.equal(await ended, 0)
})

t.test('npm start stops the mock when npm is stopped', { skip: posixOnly.signals }, async t => {
  const npm = spawn('npm', ['start', '--ignore-scripts', '--', '--port', '0', '--db', ':memory:'], {
    cwd: fromRoot('.'), env: BUNDLE_ENV, stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => npm.kill('SIGKILL'))
  const url = await printed(npm.stdout, ADDRESS)
  t.equal((await fetch(`${url}/health`)).status, 200)
  npm.kill('SIGTERM')
  // Waits for `close`. It is emitted only after every process that can write to the output has ended, so the mock has ended too.
  await once(npm, 'close')
  await t.rejects(fetch(`${url}/health`))
})

t.test('the mock stops when the shell that started it with npm start is killed', { skip: posixOnly.shell }, async t => {
  const shell = spawn('sh', ['-c', '"$@" & wait', 'sh', ...SOURCE, '--port', '0', '--db', ':memory:'], {
    env: { ...TEST_ENV, npm_lifecycle_event: 'start' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => shell.kill('SIGKILL'))
  const url = await printed(shell.stdout, ADDRESS)
  shell.kill('SIGKILL')
  await once(shell, 'close')
  await t.rejects(fetch(`${url}/health`))
})

t.test('on a terminal, the log is formatted as readable text', { skip: posixOnly.terminals }, async t => {
  const child = spawn('python3', ['-c', PTY, ...SOURCE, '--port', '0', '--db', ':memory:'], { stdio: ['pipe', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', text => { out += text })
  const url = await printed(child.stdout, ADDRESS)
  await fetch(`${url}/health`)
  await fetch(`${url}/api/v1/Product/x/ImageInfo`)
  const nonsense = connect(Number(new URL(String(url)).port), '127.0.0.1')
  nonsense.end('nonsense\r\n\r\n')
  await nonsense.toArray()
  child.stdin.write('\u0003')
  await once(child, 'close')
  t.match(out, /\[\d\d:\d\d:\d\d\].*INFO.*: .*superoffice-mock .* listens on/)
  t.match(out, /GET \/health 200 \d+ ms\r?\n/)
  t.match(out, /GET \/api\/v1\/Product\/x\/ImageInfo 401 \d+ ms: [A-Z][^\n]*\./)
  t.match(out, /malformed request 400: Parse Error/)
})

t.test('the program warns if other users can write the users file', { skip: posixOnly.permissions }, async t => {
  const users = join(temporaryFolder(t), 'users.json')
  writeFileSync(users, JSON.stringify([{ Name: 'anna' }]))
  for (const [mode, program, warnings] of [[0o600, SOURCE, []], [0o644, BUNDLE, []], [0o660, SOURCE, [{ level: 40, msg: `Users other than its owner can write the users file ${users}; run chmod 600 ${users} to prevent this.` }]]] as const) {
    chmodSync(users, mode)
    const { output, child, ended } = await start(t, program, ['--db', ':memory:', '--auth', 'users', '--users', users])
    child.kill('SIGTERM')
    t.equal(await ended, 0)
    t.match(output.out.trim().split('\n').map(line => JSON.parse(line)).filter(({ level }) => level === 40), warnings)
  }
})

t.test('the program warns if it has a users file that it does not use', { skip: posixOnly.signals }, async t => {
  const { output, child, ended } = await start(t, SOURCE, ['--db', ':memory:', '--users', '/nowhere.json'])
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.match(output.out, '"msg":"SUPEROFFICE_MOCK_USERS has no effect unless SUPEROFFICE_MOCK_AUTH is users."')
})

t.test('the program prints its address even if the log level hides lines of the level info', { skip: posixOnly.signals }, async t => {
  const { output, url, child, ended } = await start(t, SOURCE, ['--db', ':memory:', '--log-level', 'silent'])
  await fetch(`${url}/health`)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  t.equal(output.out, `superoffice-mock ${VERSION} listens on ${url} with the database :memory:\n`)
})

t.test('a failure to start is reported on standard error with exit code 1 or 2, and --version prints the version', async t => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as { port: number }
  const corrupt = join(temporaryFolder(t), 'corrupt.db')
  writeFileSync(corrupt, 'x'.repeat(5000))
  const memory = ['--db', ':memory:']
  const used = join(temporaryFolder(t), 'used.db')
  const store = createSqliteStore({ path: used, durability: 'process', seed: loadSeed('none') })
  t.teardown(() => store.close())

  const cases: [program: string[], words: string[], exitCode: number, line: RegExp][] = [
    [BUNDLE, ['--prot', '1'], 2, /^error: unknown option '--prot'\n\(Did you mean --port\?\)\n/],
    [BUNDLE, ['--port', 'x', '--validation', 'lax'], 2, /^--port must be an integer from 0 to 65535; got "x"\.\n--validation must be one of service, strict, warn; got "lax"\.\n$/],
    [BUNDLE, ['healthcheck', '--port', '0'], 2, /^--port or SUPEROFFICE_MOCK_PORT must be the port that the mock printed at its start; got 0\.\n$/],
    [BUNDLE, ['--port', String(port), ...memory], 1, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use; .*\n$`)],
    [SOURCE, ['--host', '192.0.2.1', ...memory], 1, /^The mock cannot listen on port 3000 of 192\.0\.2\.1 \(.*\); choose another with --host or SUPEROFFICE_MOCK_HOST and --port or PORT or, in a program, host and port\.\n$/],
    [BUNDLE, ['--db', used], 1, /^The database .* is in use by another mock; stop that mock, or name another file with --db or DATABASE\.\n$/],
    [BUNDLE, ['--db', corrupt], 1, /^The database .* is not an SQLite database, or is damaged; .*\n$/],
    [BUNDLE, ['--tls-cert', 'cert.pem', ...memory], 1, /^--tls-cert and --tls-key must be set together, or neither of them; got only --tls-cert\.\n$/],
    [BUNDLE, ['--tls-cert', '/nowhere.pem', '--tls-key', '/nowhere.pem', ...memory], 1, /^The certificate \/nowhere\.pem cannot be read \(it does not exist\)\. .*\n$/],
    [BUNDLE, ['--db', 'postgres://anna:geheim@host:port/mock'], 1, /^SUPEROFFICE_MOCK_DATABASE must be an address such as [^]*; got one that cannot be read\.\n$/],
    [BUNDLE, ['--seed', '/nowhere.json', ...memory], 2, /^The seed \/nowhere\.json cannot be read \(it does not exist\)\. .*\n$/],
  ]
  await Promise.all(cases.map(async ([program, words, exitCode, line]) => {
    const { ended, output } = run(t, program, words)
    t.equal(await ended, exitCode, words.join(' '))
    t.match(output.err, line)
  }))
  const { ended, output } = run(t, SOURCE, ['--version'])
  t.equal(await ended, 0)
  t.equal(output.out, `${VERSION}\n`)
})

t.test('the command healthcheck requests the mock that the settings name, and fails unless it responds', async t => {
  const { port, child, ended } = await start(t, BUNDLE, ['--db', ':memory:'], { SUPEROFFICE_MOCK_HOST: '0.0.0.0' })
  const healthy = run(t, BUNDLE, ['healthcheck'], { PORT: String(port), SUPEROFFICE_MOCK_HOST: '0.0.0.0' })
  const direct = run(t, BUNDLE, ['healthcheck', '--url', `http://127.0.0.1:${port}`])
  t.equal(await healthy.ended, 0)
  t.equal(healthy.output.out, `http://127.0.0.1:${port}/ready responded with 200 {"status":"ready"}\n`)
  t.equal(await direct.ended, 0)
  child.kill('SIGTERM')
  await ended
  const gone = run(t, BUNDLE, ['healthcheck', '--port', String(port), '--host', '::'])
  t.equal(await gone.ended, 1)
  t.match(gone.output.out, `http://[::1]:${port}/ready did not respond (`)
})

t.test('a mock with --tls serves HTTPS, and the commands on its machine trust it', { skip: posixOnly.signals }, async t => {
  const folder = temporaryFolder(t)
  const database = join(folder, 'mock.db')
  const { url, port, output, child, ended } = await start(t, BUNDLE, ['--tls', '--db', database])
  t.match(url, /^https:\/\/127\.0\.0\.1:/)
  const there = ['--port', String(port), '--tls', '--db', database]
  const authority = readFileSync(`${database}.ca.pem`, 'utf8')
  const otherDatabase = join(folder, 'other.db')
  mkdirSync(join(folder, 'folder.db.ca.pem'))
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, authority)
  const succeeding: [words: string[], printed: RegExp | string, program?: string[]][] = [
    [['healthcheck', '--port', String(port), '--tls'], `${url}/ready responded with 200 {"status":"ready"}\n`],
    [['ca', '--db', database], authority],
    [['ca', '--db', otherDatabase, '--port', String(port)], authority],
    [['ca', '--url', `${url}/Cust1`], authority, SOURCE],
    [['env', ...there], `export SUPEROFFICE_URL='${url}'`],
    [['clock', ...there], /^Now /],
    [['clock', '--url', url, '--db', otherDatabase, '--ca', caFile], /^Now /],
    [['clock', '--url', url.replace('127.0.0.1', 'localhost'), '--db', database], /^Now /],
  ]
  await Promise.all(succeeding.map(async ([words, printed, program = BUNDLE]) => {
    const { ended, output } = run(t, program, words)
    t.equal(await ended, 0, words.join(' '))
    t.match(output.out, printed)
  }))
  const untrusted = `No mock responds at ${url} (self-signed certificate in certificate chain; trust its authority by --ca, or in a program by certificateAuthority).\n`
  const plainServer = createHttpServer().listen(0, '127.0.0.1')
  t.teardown(() => plainServer.close())
  await once(plainServer, 'listening')
  const plainUrl = `https://127.0.0.1:${Object(plainServer.address()).port}`
  const failing: [words: string[], message: string | RegExp, exitCode?: number][] = [
    [['clock', '--url', plainUrl], `No mock responds at ${plainUrl} (the server uses HTTP instead of HTTPS).\n`],
    [['ca', '--url', plainUrl], `No mock with --tls responds at ${plainUrl} (the server uses HTTP instead of HTTPS).\n`],
    [['clock', '--url', url, '--db', otherDatabase], untrusted],
    [['clock', '--url', url, '--db', ':memory:'], untrusted],
    [['clock', '--url', url, '--ca', join(folder, 'none.pem')], `The authority ${join(folder, 'none.pem')} cannot be read (it does not exist). --ca must be the path of a PEM file.\n`, 2],
    [['clock', '--url', url, '--ca', database], `The authority ${database} has no line "-----BEGIN CERTIFICATE-----". --ca must be the path of a PEM file.\n`, 2],
    [['ca', '--db', join(folder, 'folder.db')], `The authority ${join(folder, 'folder.db.ca.pem')} is not a regular file. A mock with --tls creates it when it starts, unless it exists.\n`],
    [['ca', '--url', url.replace('https', 'http')], `A mock at ${url.replace('https', 'http')} has no authority, because its address is not https.\n`],
    [['ca', '--url', 'https://mock.invalid'], /^No mock with --tls responds at https:\/\/mock\.invalid \(getaddrinfo /],
    [['ca', '--db', database, '--tls-cert', 'cert.pem', '--port', '9'], 'No mock with --tls responds at https://127.0.0.1:9 (connect ECONNREFUSED 127.0.0.1:9).\n'],
    [['ca', '--db', otherDatabase, '--port', '9'], 'No authority is next to the database of the settings, and no mock with --tls responds at https://127.0.0.1:9 (connect ECONNREFUSED 127.0.0.1:9).\n'],
  ]
  await Promise.all(failing.map(async ([words, message, exitCode = 1]) => {
    const { ended, output } = run(t, BUNDLE, words)
    t.equal(await ended, exitCode, words.join(' '))
    t.match(output.err, message)
  }))
  const plain = connect(port, '127.0.0.1')
  plain.end('GET / HTTP/1.1\r\n\r\n')
  await plain.toArray()
  child.kill('SIGTERM')
  t.equal(await ended, 0)
  const lines = output.out.trim().split('\n').map(line => JSON.parse(line)).filter(({ msg }) => msg === 'malformed request')
  t.match(lines.at(-1), { reason: 'The client sent HTTP, and the mock serves HTTPS.' })
  t.notOk('status' in lines.at(-1))
})

t.test('the command env prints the variables for a client, in the format of the shell or file', async t => {
  const variables = {
    SUPEROFFICE_URL: 'https://mock.test:8443/so/Cust1',
    SUPEROFFICE_TENANT: 'Cust1',
    SUPEROFFICE_USERNAME: 'mock',
    SUPEROFFICE_PASSWORD: 'mock',
    SUPEROFFICE_AUTHORIZATION: `Basic ${Buffer.from('mock:mock').toString('base64')}`,
    SUPEROFFICE_TICKET: '7T:mock',
    SUPEROFFICE_ACCESS_TOKEN: '8A:mock',
    SUPEROFFICE_APP_TOKEN: 'mock',
  }
  const there = ['env', '--url', 'https://mock.test:8443/so/?x#y', '--tenant', 'Cust1']
  const config = join(temporaryFolder(t), 'mock.json')
  writeFileSync(config, '{ "host": "::1", "port": 8 }')
  const cases: [words: string[], exitCode: number, written: string | RegExp][] = [
    [[...there, '--json'], 0, `${JSON.stringify(variables, undefined, 2)}\n`],
    [there, 0, Object.entries(variables).map(([name, value]) => `export ${name}='${value}'\n`).join('')],
    [[...there, '--format', 'dotenv'], 0, Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join('')],
    [[...there, '--format', 'powershell'], 0, Object.entries(variables).map(([name, value]) => `$env:${name} = '${value}'\n`).join('')],
    [['env', '--host', '::', '--port', '8'], 0, /^export SUPEROFFICE_URL='http:\/\/\[::1\]:8'\nexport SUPEROFFICE_TENANT='default'\n/],
    [['env', '--config', config], 0, /^export SUPEROFFICE_URL='http:\/\/\[::1\]:8'\n/],
    [['--config', config, 'env', '--port', '9'], 0, /^export SUPEROFFICE_URL='http:\/\/\[::1\]:9'\n/],
    [['env', '--config', '/nowhere.json'], 2, 'The config file /nowhere.json cannot be read (it does not exist). --config or SUPEROFFICE_MOCK_CONFIG must be the path of a JSON file.\n'],
    [['env', '--url', 'mock'], 2, '--url must be the address of a mock, such as http://127.0.0.1:3000; got "mock".\n'],
    [['env', '--url', 'ftp://mock'], 2, '--url must be the address of a mock, such as http://127.0.0.1:3000; got "ftp://mock".\n'],
    [['env', '--tenant', 'a b'], 2, '--tenant must be 1 to 64 letters, digits, "-" or "_"; got "a b".\n'],
    [['env', '--port', '0'], 2, '--port or SUPEROFFICE_MOCK_PORT must be the port that the mock printed at its start; got 0.\n'],
  ]
  await Promise.all(cases.map(async ([words, exitCode, written]) => {
    const { ended, output } = run(t, BUNDLE, words)
    t.equal(await ended, exitCode, words.join(' '))
    if (typeof written === 'string') t.equal(output.out + output.err, written)
    else t.match(output.out, written)
  }))
})

t.test('the commands control a mock that runs in another process', async t => {
  const { url } = await start(t, BUNDLE, ['--db', ':memory:'], { SUPEROFFICE_MOCK_CONTROL_TOKEN: 'secret' })
  const there = ['--url', url, '--tenant', 'Cust1', '--token', 'secret']
  const file = join(temporaryFolder(t), 'seed.json')
  writeFileSync(file, '{"Products":[{"ProductId":7,"Name":"Enamel mug"}]}')
  const assertRun = async (words: string[], exitCode: number, written: RegExp) => {
    const { ended, output } = run(t, BUNDLE, words)
    t.equal(await ended, exitCode, words.join(' '))
    t.match(output.out + output.err, written)
  }
  await assertRun(['seed', file, ...there], 0, /^Name {3}Products {2}Blobs {2}Callers\nCust1 {9}1 {6}0 {8}1\n$/)
  await Promise.all([
    assertRun(['dump', ...there], 0, /^\{"Administrator":.*"Name":"Enamel mug".*\}\n$/s),
    assertRun(['faults', ...there], 0, /^Tenant Cust1 has no fault rules\.\n$/),
    assertRun(['faults', 'remove', '7', ...there], 1, /^Tenant Cust1 has no fault rule with the id 7\. Existing: none\.\n$/),
    assertRun(['rights', 'remove', 'x', ...there], 2, /^The id of a rule must be a positive integer such as 1; got "x"\.\n$/),
    assertRun(['journal', ...there], 0, /^The journal of tenant Cust1 has no matching entries\.\n$/),
    assertRun(['verify', '{"Times":{"Exactly":0}}', ...there], 0, /^The verification holds: .*\n$/),
    assertRun(['verify', '{}', ...there], 1, /^The verification fails: .*\n$/),
    assertRun(['verify', '{', ...there], 2, /^The verification is not valid JSON at line 1, column 2 .*\n$/),
    assertRun(['diff', 'none.har', '--url', url], 2, /none\.har/),
    assertRun(['snapshots', 'restore', 'before', ...there], 1, /^Snapshot before not found; .*\n$/),
    assertRun(['tenants', '--url', url, '--token', 'secret'], 0, /^Name {3,}Products[^]*\nCust1 /),
    assertRun(['clock', '--json', ...there], 0, /"Frozen": false/),
    assertRun(['reset', '--url', url], 1, /^Authorization has been denied for this request\. .* got none\. Set the token by --token, or in a program by token\.\n$/),
  ])
  await assertRun(['reset', ...there, '--json'], 0, /^\{\n {2}"Name": "Cust1",\n {2}"Products": 3,/)
})

t.test('a command that prints data of a mock ends without an error message when the reader of its output ends', { skip: posixOnly.shell }, async t => {
  const { url } = await start(t, BUNDLE, ['--db', ':memory:'])
  const unread = spawn('sh', ['-c', '"$0" "$@" | true', ...SOURCE, 'dump', '--url', url], { env: TEST_ENV, stdio: ['ignore', 'ignore', 'pipe'] })
  const [errors] = await Promise.all([unread.stderr.setEncoding('utf8').toArray(), once(unread, 'close')])
  t.same(errors, [])
})

t.test('the command seed shows its progress on a terminal', { skip: posixOnly.terminals }, async t => {
  let finish = () => {}
  const slow = createHttpServer((request, response) => {
    response.setHeader('x-superoffice-mock', VERSION)
    if (request.method === 'GET') response.end('{"Name":"default","Products":0,"Blobs":0,"Callers":0}')
    else request.resume().once('end', () => { finish = () => response.writeHead(204).end() })
  }).listen(0, '127.0.0.1')
  t.teardown(() => slow.close())
  await once(slow, 'listening')
  const words = ['seed', fromRoot('db/seed.json'), '--url', `http://127.0.0.1:${Object(slow.address()).port}`]
  const child = spawn('python3', ['-c', PTY, ...BUNDLE, ...words], { env: BUNDLE_ENV, stdio: ['pipe', 'pipe', 'inherit'] })
  const all = child.stdout.toArray()
  await printed(child.stdout, /Loading \[/)
  finish()
  t.match((await all).join(''), /Loading \[.*\] 100 %[^]*Name +Products/)
})

t.test('an acknowledged write survives kill -9 at random moments', async t => {
  const PRODUCTS = 40
  const ROUNDS = 6
  await Promise.all(['process', 'power'].map(async durability => {
    const database = join(temporaryFolder(t), 'mock.db')
    const acknowledged = new Map<number, number>()
    let sequence = 0
    for (let round = 0; round < ROUNDS; round++) {
      const { url, child, ended } = await start(t, BUNDLE, ['--db', database, '--durability', durability, '--log-level', 'silent'])
      const timeBefore = statSync(database).mtimeMs
      let answered = 0
      // In the last round, the program is killed after a checkpoint, which changes the modification time of the file, or after 20,000
      // responses, because some systems change the modification time of an open file late.
      const moved = round === ROUNDS - 1 ? () => statSync(database).mtimeMs > timeBefore || answered > 20_000 : () => true
      const enough = PRODUCTS + Math.random() * 500
      const write = async (productId: number): Promise<void> => {
        for (;;) {
          const OriginalSize = ++sequence
          const answer = await put(url, { OriginalSize }, productId).catch(() => undefined)
          if (answer?.status !== 200) return
          acknowledged.set(productId, OriginalSize)
          if (++answered >= enough && moved()) child.kill('SIGKILL')
        }
      }
      await Promise.all(Array.from({ length: PRODUCTS }, (_, index) => write(index + 1)))
      t.equal(await ended, 'SIGKILL')

      const store = createSqliteStore({ path: database, durability: 'process', seed: loadSeed('none') })
      const lost: string[] = []
      for (const [productId, size] of acknowledged) {
        const { entity: stored } = await store.findBlob('default', { link: 'ProductImage', ownerId: productId }) ?? {}
        if (stored === undefined || stored.OriginalSize < size) lost.push(`${productId}: ${size}, but ${stored?.OriginalSize} is stored`)
      }
      await store.close()
      t.same(lost, [])
    }
    t.equal(acknowledged.size, PRODUCTS, `${sequence} writes under DURABILITY=${durability}`)
  }))
})
