import type { Config } from '../config.js'
import type { JournalEntry } from '../library/shapes.js'
import { runningMock, type MockOptions } from './running-mock.js'
import type { Row } from './table.js'

/** Which calls are meant; all that are not excluded. */
export interface JournalOptions extends MockOptions {
  readonly method?: string
  readonly path?: string
  readonly status?: string
}

/**
 * Prints the newest calls of a tenant with their answers.
 * @throws MockError when no call can ever fit, or no mock answers
 */
export async function journal (config: Config, options: JournalOptions): Promise<void> {
  const { control, show } = runningMock(config, options)
  const entries = await control.journal.entries(queryOf(options))
  show(options.json ? entries : entries.map(rowOf))
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
