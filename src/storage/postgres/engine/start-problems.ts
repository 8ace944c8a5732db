import { databaseName } from '../../../config/database-address.js'
import { StorageStartError, StorageUnavailableError } from '../../storage-errors.js'

/** The reasons why a database cannot be used, and the remedies, by code: a SQLSTATE, or an error code of Node. */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^3D000$/, 'does not exist; create it or name another one'],
  [/^28/, 'refuses the user or the password of its address; correct them'],
  [/^42501$/, 'refuses to create tables; grant the role of its address CREATE on the schema, or name another role or schema'],
  [/^3F000$/, 'has no schema with the name in search_path of its address; create it or name another one'],
  [/CERT|SELF_SIGNED|VERIFY|^ERR_(SSL|TLS)|^ENOENT$/, 'cannot be reached by TLS; correct sslmode and sslrootcert of its address, or the certificate of the server'],
]

/** Matches messages of pg about problems with TLS. These errors have no code. */
const NO_TLS = /SSL/

/** Matches the message of pg about an address without a password, if the server requires one. This error has no code. */
const NO_PASSWORD = /password must be a string/

/**
 * Returns the error for a database that cannot be used at the start. If `cause` is a StorageStartError, returns `cause`.
 * @param database the address of the database
 * @param patienceMs maximum time for which the start waited for the database
 */
export function startProblem (database: string, cause: unknown, patienceMs: number): StorageStartError {
  if (cause instanceof StorageStartError) return cause
  const root = findRootError(cause as Error)
  const reason = cause instanceof StorageUnavailableError
    ? `could not be reached within ${patienceMs / 1000} s; start it, or correct its address`
    : describeFailure(root)
  return new StorageStartError(`The database ${databaseName(database)} ${reason} (${root.message}).`)
}

function describeFailure ({ code = '', message }: Error & { readonly code?: string }): string {
  if (NO_PASSWORD.test(message)) return 'requires a password, and its address has none; add it'
  const [, reason] = REASONS.find(([beginning]) => beginning.test(code) || (NO_TLS.test(message) && beginning.test('ERR_TLS'))) ?? []
  return reason ?? 'cannot be used'
}

function findRootError (error: Error): Error & { readonly code?: string } {
  return error.cause instanceof Error ? findRootError(error.cause) : error
}
