/**
 * The remedy for a failure of the database. `repeat`: the server aborted the transaction, which can be repeated. `reconnect`: the
 * connection must be closed. The transaction can be repeated on another connection, unless it may have been committed and is not
 * idempotent.
 */
export type Remedy = 'repeat' | 'reconnect'

/**
 * SQLSTATE codes after which the same transaction can succeed: serialization failure, deadlock, unavailable lock, and canceled statement,
 * such as after the statement timeout.
 */
const REPEATABLE = new Set(['40001', '40P01', '55P03', '57014'])

/**
 * Matches SQLSTATE codes after which another connection can succeed. For example, the connection failed; the server is starting, is
 * stopping or has too many connections; the transaction was idle for too long; or the server is read-only, as the previous primary can be
 * after a failover.
 */
const LOST = /^(08|57P|53300|25P03|25006)/

/** Matches the error codes of Node for a server that cannot be reached, and for a connection that was lost. */
const UNREACHED = /^(E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN|ADDRNOTAVAIL)|ENOENT$)/

/**
 * Matches messages about connections that were lost, could not be opened or gave no response. These errors have no code. They are from pg,
 * or from a timer in connections.ts.
 */
const GONE = /^Connection terminated|timeout expired$|timeout exceeded when trying to connect|connection error and is not queryable|^Client was closed|after calling end on the pool/

/**
 * Returns the remedy for an error. Returns undefined if a repetition would probably fail as well, for example after a violated constraint.
 */
export function remedyFor (cause: unknown): Remedy | undefined {
  const { code = '', message, syscall } = Object(cause) as { readonly code?: unknown, readonly message?: unknown, readonly syscall?: unknown }
  // The failed system call `open` means that a file cannot be opened, such as the sslrootcert of the database address. The code ENOENT
  // alone could also mean a missing socket.
  if (syscall === 'open') return undefined
  if (REPEATABLE.has(String(code))) return 'repeat'
  return LOST.test(String(code)) || UNREACHED.test(String(code)) || GONE.test(String(message)) ? 'reconnect' : undefined
}

/** False if the error shows that the connection was lost before the statement was sent. */
export const isSent = (cause: unknown): boolean => !/is not queryable/.test((cause as Error).message)

/** True for an error that the server has returned, and for a failure with a remedy, such as a lost connection. */
export const isOfDatabase = (cause: unknown): boolean => isRefusal(cause) || remedyFor(cause) !== undefined

/** True for an error that the server has returned. */
export const isRefusal = (cause: unknown): cause is Error & { readonly code: string } =>
  cause instanceof Error && 'severity' in cause
