import { statSync } from 'node:fs'

/** How long a check of the file is valid, so that requests do not pay for it. */
const CHECK_INTERVAL_MS = 1000

/**
 * Returns the problem if the file is no longer the one that was opened, else undefined. With `now`, the file is checked even within
 * CHECK_INTERVAL_MS.
 */
export type FileCheck = (when?: 'now') => string | undefined

/**
 * Creates a check that a database file still is the one that was opened. On Unix, SQLite continues to write to a file that was removed or
 * replaced, and every write that is acknowledged then would be lost.
 */
export function createFileCheck (path: string): FileCheck {
  if (path === ':memory:') return () => undefined
  const first = identify(path)
  let problem: string | undefined
  let checkedAt = performance.now()

  return when => {
    const time = performance.now()
    // After a problem, each call checks again, so that a restored file is noticed at once.
    if (when !== 'now' && problem === undefined && time - checkedAt < CHECK_INTERVAL_MS) return undefined
    checkedAt = time
    problem = identify(path) === first ? undefined : `the file ${path} was removed or replaced while the mock uses it; restart the mock`
    return problem
  }
}

/** Returns the device and inode, or an empty string if the file does not exist. As numbers, inodes of Windows would lose digits. */
function identify (path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}`
}
