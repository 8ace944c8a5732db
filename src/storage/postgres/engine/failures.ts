/**
 * The remedy for a failure of the database: `repeat` the transaction, which was rolled back, or `reconnect` first, because the connection
 * can no longer be used.
 */
export type Remedy = 'repeat' | 'reconnect'

/**
 * Codes of SQLSTATE after which the same transaction can succeed: serialization failure, deadlock, and a statement that waited too long for
 * a lock.
 */
const REPEATABLE = new Set(['40001', '40P01', '55P03', '57014'])

/**
 * Beginnings of SQLSTATE after which another connection can succeed: the connection failed, the server stops or starts, it has too many
 * connections, the transaction was idle for too long, or it is read-only, as the server that a failover has replaced is.
 */
const LOST = /^(08|57P|53300|25P03|25006)/

/** Codes of Node for a server that is not reached, or not any more. */
const UNREACHED = /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN|ADDRNOTAVAIL)|ENOENT$)/

/** Matches pg's messages of lost connections, in errors without a code. */
const GONE = /^Connection terminated|timeout expired$|timeout exceeded when trying to connect|Query read timeout|connection error and is not queryable|^Client was closed/

/** Returns undefined for an error that another attempt would meet again, such as a violated constraint. */
export function remedyFor (cause: unknown): Remedy | undefined {
  const { code = '', message } = Object(cause) as { readonly code?: unknown, readonly message?: unknown }
  if (REPEATABLE.has(String(code))) return 'repeat'
  return LOST.test(String(code)) || UNREACHED.test(String(code)) || GONE.test(String(message)) ? 'reconnect' : undefined
}

/** True for an error that the database reported about a statement. */
export const isRefusal = (cause: unknown): cause is Error & { readonly code: string } =>
  cause instanceof Error && 'severity' in cause
