/** The beginning of an address of PostgreSQL. */
const POSTGRES = /^postgres(ql)?:\/\//i

/** True if the setting `database` is an address of PostgreSQL, not a file. */
export const isPostgres = (database: string) => POSTGRES.test(database)

/** Returns how messages name the database: a file as it is, an address without its password and its parameters, which may be secrets. */
export function databaseName (database: string): string {
  if (!isPostgres(database)) return database
  if (!URL.canParse(database)) return 'postgres://'
  const { username, host, pathname } = new URL(database)
  return `postgres://${username && `${username}@`}${host}${pathname}`
}
