import { statSync } from 'node:fs'

/** How long a commit relies on the last look at the file, so that a look costs nothing per request. */
const LOOK_INTERVAL_MS = 1000

/** Returns what is wrong with the file, if it is another one than at first; `now` demands a look at once. */
export type FileCheck = (when?: 'now') => string | undefined

/**
 * Creates a check that a database file still is the one that was opened. SQLite goes on writing to a file that was removed or replaced,
 * as Unix allows that, and every write acknowledged then would be lost.
 */
export function createFileCheck (path: string): FileCheck {
  if (path === ':memory:') return () => undefined
  const first = identify(path)
  let problem: string | undefined
  let lookedAt = performance.now()

  return when => {
    const time = performance.now()
    // A file that comes back is noticed at once.
    if (when !== 'now' && problem === undefined && time - lookedAt < LOOK_INTERVAL_MS) return undefined
    lookedAt = time
    problem = identify(path) === first ? undefined : `the file ${path} was removed or replaced while the mock uses it; restart the mock`
    return problem
  }
}

/** Returns the inode with its device; empty if there is no file. Numbers would lose digits of inodes on Windows. */
function identify (path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}`
}
