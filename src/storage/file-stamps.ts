import { statSync } from 'node:fs'
import { takeTurn } from '../http/turns.js'
import { listJsonFiles } from './json-files.js'

/** The paths of files and folders, each with the state of the file or folder at the time when the path was added. */
export interface FileStamps {
  /** Adds the path of a file or folder, which need not exist. Does nothing if the path was added before. */
  add (path: string): void
  /**
   * Returns a string with the path and the present state of each file and folder that has changed since its path was added; an empty string
   * if none has.
   */
  findChanges (): Promise<string>
}

/**
 * Creates an empty set of paths. Callers compare the states at intervals instead of using fs.watch, because fs.watch does not report
 * changes in network folders and in folders that are shared with some virtual machines, nor the replacement of symbolic links.
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
 * Returns a string that represents the state of a file or folder. The string changes when the file is changed or replaced, and when a
 * JSON file is added to the folder or removed from the folder. If the path cannot be read, the string is the error.
 */
function readStamp (path: string): string {
  try {
    const stats = statSync(path, { bigint: true })
    return stats.isDirectory() ? listJsonFiles(path).join('/') : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join()
  } catch (cause) {
    return String(cause)
  }
}
