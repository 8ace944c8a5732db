const POSTGRES = /^postgres(ql)?:\/\//i

/** True if the setting `database` is an address of PostgreSQL. Otherwise it is a file, or `:memory:`. */
export const isPostgres = (database: string) => POSTGRES.test(database)

/**
 * Returns the name of the database for messages: a file and `:memory:` unchanged, and an address of PostgreSQL without its password and
 * parameters, which can be secret. Returns `postgres://` for an invalid address.
 */
export function databaseName (database: string): string {
  if (!isPostgres(database)) return database
  if (!URL.canParse(database)) return 'postgres://'
  const { username, host, pathname } = new URL(database)
  return `postgres://${username && `${username}@`}${host}${pathname}`
}
