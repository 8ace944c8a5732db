import type { Writable } from 'node:stream'
import type { Config } from '../config/config.js'
import type { JournalEntry, JournalQuery } from '../library/shapes.js'
import { followJournal } from './journal-lines.js'
import { connectTenant, type MockOptions } from './running-mock.js'
import type { TableRow } from './table.js'

/** Options of `journal`. A filter that is undefined matches every request. */
export interface JournalCommandOptions extends MockOptions {
  readonly method?: string
  readonly path?: string
  readonly status?: string
  readonly unmatched?: boolean
  readonly since?: string
  readonly limit?: number
  /** True to print new entries as they are recorded, each on one line. The command then runs until it fails or is interrupted. */
  readonly follow?: boolean
  readonly format?: 'table' | 'har'
}

/**
 * Prints the newest matching journal entries of a tenant as a table, as JSON or as an HTTP archive. With `follow`, prints new matching
 * entries as lines instead; with `follow` and `since`, first prints the stored matching entries.
 * @throws MockError if the mock refuses the filters or the request to the mock fails; also the errors of `connectTenant` and, with
 * `follow`, of `followJournal`
 */
export async function journal (config: Config, options: JournalCommandOptions, out: Writable = process.stdout): Promise<void> {
  const mock = connectTenant(config, options)
  const query = createQuery(options)
  if (options.follow) return followJournal(mock, query, options.json ? json => json : formatLine, out)
  if (options.format === 'har') return console.log(JSON.stringify(await mock.control.journal.har(query)))
  const entries = await mock.control.journal.entries(query)
  mock.showList(options.json ? entries : entries.map(createRow), `The journal of tenant ${mock.tenant} has no matching entries.`)
}

const createQuery = ({ method, path, status, unmatched, since, limit }: JournalCommandOptions): JournalQuery => ({
  ...(method !== undefined && { Method: method }),
  ...(path !== undefined && { Path: path }),
  ...(status !== undefined && { Status: status }),
  ...(unmatched === true && { Unmatched: true }),
  ...(since !== undefined && { Since: since }),
  ...(limit !== undefined && { Limit: limit }),
})

const createRow = ({ Id, Time, Method, Path, Query, Status, Milliseconds, Reason }: JournalEntry): TableRow => ({
  Id, Time, Method, Status: Status ?? '–', Milliseconds, Path: Query === '' ? Path : `${Path}?${Query}`, Reason: Reason ?? '',
})

const formatLine = (json: string): string => Object.values(createRow(JSON.parse(json))).join('  ').trimEnd()
