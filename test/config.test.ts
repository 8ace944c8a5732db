import { chmodSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t, { type Test } from 'tap'
import { createCommandLine } from '../src/cli/command-line.js'
import { listCommands } from '../src/cli/help.js'
import { ConfigError, loadConfig, type Config } from '../src/config/config.js'
import { ConfigSchema } from '../src/config/config-schema.js'
import { temporaryFolder } from './helper.js'

t.test('settings have their defaults if no flag and no variable is set', async t => {
  t.match(loadConfig(), {
    port: 3000,
    host: '127.0.0.1',
    database: 'superoffice-mock.db',
    seed: 'shipped',
    watchSeed: 'off',
    seeds: '',
    logLevel: 'info',
    writePolicy: 'server',
    unknownProducts: 'accept',
    unknownOwners: 'accept',
    validation: 'service',
    durability: 'process',
    bodyLimit: 1048576,
    imageLimit: 20971520,
    errorMessageKey: 'Message',
    auth: 'any',
    users: '',
    installation: 'any',
    expiredToken: '401',
    corsOrigins: '*',
    putPatch: 'apply',
    notAcceptable: 'fallback',
    baseTimeZone: 'UTC',
    unknownTimeZone: 'reject',
    zonedDates: 'local',
    control: 'on',
    controlToken: '',
    controlOrigins: 'none',
    allowedHosts: 'none',
    tls: 'off',
    tlsCert: '',
    tlsKey: '',
    tlsPassphraseFile: '',
    trustProxy: 'off',
    journalSize: 1000,
    journalPictures: 16384,
    maxTenants: 10000,
    metrics: 'on',
  })
})

t.test('flags take precedence over variables, and an empty variable counts as absent', async t => {
  const env = { PORT: '4000', SUPEROFFICE_MOCK_HOST: '::1', DATABASE: '', SUPEROFFICE_MOCK_WRITE_POLICY: 'client', SUPEROFFICE_MOCK_SEED: '', OTHER: 'x' }
  t.match(loadConfig({ flags: { port: '0' }, env }), {
    port: 0, host: '::1', database: 'superoffice-mock.db', writePolicy: 'client',
  })
})

t.test('some variables without the prefix SUPEROFFICE_MOCK_ are used with a warning, PORT and DATABASE without one, and HOST is ignored with a warning', async t => {
  const warnings: string[] = []
  const load = (env: Record<string, string>, flags = {}) => loadConfig({ env, flags, warn: sentence => { warnings.push(sentence) } })
  t.match(load({ PORT: '1', DATABASE: 'a.db' }), { port: 1, database: 'a.db' })
  t.match(load({ PORT: '1', SUPEROFFICE_MOCK_PORT: '2', DATABASE: 'a.db', SUPEROFFICE_MOCK_DATABASE: 'b.db' }), { port: 2, database: 'b.db' })
  t.match(load({ HOST: '::1', SUPEROFFICE_MOCK_HOST: '::', AUTH: 'users' }, { auth: 'off' }), { host: '::', auth: 'off' })
  t.same(warnings, [])
  t.match(load({ HOST: '::1', LOG_LEVEL: 'warn', CONTROL: '' }), { host: '127.0.0.1', logLevel: 'warn', control: 'on' })
  t.match(load({ ALLOWED_HOSTS: 'x.test' }), { allowedHosts: 'none' })
  t.same(warnings, [
    'The variable HOST is ignored, because shells set it; set SUPEROFFICE_MOCK_HOST or --host instead.',
    'The variable LOG_LEVEL is read only until version 1.0; set SUPEROFFICE_MOCK_LOG_LEVEL instead.',
  ])
  t.match(loadConfig({ env: { LOG_LEVEL: 'warn' } }), { logLevel: 'warn' })
})

t.test('every setting can be set by a variable, by a flag and in a config file', async t => {
  const values: Record<string, string> = {
    port: '1', host: 'h', database: 'd', seed: 's', watchSeed: 'on', seeds: 'f', logLevel: 'silent', writePolicy: 'client', unknownProducts: 'reject', unknownOwners: 'reject',
    validation: 'warn', durability: 'power', bodyLimit: '7', imageLimit: '8', errorMessageKey: 'ErrorMessage', putPatch: 'entity',
    notAcceptable: 'strict', auth: 'users', users: 'u', installation: 'online', expiredToken: '403', baseTimeZone: 'NO', unknownTimeZone: 'ignore', zonedDates: 'utc', corsOrigins: 'none',
    control: 'off', controlToken: 'secret', controlOrigins: 'http://localhost:5173', allowedHosts: 'mock.example.com', tls: 'on', tlsCert: 'c', tlsKey: 'k', tlsPassphraseFile: 'p', trustProxy: 'on', journalSize: '9', journalPictures: '9', maxTenants: '10', metrics: 'off',
  }
  for (const [name, schema] of Object.entries(ConfigSchema.properties)) {
    const expected = { [name]: schema['type'] === 'integer' ? Number(values[name]) : values[name] }
    t.match(loadConfig({ env: { [schema['env']]: values[name] }, warn: t.fail }), expected)
    t.match(loadConfig({ flags: { [schema['flag']]: values[name] } }), expected)
    const inFile = Object(loadConfig({ flags: { config: writeConfig(t, expected) } }))[name]
    t.equal(schema['notPaths'] === undefined ? inFile : basename(String(inFile)), expected[name])
  }
})

t.test('a control token that no header can contain is refused with a message that does not show it', t => {
  t.throws(() => loadConfig({ env: { SUPEROFFICE_MOCK_CONTROL_TOKEN: 'a b' } }), new ConfigError(
    'SUPEROFFICE_MOCK_CONTROL_TOKEN must be ASCII letters, digits and signs without blanks; got another string.'))
  t.end()
})

t.test('one message lists all invalid settings with their sources and the allowed values', async t => {
  t.throws(() => loadConfig({
    flags: { port: '65536', 'log-level': 'loud', db: '' },
    env: { SUPEROFFICE_MOCK_BODY_LIMIT: '1e3', WRITE_POLICY: 'Server', SUPEROFFICE_MOCK_VALIDATION: 'off', SUPEROFFICE_MOCK_VALIDATIN: 'x', SUPEROFFICE_MOCK_: '' },
  }), new ConfigError([
    '--port must be an integer from 0 to 65535; got "65536".',
    '--db must be a non-empty string; got "".',
    '--log-level must be one of trace, debug, info, warn, error, fatal, silent; got "loud".',
    'WRITE_POLICY must be one of server, client; got "Server".',
    'SUPEROFFICE_MOCK_VALIDATION must be one of service, strict, warn; got "off".',
    'SUPEROFFICE_MOCK_BODY_LIMIT must be an integer from 1 to 104857600; got "1e3".',
    'Unknown variable "SUPEROFFICE_MOCK_VALIDATIN"; did you mean SUPEROFFICE_MOCK_VALIDATION?',
  ].join('\n')))
})

/** Writes a config file. Except on Windows, only its owner can read the file. Returns the path of the file. */
function writeConfig (t: Test, content: unknown): string {
  const path = join(temporaryFolder(t), 'mock.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
  return path
}

t.test('flags take precedence over variables, variables over the config file, and the config file over defaults', async t => {
  const config = writeConfig(t, { port: 1, database: ':memory:', logLevel: 'warn', writePolicy: 'client', expiredToken: 403, host: '::1' })
  const flags = { config, port: '2' }
  const env = { PORT: '3', SUPEROFFICE_MOCK_LOG_LEVEL: 'error', HOST: 'ignored' }
  t.match(loadConfig({ flags, env }), { port: 2, logLevel: 'error', writePolicy: 'client', host: '::1', validation: 'service', expiredToken: '403' })
  t.match(loadConfig({ env: { ...env, SUPEROFFICE_MOCK_CONFIG: config } }), { port: 3, writePolicy: 'client' })
  t.match(loadConfig({ flags: { config }, env: { SUPEROFFICE_MOCK_CONFIG: '/nowhere.json', SUPEROFFICE_MOCK_PORT: '' } }), { port: 1 })
  t.match(loadConfig({ env: { SUPEROFFICE_MOCK_CONFIG: '' } }), { port: 3000 })
})

t.test('a config file can contain all settings, with seed and users as JSON values', async t => {
  const settings = { ...loadConfig(), database: ':memory:', seed: { Products: [] }, users: [{ Name: 'anna', Password: 'secret' }], controlToken: 'secret' }
  t.same(loadConfig({ flags: { config: writeConfig(t, settings) } }), settings)
})

t.test('relative paths in a config file are resolved against the folder of the file', async t => {
  const load = (content: object) => {
    const config = writeConfig(t, content)
    return { folder: join(config, '..'), ...loadConfig({ flags: { config } }) }
  }
  const { folder, ...config } = load({ database: 'mock.db', seed: 'seeds', users: '../users.json' })
  t.match(config, { database: join(folder, 'mock.db'), seed: join(folder, 'seeds'), users: join(folder, '../users.json') })
  t.match(load({ database: ':memory:', seed: 'none', users: '' }), { database: ':memory:', seed: 'none', users: '' })
  t.match(load({ seed: 'shipped', users: '/users.json' }), { database: 'superoffice-mock.db', seed: 'shipped', users: '/users.json' })
})

t.test('an invalid config file is refused with its path and one sentence for each problem', async t => {
  const path = writeConfig(t, {})
  const wrong: [content: unknown, message: string][] = [
    [{ prot: 1, db: 'x', 'write-polcy': 'client', constructor: 1 }, `Unknown setting "prot" in ${path}; did you mean port?\n` +
      `Unknown setting "db" in ${path}; did you mean database?\nUnknown setting "write-polcy" in ${path}; did you mean writePolicy?\n` +
      `Unknown setting "constructor" in ${path}; did you mean control?`],
    [{ port: 1.5, host: null, database: '', metrics: false, controlToken: 12345678 }, `port in ${path} must be an integer from 0 to 65535; got 1.5.\n` +
      `host in ${path} must be a non-empty string; got null.\ndatabase in ${path} must be a non-empty string; got "".\n` +
      `controlToken in ${path} must be ASCII letters, digits and signs without blanks; got a number.\nmetrics in ${path} must be one of on, root, off; got false.`],
    ['{\n  "port": 8080\n  "controlToken": "secret"\n}', `The config file ${path} is not valid JSON at line 3, column 3. --config or SUPEROFFICE_MOCK_CONFIG must be the path of a JSON file.`],
    ['', `The config file ${path} is not valid JSON at line 1, column 1. --config or SUPEROFFICE_MOCK_CONFIG must be the path of a JSON file.`],
    ['"secret"', `The config file ${path} must be an object such as {"port": 8080}; got a string.`],
    [[], `The config file ${path} must be an object such as {"port": 8080}; got an array.`],
    [null, `The config file ${path} must be an object such as {"port": 8080}; got null.`],
  ]
  for (const [content, message] of wrong) {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    t.throws(() => loadConfig({ flags: { config: path } }), { message })
  }
  t.throws(() => loadConfig({ env: { SUPEROFFICE_MOCK_CONFIG: '/nowhere.json' } }), {
    message: 'The config file /nowhere.json cannot be read (it does not exist). --config or SUPEROFFICE_MOCK_CONFIG must be the path of a JSON file.',
  })
  t.throws(() => loadConfig({ flags: { config: '' } }), { message: '--config or SUPEROFFICE_MOCK_CONFIG must be the path of a JSON file; got "".' })
})

t.test('a config file that contains a secret is refused if other users can read it', { skip: process.platform === 'win32' && 'Windows has no such permissions' }, async t => {
  const load = (content: object, mode: number) => {
    const config = writeConfig(t, content)
    chmodSync(config, mode)
    return { config, load: () => loadConfig({ flags: { config } }) }
  }
  for (const mode of [0o644, 0o640, 0o604]) {
    const { config, load: loadReadable } = load({ controlToken: 'secret', users: [{ Name: 'anna' }] }, mode)
    t.throws(loadReadable, new ConfigError(`The config file ${config} has a secret (users, controlToken), and users other than its owner can read it; run chmod 600 ${config}.`))
  }
  t.match(load({ controlToken: 'secret' }, 0o600).load(), { controlToken: 'secret' })
  t.match(load({ controlToken: '', users: 'users.json' }, 0o644).load(), { controlToken: '' })
})

async function run (words: string[], env = {}) {
  const called: [string, Config, ...unknown[]][] = []
  const written: string[] = []
  const record = (name: string) => async (config: Config, ...args: unknown[]) => { called.push([name, config, ...args]) }
  const program = createCommandLine({
    serve: record('serve'),
    healthcheck: record('healthcheck'),
    env: record('env'),
    ca: record('ca'),
    diff: record('diff'),
    seed: record('seed'),
    dump: record('dump'),
    reset: record('reset'),
    snapshots: record('snapshots'),
    tenants: record('tenants'),
    clock: record('clock'),
    faults: record('faults'),
    rights: record('rights'),
    journal: record('journal'),
    verify: record('verify'),
  }, env)
  const output = { writeOut: (text: string) => { written.push(text) }, writeErr: (text: string) => { written.push(text) } }
  for (const { command } of listCommands(program)) command.configureOutput(output)
  const error = await program.parseAsync(words, { from: 'user' }).then(() => undefined, cause => cause)
  return { called, written: written.join(''), error }
}

const COMMANDS = listCommands(createCommandLine(Object({}), {}))

t.test('the command line calls commands with their settings, options and arguments, and prints help', async t => {
  t.test('the command line without a command starts the mock', async t => {
    const { called } = await run(['--port', '0', '--db', ':memory:'], { PORT: '1' })
    t.match(called, [['serve', { port: 0, database: ':memory:' }]])
  })

  t.test('the command line accepts settings before and after a command, from flags, variables and a config file', async t => {
    t.match((await run(['healthcheck'], { PORT: '7' })).called, [['healthcheck', { port: 7 }, {}]])
    t.match((await run(['healthcheck', '--port', '8'])).called, [['healthcheck', { port: 8 }, {}]])
    t.match((await run(['--port', '9', 'healthcheck', '--url', 'http://mock'])).called, [['healthcheck', { port: 9 }, { url: 'http://mock' }]])
    t.match((await run(['--tls', 'healthcheck', '--port', '9'])).called, [['healthcheck', { port: 9, tls: 'on' }, {}]])
    t.match((await run(['healthcheck', '--config', writeConfig(t, { port: 10 })])).called, [['healthcheck', { port: 10 }, {}]])
  })

  t.test('the command line calls env with its options', async t => {
    t.match((await run(['env', '--port', '8'])).called, [['env', { port: 8 }, { tenant: 'default', format: 'sh' }]])
    t.match((await run(['env', '--json', '--tenant', 'Cust1', '--url', 'http://mock'])).called, [['env', {}, { tenant: 'Cust1', format: 'json', url: 'http://mock' }]])
    t.match((await run(['env', '--format', 'yaml'])).written, 'Allowed choices are sh, dotenv, powershell, json.')
  })

  t.test('the command line calls commands that control a running mock with their options and arguments', async t => {
    const there = { tenant: 'default' }
    const cases: [words: string[], called: [string, Config | object, ...unknown[]]][] = [
      [['seed', 'a.json', '--tenant', 'Cust1', '--json'], ['seed', {}, { tenant: 'Cust1', json: true }, 'a.json']],
      [['ca', '--url', 'https://mock'], ['ca', {}, { url: 'https://mock' }]],
      [['dump'], ['dump', {}, there, undefined]],
      [['dump', 'a.json', '--port', '8'], ['dump', { port: 8 }, there, 'a.json']],
      [['reset', '--url', 'https://mock', '--token', 'secret', '--ca', 'ca.pem'], ['reset', {}, { url: 'https://mock', token: 'secret', ca: 'ca.pem' }]],
      [['diff', 'a.har', '--ca', 'ca.pem'], ['diff', {}, { tenant: 'default', ca: 'ca.pem' }, 'a.har']],
      [['snapshots', '--tenant', 'Cust1'], ['snapshots', {}, { tenant: 'Cust1' }, { verb: 'list' }]],
      [['snapshots', 'take', 'a'], ['snapshots', {}, there, { verb: 'take', name: 'a' }]],
      [['snapshots', 'restore', 'a'], ['snapshots', {}, there, { verb: 'restore', name: 'a' }]],
      [['snapshots', 'remove', 'a'], ['snapshots', {}, there, { verb: 'remove', name: 'a' }]],
      [['tenants', '--json'], ['tenants', {}, { json: true }, { verb: 'list' }]],
      [['tenants', 'remove', 'Cust1'], ['tenants', {}, {}, { verb: 'remove', name: 'Cust1' }]],
      [['clock'], ['clock', {}, there, { verb: 'read' }]],
      [['clock', 'set', '2026-01-01T00:00:00Z'], ['clock', {}, there, { verb: 'set', at: '2026-01-01T00:00:00Z' }]],
      [['clock', 'freeze'], ['clock', {}, there, { verb: 'freeze', at: undefined }]],
      [['clock', 'freeze', '2026-01-01T00:00:00Z'], ['clock', {}, there, { verb: 'freeze', at: '2026-01-01T00:00:00Z' }]],
      [['clock', 'resume'], ['clock', {}, there, { verb: 'resume' }]],
      [['clock', 'advance', '-60'], ['clock', {}, there, { verb: 'advance', step: '-60' }]],
      [['clock', 'advance', '-PT1H', '--tenant', 'Cust1'], ['clock', {}, { tenant: 'Cust1' }, { verb: 'advance', step: '-PT1H' }]],
      [['clock', 'reset'], ['clock', {}, there, { verb: 'reset' }]],
      [['faults', '--json'], ['faults', {}, { json: true }, { verb: 'list' }]],
      [['faults', 'list'], ['faults', {}, there, { verb: 'list' }]],
      [['faults', 'add', '{}', '--tenant', 'Cust1'], ['faults', {}, { tenant: 'Cust1' }, { verb: 'add', rule: '{}' }]],
      [['faults', 'preset', 'flaky'], ['faults', {}, there, { verb: 'preset', name: 'flaky', body: undefined }]],
      [['faults', 'preset', 'flaky', '{}'], ['faults', {}, there, { verb: 'preset', name: 'flaky', body: '{}' }]],
      [['faults', 'remove', '7'], ['faults', {}, there, { verb: 'remove', id: '7' }]],
      [['faults', 'clear'], ['faults', {}, there, { verb: 'clear' }]],
      [['rights'], ['rights', {}, there, { verb: 'list' }]],
      [['rights', 'add', '-'], ['rights', {}, there, { verb: 'add', rule: '-' }]],
      [['rights', 'remove', '7'], ['rights', {}, there, { verb: 'remove', id: '7' }]],
      [['rights', 'clear'], ['rights', {}, there, { verb: 'clear' }]],
      [['journal', '--follow', '--json'], ['journal', {}, { ...there, follow: true, json: true }]],
      [['journal', '--method', 'put', '--path', '/api/*', '--status', '4xx', '--since', '7', '--limit', '5'],
        ['journal', {}, { ...there, method: 'put', path: '/api/*', status: '4xx', since: '7', limit: 5 }]],
      [['verify', '{}', '--json'], ['verify', {}, { ...there, json: true }, '{}']],
    ]
    for (const [words, called] of cases) t.match((await run(words)).called, [called], words.join(' '))
  })

  t.test('the help of the program lists all commands and the common settings, and the help of serve lists all settings', async t => {
    const { written, error } = await run(['--help'])
    t.equal(error.exitCode, 0)
    t.match(written, /--port <number> [^]*\nCommands:\n/)
    for (const { name, command } of COMMANDS.filter(({ name }) => name.split(' ').length === 2)) t.match(written, `\n  ${command.name()} `, name)
    t.notMatch(written, '--write-policy')
    const { written: ofServe } = await run(['serve', '--help'])
    t.match(ofServe, 'SUPEROFFICE_MOCK_CONFIG')
    for (const schema of Object.values(ConfigSchema.properties)) {
      t.match(ofServe, `--${schema['flag']} `)
      t.match(ofServe, schema['env'])
    }
  })

  t.test('the help of each other command has its own options, its examples and one line about settings', async t => {
    for (const { name, command } of COMMANDS.filter(({ name }) => !['superoffice-mock', 'superoffice-mock serve'].includes(name))) {
      const { written, error } = await run([...name.split(' ').slice(1), '--help'])
      t.equal(error.exitCode, 0)
      t.match(written, /^Usage: .*\n\n[A-Z][^]*\.\n\n/, name)
      for (const { long } of command.options) t.match(written, `${long}`, name)
      const [, examples = ''] = written.split('\nExamples:\n')
      t.match(examples, name)
      t.match(written, /\n\nThe settings, such as --port and --config, are options as well: see superoffice-mock serve --help\.\n$/, name)
      t.notMatch(written, '--write-policy', name)
    }
  })

  t.test('the command help shows the help of the command that it names', async t => {
    const { written, error } = await run(['help', 'faults', 'add'])
    t.equal(error.exitCode, 0)
    t.equal(written, (await run(['faults', 'add', '--help'])).written)
    t.equal((await run(['help'])).written, (await run(['--help'])).written)
  })

  t.test('the command line prints the version', async t => {
    const { written, error } = await run(['--version'])
    t.match(written, /^\d+\.\d+\.\d+\n$/)
    t.equal(error.exitCode, 0)
  })

  t.test('the command line lists the commands after an unknown command, suggests the nearest option after an unknown option, and refuses invalid arguments', async t => {
    const wrong: [words: string[], message: string][] = [
      [['--prot', '1'], "unknown option '--prot'\n(Did you mean --port?)\nSee superoffice-mock serve --help."],
      [['--port'], "'--port <number>' argument missing"],
      [['healtcheck'], "unknown command 'healtcheck'; the commands are serve, healthcheck, env, ca, help, seed, dump, reset, snapshots, tenants, clock, faults"],
      [['help', 'fault'], "unknown command 'fault'; the commands are serve, "],
      [['help', 'faults', 'ad'], "unknown command 'ad'; the commands are list, add, remove, clear, preset\nSee superoffice-mock faults --help."],
      [['help', 'reset', 'all'], "unknown command 'all'; reset has no commands"],
      [['serve', 'more'], "too many arguments for 'serve'. Expected 0 arguments but got 1.\nSee superoffice-mock serve --help."],
      [['faults', 'list', 'more'], "too many arguments for 'list'. Expected 0 arguments but got 1.\nSee superoffice-mock faults list --help."],
      [['clock', '--tenant', 'Cust1', 'freeze'], "error: the options of 'freeze' must follow it\nSee superoffice-mock clock --help."],
      [['env', '--json', '--format', 'dotenv'], "option '--json' cannot be used with option '--format <format>'"],
      [['healthcheck', 'more'], 'too many arguments'],
      [['seed'], "missing required argument 'file'\nSee superoffice-mock seed --help."],
      [['faults', 'lits'], "unknown command 'lits'; the commands are list, add, remove, clear, preset\nSee superoffice-mock faults --help."],
      [['clock', '--tenant', 'Cust1', 'frees'], "unknown command 'frees'; the commands are read, set, freeze, resume, advance, reset"],
      [['journal', '--limit', 'x'], "option '--limit <number>' argument 'x' is invalid. It must be an integer."],
      [['journal', '--limit', '1', '--follow'], "option '--follow' cannot be used with option '--limit <number>'"],
    ]
    for (const [words, message] of wrong) {
      const { called, written, error } = await run(words)
      t.same(called, [])
      t.match(written, message)
      t.not(error.exitCode, 0)
    }
  })
})
