import { Socket } from 'node:net'
import pg from 'pg'

/** Maximum number of concurrent short transactions that lock a tenant. Each locks a different tenant. */
const WRITE_CONNECTIONS = 2
const READ_CONNECTIONS = 4

/**
 * Maximum number of concurrent calls of `change`, and of short transactions that lock no tenant. They use separate connections, so that they do
 * not wait until a transaction has the lock of a tenant. The number is small, because one call can store the changes of several requests.
 */
const BATCH_CONNECTIONS = 2

/**
 * Maximum number of concurrent long transactions. They use separate connections, so that a short transaction does not wait until a long one
 * releases its connection. The number must be at least 2, because `migrate` runs the transactions of the scripts while another long
 * transaction locks a row.
 */
const LONG_CONNECTIONS = 2

const CONNECT_TIMEOUT_MS = 3000
const STATEMENT_TIMEOUT_MS = 5000

/**
 * Time without a statement after which the server ends a short transaction and releases its locks. A process that loses its network
 * connection can leave a transaction open. The time is shorter than PATIENCE_MS, so that other processes usually do not give up before
 * the locks are released.
 */
const IDLE_TRANSACTION_MS = 5000

/**
 * Default time without data from or to the server after which a connection is closed, so that a statement to which the server does not
 * respond fails. It exceeds STATEMENT_TIMEOUT_MS, after which a working server responds with an error. For long transactions, the time is
 * LONG_STATEMENT_MS.
 */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 1000

/**
 * Time limit of a statement in a long transaction. Such a statement can copy or remove all rows of a tenant in a table, or wait until
 * another process has stored a seed.
 */
export const LONG_STATEMENT_MS = 600_000

export interface Pools {
  /** The pools by their names in the metrics. */
  readonly pools: Readonly<Record<'read' | 'write' | 'batch' | 'long', pg.Pool>>
  /** The sockets of all connections. */
  readonly sockets: ReadonlySet<Socket>
}

/** Creates the pools. Connections are opened when they are needed, so lost connections are replaced. */
export function createPools (url: string, { silenceMs = SILENCE_MS } = {}): Pools {
  const sockets = new Set<Socket>()
  // pg treats these modes as `verify-full` unless `uselibpqcompat` is set, and prints a warning that they may change.
  const connectionString = /[?&]uselibpqcompat=true(&|$)/.test(url) ? url : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
  const createPool = (max: number, mostSilenceMs = silenceMs) => {
    const pool = new pg.Pool({
      connectionString,
      max,
      application_name: 'superoffice-mock',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      keepAlive: true,
      // A timer of the socket restarts at each use. pg's option `query_timeout` makes a timer for each statement, and these timers keep
      // objects of earlier statements in memory, which costs about a tenth of the CPU time of a save.
      stream: () => {
        const socket = new Socket()
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
        return socket.setTimeout(mostSilenceMs, () => socket.destroy(new Error(`Connection terminated after ${mostSilenceMs} ms without data`)))
      },
    })
    // The error of a lost connection is ignored, because a statement in progress throws the error as well, and a lost idle connection is
    // replaced when a statement needs one.
    pool.on('error', ignore)
    pool.on('connect', client => client.on('error', ignore))
    return pool
  }
  return {
    pools: {
      read: createPool(READ_CONNECTIONS),
      write: createPool(WRITE_CONNECTIONS),
      batch: createPool(BATCH_CONNECTIONS),
      long: createPool(LONG_CONNECTIONS, LONG_STATEMENT_MS),
    },
    sockets,
  }
}

const ignore = () => {}
