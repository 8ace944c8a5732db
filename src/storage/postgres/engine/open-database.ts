import type { CommitListener } from '../../commit-listener.js'
import { StorageStartError } from '../../storage-errors.js'
import { createConnections, type Connections } from './connections.js'
import { migrate } from './migrations.js'
import { createPools } from './pools.js'
import { startProblem } from './start-problems.js'

/** Default time for which a start waits for a database that cannot be reached, because the database may be starting as well. */
const START_PATIENCE_MS = 30_000

export interface DatabaseOptions {
  /** The address, such as `postgres://user:password@host:5432/database`. */
  readonly url: string
  readonly onCommit?: CommitListener | undefined
  /** Called at most once, with a message for the log, before the start repeats a failed attempt. */
  readonly onWait?: ((sentence: string) => void) | undefined
  readonly startPatienceMs?: number | undefined
}

/**
 * Connects to a database and runs the missing migrations.
 * @throws StorageStartError that names the reason why the database cannot be used
 */
export async function openDatabase ({ url, onCommit, onWait, startPatienceMs = START_PATIENCE_MS }: DatabaseOptions): Promise<Connections> {
  if (!URL.canParse(url)) {
    throw new StorageStartError('SUPEROFFICE_MOCK_DATABASE must be an address such as postgres://user:password@host:5432/database, ' +
      'in which special characters of the password are percent-encoded; got one that cannot be read.')
  }
  let isWaiting = false
  const pools = createPools(url)
  const starting = createConnections(pools, {
    patienceMs: startPatienceMs,
    onRetry: () => {
      if (!isWaiting) onWait?.(`The database cannot be reached yet; waiting for at most ${startPatienceMs / 1000} s.`)
      isWaiting = true
    },
  })
  try {
    await migrate(starting)
  } catch (cause) {
    await starting.close()
    throw startProblem(url, cause, startPatienceMs)
  }
  return createConnections(pools, { onCommit })
}
