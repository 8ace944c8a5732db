import { statSync } from 'node:fs'

/** Time for which write transactions do not repeat a successful check, because a check in each of them would take too long. */
const CHECK_INTERVAL_MS = 1000

/**
 * Returns a problem if it finds that the opened file was removed or replaced; otherwise undefined. Checks the file at most once in
 * CHECK_INTERVAL_MS while it finds no problem, unless `when` is `now`.
 */
export type FileCheck = (when?: 'now') => string | undefined

/**
 * Creates a function that checks that an opened database file was not removed or replaced. On Unix, SQLite continues to write to a file
 * that was removed or replaced: all later writes would be acknowledged but lost.
 */
export function createFileCheck (path: string): FileCheck {
  if (path === ':memory:') return () => undefined
  const first = identify(path)
  let problem: string | undefined
  let checkedAt = performance.now()

  return when => {
    const time = performance.now()
    // After a problem, every call checks the file, so that writes succeed as soon as the path leads to the opened file again.
    if (when !== 'now' && problem === undefined && time - checkedAt < CHECK_INTERVAL_MS) return undefined
    checkedAt = time
    problem = identify(path) === first ? undefined : `the file ${path} was removed or replaced while the mock uses it; restart the mock`
    return problem
  }
}

/**
 * Returns the device and inode of a file; "" if the file does not exist. They are read as bigints, because numbers cannot represent all
 * inodes of Windows exactly.
 */
function identify (path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}`
}
