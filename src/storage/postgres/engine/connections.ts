import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { CommitListener } from '../../commit-listener.js'
import type { DatabaseUsage } from '../../database-usage.js'
import { StorageError, StorageUnavailableError } from '../../storage-errors.js'
import { isRefusal, isSent, remedyFor } from './failures.js'
import { LONG_STATEMENT_MS, type Pools } from './pools.js'
import { createQueues } from './queues.js'
import { runStatement } from './statement.js'

/**
 * Time without a statement after which the server ends a long transaction, unless the transaction sets another time. It exceeds
 * IDLE_TRANSACTION_MS, because a process can do other work between two statements of a long transaction, such as storing the bytes of
 * pictures on another connection.
 */
const IDLE_LONG_MS = 15_000

/**
 * Default time within which a failed attempt is repeated, for example while the database cannot be reached. The last attempt begins within
 * this time, and can end later.
 */
const PATIENCE_MS = 10_000

/**
 * First and longest pause before another attempt. The pause doubles each time, up to the longest. A random part of up to half of the pause
 * is subtracted, so that processes whose transactions conflicted do not repeat them at the same time.
 */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 500

/** Time after which `close` ends the connections with statements or transactions in progress. */
const CLOSE_PATIENCE_MS = 1000

/**
 * Runs one statement and returns the rows as arrays. Values must be parameters and not part of `text`, because each connection prepares a
 * statement for each different text.
 */
export type Query = <Row extends readonly unknown[]>(text: string, values?: readonly unknown[]) => Promise<Row[]>

export interface Attempts {
  /** True if the statements of the transaction may take minutes. */
  readonly isLong?: boolean
  /**
   * The name of a queue. Transactions of this process in the same queue run one after the other. Those that lock the same tenant are in one
   * queue, so that only one of them uses a connection while another process has locked the tenant.
   */
  readonly queue?: string
  /** True if the transaction may be repeated although it may have been committed already. */
  readonly isIdempotent?: boolean
  /** True if the transaction must not be repeated after a failure. */
  readonly isImmediate?: boolean
  /** The number of writes in the transaction, which is passed to `onCommit`; 1 by default. */
  readonly writes?: number
}

export type Batch = Pick<Attempts, 'isIdempotent' | 'writes'>

/** Called with the error before a failed attempt is repeated. */
export type RetryListener = (cause: unknown) => void

export interface Connections {
  /**
   * Runs `work` without a transaction. The statements of `work` must not change data. Repeats `work` and throws errors as `write` does,
   * except UnknownOutcomeError.
   */
  read<Result> (work: (query: Query) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` in one transaction, so that all its statements read the data of one instant. The statements must not change data. Repeats
   * `work` and throws errors as `write` does, except UnknownOutcomeError.
   */
  readAtOnce<Result> (work: (query: Query) => Promise<Result>): Promise<Result>
  /**
   * Runs `work` in a transaction, and rolls the transaction back if `work` throws. After a failure for which `remedyFor` returns a remedy,
   * such as a deadlock or a lost connection, the transaction can be run again. A transaction that may have been committed is only run again
   * if it is idempotent.
   * @throws for example the error of `work`; StorageError if the database refuses a statement; StorageUnavailableError if the transaction
   * is not run again after a failure with a remedy, because `isImmediate` is set, the time limit is reached, or the connections are closed;
   * UnknownOutcomeError if it is unknown whether the transaction was committed
   */
  write<Result> (work: (query: Query) => Promise<Result>, attempts?: Attempts): Promise<Result>
  /**
   * Runs `work` without a transaction. `work` may change data only by a single statement. Repeats `work` and throws errors as `write` does.
   */
  change<Result> (work: (query: Query) => Promise<Result>, batch?: Batch): Promise<Result>
  usage (): Omit<DatabaseUsage, 'conflicts'>
  /**
   * Waits until all statements and transactions in progress have ended, and closes all connections. Those that take more than
   * CLOSE_PATIENCE_MS, for example because another process has locked a tenant, fail with StorageUnavailableError.
   */
  close (): Promise<void>
}

interface ConnectionsOptions {
  readonly patienceMs?: number
  readonly onRetry?: RetryListener | undefined
  readonly onCommit?: CommitListener | undefined
}

/** Thrown if it is unknown whether a change was saved. */
export class UnknownOutcomeError extends StorageUnavailableError {}

/**
 * Thrown within this file if a change that is not idempotent fails while its COMMIT or, in `change`, its statement may have been sent, and
 * the remedy for the error is `reconnect`. Callers receive UnknownOutcomeError instead.
 */
class UnknownOutcome extends Error {}

/** Creates the functions that run statements and transactions on the connections of `pools`. */
export function createConnections ({ pools, sockets }: Pools, { patienceMs = PATIENCE_MS, onRetry, onCommit }: ConnectionsOptions = {}): Connections {
  const queues = createQueues()
  let isClosed = false
  let statements = 0
  let retries = 0

  const queryWith = (client: PoolClient): Query => (text, values = []) => {
    statements++
    return runStatement(client, text, values)
  }

  /**
   * Repeats `attempt` until it succeeds. Gives up after an error for which `remedyFor` returns no remedy, after an unknown outcome, when
   * `end` is reached, or when the connections are closed.
   * @throws errors as `write` does
   */
  async function persist<Result> (attempt: () => Promise<Result>, end = performance.now() + patienceMs, pause = FIRST_PAUSE_MS): Promise<Result> {
    try {
      return await attempt()
    } catch (cause) {
      if (cause instanceof UnknownOutcome) throw new UnknownOutcomeError(`${cause.message}; read the data before you send the request again`, { cause })
      if (remedyFor(cause) === undefined) throw isRefusal(cause) ? new StorageError(cause.message, { cause }) : cause
      if (isClosed || performance.now() + pause > end) throw new StorageUnavailableError(`it cannot be reached now (${(cause as Error).message})`, { cause })
      retries++
      onRetry?.(cause)
    }
    await delay(pause / 2 + Math.random() * pause / 2)
    return persist(attempt, end, Math.min(2 * pause, LONGEST_PAUSE_MS))
  }

  async function withClient<Result> (pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await pool.connect()
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (cause) {
      client.release(remedyFor(cause) === 'reconnect' || cause instanceof UnknownOutcome)
      throw cause
    }
  }

  async function transact<Result> (client: PoolClient, begin: string, work: (query: Query) => Promise<Result>, { isLong = false, isIdempotent = false }: Attempts): Promise<Result> {
    const query = queryWith(client)
    let result: Result
    try {
      await query(begin)
      if (isLong) {
        await query(`SET LOCAL statement_timeout = ${LONG_STATEMENT_MS}`)
        await query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_LONG_MS}`)
      }
      result = await work(query)
    } catch (cause) {
      // A connection that will be closed needs no ROLLBACK, because the server then rolls back the transaction itself. On a lost
      // connection, ROLLBACK would wait for a response in vain.
      if (remedyFor(cause) !== 'reconnect') await query('ROLLBACK').catch(() => undefined)
      throw cause
    }
    await commit(() => query('COMMIT'), isIdempotent)
    return result
  }

  /**
   * Runs `work`, which makes a change permanent: a COMMIT, or the work of `change`.
   * @throws the error of `work`; UnknownOutcome instead if the change is not idempotent, the remedy for the error is `reconnect` (for
   * example after a lost connection or on a read-only server), and the statement may have been sent
   */
  async function commit<Result> (work: () => Promise<Result>, isIdempotent: boolean): Promise<Result> {
    try {
      return await work()
    } catch (cause) {
      throw remedyFor(cause) === 'reconnect' && !isIdempotent && isSent(cause)
        ? new UnknownOutcome(`the connection was lost (${(cause as Error).message}) while the change was committed, so it may have been saved or not`)
        : cause
    }
  }

  async function write<Result> (work: (query: Query) => Promise<Result>, attempts: Attempts = {}): Promise<Result> {
    const since = performance.now()
    const { isLong = false, isImmediate = false, queue, writes = 1 } = attempts
    const pool = isLong ? pools.long : queue === undefined ? pools.batch : pools.write
    const attempt = () => withClient(pool, client => transact(client, 'BEGIN ISOLATION LEVEL READ COMMITTED', work, attempts))
    // The time in the queue counts, except before a long transaction, because those before it can be long as well.
    const run = () => persist(attempt, isImmediate ? 0 : (isLong ? performance.now() : since) + patienceMs)
    const result = await (queue === undefined ? run() : queues.run(queue, isLong ? LONG_STATEMENT_MS : patienceMs, run))
    onCommit?.(writes, performance.now() - since)
    return result
  }

  async function change<Result> (work: (query: Query) => Promise<Result>, { writes = 1, isIdempotent = false }: Batch = {}): Promise<Result> {
    const since = performance.now()
    const result = await persist(() => withClient(pools.batch, client => commit(() => work(queryWith(client)), isIdempotent)))
    onCommit?.(writes, performance.now() - since)
    return result
  }

  return {
    read: work => persist(() => withClient(pools.read, client => work(queryWith(client)))),
    readAtOnce: work => persist(() => withClient(pools.read, client =>
      transact(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work, { isIdempotent: true }))),
    write,
    change,
    usage: () => ({
      statements,
      retries,
      pools: Object.entries(pools).map(([name, { totalCount, idleCount, waitingCount }]) =>
        ({ name, used: totalCount - idleCount, idle: idleCount, waiting: waitingCount })),
      queued: queues.waiting,
    }),
    async close () {
      isClosed = true
      const cut = setTimeout(() => { for (const socket of sockets) socket.destroy() }, CLOSE_PATIENCE_MS)
      await Promise.all(Object.values(pools).map(pool => pool.end()))
      clearTimeout(cut)
    },
  }
}
