import type { Writable } from 'node:stream'
import type { Config } from '../config/config.js'
import type { JournalEntry } from '../library/shapes.js'
import { writeCalls } from './journal-lines.js'
import { runningMock, type MockOptions } from './running-mock.js'
import type { Row } from './table.js'

/** Which calls are meant; all that are not excluded. */
export interface JournalOptions extends MockOptions {
  readonly method?: string
  readonly path?: string
  readonly status?: string
  /** Prints those that come from now on, each in a line, until it is interrupted. */
  readonly follow?: boolean
}

/**
 * Prints the newest calls of a tenant with their answers, or those that come.
 * @throws MockError when no call can ever fit, no mock answers, or the one that is followed stops
 */
export async function journal (config: Config, options: JournalOptions, out: Writable = process.stdout): Promise<void> {
  const mock = runningMock(config, options)
  const query = queryOf(options)
  if (options.follow) return writeCalls(mock, query, options.json ? json => json : lineOf, out)
  const entries = await mock.control.journal.entries(query)
  mock.show(options.json ? entries : entries.map(rowOf))
}

const queryOf = ({ method, path, status }: JournalOptions) => ({
  ...(method !== undefined && { Method: method }),
  ...(path !== undefined && { Path: path }),
  ...(status !== undefined && { Status: status }),
})

/** What is seen of a call at a glance. */
const rowOf = ({ Id, Time, Method, Path, Query, Status, Milliseconds, Reason }: JournalEntry): Row => ({
  Id, Time, Method, Status: Status ?? '–', Milliseconds, Path: Query === '' ? Path : `${Path}?${Query}`, Reason: Reason ?? '',
})

const lineOf = (json: string): string => Object.values(rowOf(JSON.parse(json))).join('  ').trimEnd()
