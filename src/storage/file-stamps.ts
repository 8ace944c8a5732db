import { statSync } from 'node:fs'
import { takeTurn } from '../http/turns.js'
import { listJsonFiles } from './json-files.js'

/** Files and folders, each with its state when it was first added. */
export interface FileStamps {
  /** Adds a file or a folder, which need not exist. */
  add (path: string): void
  /** Returns those whose state is another now, with that state; the empty string if there are none. */
  findChanges (): Promise<string>
}

/**
 * Creates an empty list. The states are compared instead of watched, because no notification arrives for a file in a network folder, in a folder
 * that some virtual machines share, or through a symbolic link that is replaced.
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

/** Returns a string that is another one when a file was changed or replaced, or the JSON files of a folder are others. */
function readStamp (path: string): string {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isDirectory() ? listJsonFiles(path).join('/') : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join()
  } catch (cause) {
    return String(cause)
  }
}
