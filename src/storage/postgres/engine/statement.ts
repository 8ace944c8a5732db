import pg from 'pg'
import { assertDefined } from '../../../errors/assert-defined.js'
import { escapeText, unescapeText } from '../../escaped-texts.js'

declare module 'pg' {
  interface Connection {
    /** The texts of the statements that this connection has prepared, by name. */
    readonly parsedStatements: Readonly<Record<string, string>>
  }
}

type ReadColumn = (kept: string) => unknown

interface RowDescription {
  readonly fields: readonly { readonly dataTypeID: number }[]
}

/**
 * A statement as `client.query` expects it. The client calls each `handle…` function when the server sends the corresponding message, and
 * `handleError` also when the connection is lost.
 */
interface Statement extends pg.Submittable {
  readonly name: string
  readonly text: string
  handleRowDescription (message: RowDescription): void
  handleDataRow (message: { readonly fields: (string | null)[] }): void
  handleCommandComplete (): void
  handleReadyForQuery (): void
  handleError (cause: Error): void
}

const statementNames = new Map<string, string>()

/** The functions that convert the values of the columns of a statement, by the name of the statement. */
const columns = new Map<string, readonly ReadColumn[]>()

/**
 * Functions that convert the values of two types, bigint and text, by the OID of the type; parsers of pg convert the values of other types.
 * Bigints become numbers, and strings are unescaped. The numbers are exact, because all bigints of the mock, such as counts, ids, versions
 * and times in milliseconds, are below 2 ** 53.
 */
const READERS = new Map<number, ReadColumn>([[pg.types.builtins.INT8, Number], [pg.types.builtins.TEXT, unescapeText]])

const findReader = (type: number): ReadColumn => READERS.get(type) ?? pg.types.getTypeParser(type)

/**
 * Runs a statement and returns its rows as arrays. The statement is prepared once for each connection. The class Query of pg is slower, for
 * example because it requests the description of the columns each time that it executes a prepared statement.
 */
export async function runStatement<Row extends readonly unknown[]> (client: pg.ClientBase, text: string, values: readonly unknown[]): Promise<Row[]> {
  const name = nameStatement(text)
  const rows: (string | null)[][] = []
  await new Promise<void>((resolve, reject) => {
    const statement: Statement = {
      name,
      text,
      submit (connection) {
        connection.stream.cork()
        if (connection.parsedStatements[name] === undefined) connection.parse({ name, text, types: [] }, true)
        connection.bind({ statement: name, values: values.map(toParameter) }, true)
        if (!columns.has(name)) connection.describe({ type: 'P' }, true)
        connection.execute({}, true)
        connection.sync()
        connection.stream.uncork()
      },
      handleRowDescription ({ fields }) { columns.set(name, fields.map(({ dataTypeID }) => findReader(dataTypeID))) },
      handleDataRow ({ fields }) { rows.push(fields) },
      handleCommandComplete () { if (!columns.has(name)) columns.set(name, []) },
      handleReadyForQuery: resolve,
      handleError: reject,
    }
    client.query(statement)
  })
  const readers = assertDefined(columns.get(name), 'A statement that was run must have a description.')
  return rows.map(fields => readers.map((read, index) => {
    const kept = fields[index] ?? null
    return kept === null ? null : read(kept)
  }) as unknown as Row)
}

function toParameter (value: unknown): string | Buffer | null {
  if (typeof value === 'string') return escapeText(value)
  return Buffer.isBuffer(value) ? value : value?.toString() ?? null
}

function nameStatement (text: string): string {
  const name = statementNames.get(text) ?? `s${statementNames.size}`
  statementNames.set(text, name)
  return name
}
