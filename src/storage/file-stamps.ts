import { statSync } from 'node:fs'
import { takeTurn } from '../http/turns.js'
import { listJsonFiles } from './json-files.js'

/** Files and folders, each with its state when it was first added. */
export interface FileStamps {
  /** Adds a file or a folder, which need not exist. */
  add (path: string): void
  /** Returns the changed files and folders with their present states as one string, which is empty if none has changed. */
  findChanges (): Promise<string>
}

/**
 * Creates an empty set of files and folders. Their states are compared at intervals instead of using fs.watch, because no notification
 * arrives for a file in a network folder, in a folder that some virtual machines share, or through a symbolic link that is replaced.
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
 * Returns a string for the state of a file or folder. It differs after the file was changed or replaced, or a JSON file was added to the
 * folder or removed from it.
 */
function readStamp (path: string): string {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isDirectory() ? listJsonFiles(path).join('/') : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join()
  } catch (cause) {
    return String(cause)
  }
}
