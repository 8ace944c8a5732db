import { statSync } from 'node:fs'
import { takeTurn } from '../http/turns.js'
import { listJsonFiles } from './json-files.js'

/** The paths of files and folders, each with the state of the file or folder at the time when the path was added. */
export interface FileStamps {
  /** Adds the path of a file or folder, which need not exist. Does nothing if the path was added before. */
  add (path: string): void
  /**
   * Returns a string with the path and the present state of each file and folder that has changed since its path was added; an empty string
   * if nothing has changed.
   */
  findChanges (): Promise<string>
}

/**
 * Creates an empty set of paths. `fs.watch` is not used, because it misses some changes: in network folders, in folders that are shared
 * with some virtual machines, and when a symbolic link is replaced.
 */
export function createFileStamps (): FileStamps {
  const stamps = new Map<string, string>()
  return {
    add (path) {
      if (!stamps.has(path)) stamps.set(path, readStamp(path))
    },
    async findChanges () {
      let changes = ''
      for (const [path, former] of stamps) {
        const stamp = readStamp(path)
        if (stamp !== former) changes += `${path} ${stamp}\n`
        await takeTurn()
      }
      return changes
    },
  }
}

/**
 * Returns a string that changes when a file is changed or replaced, or when a JSON file is added to a folder or removed from it. If the
 * path cannot be accessed, the string is the error.
 */
function readStamp (path: string): string {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isDirectory() ? listJsonFiles(path).join('/') : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join()
  } catch (cause) {
    return String(cause)
  }
}
