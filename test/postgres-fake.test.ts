import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config/config.js'
import type { Log } from '../src/http/logging.js'

/** Returns the rows of a statement, or the error with which the statement fails. All values in rows are bigints in text format. */
type Rows = (text: string) => readonly string[][] | Error

/** The part of a statement that the fake uses: its text, and the functions that receive the messages of the database. */
interface FakedStatement {
  readonly text: string
  handleRowDescription (message: { readonly fields: readonly { readonly dataTypeID: number }[] }): void
  handleDataRow (message: { readonly fields: readonly string[] }): void
  handleCommandComplete (): void
  handleReadyForQuery (): void
  handleError (cause: Error): void
}

/** Number of pools that the fakes have created. */
let createdPools = 0

async function buildFakeApp (t: Test, findRows: Rows, log?: Log): Promise<FastifyInstance> {
  const client = {
    release: () => undefined,
    query (statement: FakedStatement) {
      const rows = findRows(statement.text)
      if (rows instanceof Error) {
        statement.handleError(rows)
        return
      }
      statement.handleRowDescription({ fields: (rows[0] ?? []).map(() => ({ dataTypeID: pg.types.builtins.INT8 })) })
      for (const fields of rows) statement.handleDataRow({ fields })
      statement.handleCommandComplete()
      statement.handleReadyForQuery()
    },
  }
  class Pool {
    readonly totalCount = 2
    readonly idleCount = 1
    readonly waitingCount = 0
    constructor () { createdPools++ }
    on () {}
    async connect () { return client }
    async end () {}
  }
  const { Pool: original } = pg
  Object.assign(pg, { Pool })
  t.teardown(() => Object.assign(pg, { Pool: original }))
  const app = await buildApp({ ...loadConfig(), database: 'postgres://host/mock', auth: 'off' }, log)
  t.teardown(() => app.close())
  return app
}

const findNothing: Rows = text => text.startsWith('SELECT count(*)') ? [['0']] : []

t.test('a start on PostgreSQL keeps the connections of its migrations for later statements', async t => {
  const before = createdPools
  const app = await buildFakeApp(t, findNothing)
  const pools = (await app.inject('/_mock/metrics')).body.match(/^superoffice_mock_database_connections\{pool="\w+",state="used"\}/gm)
  t.equal(createdPools - before, pools?.length)
})

t.test('on PostgreSQL, the mock is ready and its metrics have the statements and the pools of connections', async t => {
  const app = await buildFakeApp(t, findNothing)
  t.match((await app.inject('/ready')).json(), { status: 'ready' })
  const metrics = (await app.inject('/_mock/metrics')).body
  for (const line of [
    /^superoffice_mock_database_statements_total [1-9]\d*$/m, /^superoffice_mock_database_retries_total 0$/m, /^superoffice_mock_save_conflicts_total 0$/m,
    /^superoffice_mock_database_connections\{pool="read",state="used"\} 1$/m, /^superoffice_mock_database_connections\{pool="long",state="idle"\} 1$/m,
    /^superoffice_mock_database_waiting\{pool="write"\} 0$/m,
  ]) t.match(metrics, line)
})

t.test('on PostgreSQL, a request whose commit loses the connection gets status 503 and a message', async t => {
  let isLost = false
  const app = await buildFakeApp(t, text => isLost && text === 'COMMIT' ? new Error('Connection terminated unexpectedly') : findNothing(text))
  isLost = true
  const answer = await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.equal(answer.statusCode, 503)
  t.equal(answer.headers['retry-after'], '1')
  t.match(answer.body, /The database could not be used: the connection was lost \(Connection terminated unexpectedly\) while the change was committed, so it may have been saved or not; read the data /)
})

t.test('on PostgreSQL, the mock logs a warning if it has to wait for the database at its start', async t => {
  const sentences: string[] = []
  const logger = pino({ level: 'warn' }, { write: line => { sentences.push(JSON.parse(line).msg) } })
  let attempts = 0
  const app = await buildFakeApp(t, text => attempts++ === 0 ? new Error('Connection terminated unexpectedly') : findNothing(text), { logger, flush: () => undefined })
  t.same(sentences, ['The database cannot be reached yet; waiting for at most 30 s.'])
  t.equal((await app.inject('/health')).statusCode, 200)
})
