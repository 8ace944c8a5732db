import type Database from 'better-sqlite3'

/**
 * Runs `query` at the end of this turn of the event loop, and resolves with the result of `query`.
 * @throws the error that `query` throws, SqliteError if the transaction cannot begin, or TypeError if the database is closed
 */
export type GroupRead = <Result>(query: () => Result) => Promise<Result>

interface Read {
  readonly attempt: () => void
  readonly reject: (cause: unknown) => void
}

/**
 * Creates the function that runs the queries of one turn of the event loop in one transaction, because a transaction for each query takes
 * more CPU time.
 */
export function createGroupRead (db: Database.Database): GroupRead {
  const begin = db.prepare('BEGIN')
  const commit = db.prepare('COMMIT')
  let waiting: Read[] = []

  function flush (): void {
    const group = waiting
    waiting = []
    try {
      begin.run()
      for (const { attempt } of group) attempt()
      commit.run()
    } catch (cause) {
      for (const { reject } of group) reject(cause)
    }
  }

  return query => new Promise((resolve, reject) => {
    const attempt = () => {
      try {
        resolve(query())
      } catch (cause) {
        reject(cause)
      }
    }
    waiting.push({ attempt, reject })
    if (waiting.length === 1) setImmediate(flush)
  })
}
