import { readFileSync, statSync } from 'node:fs'
import { describeFileError } from '../../config/file-error.js'
import { isReadableByOthers } from '../../config/file-mode.js'
import { StartError } from '../../config/start-error.js'

/**
 * Thrown if the mock cannot use a file or a setting for HTTPS, or if a command cannot read the authority that is stored next to the
 * database.
 */
export class TlsError extends StartError {}

interface TlsFile {
  readonly path: string
  /** The noun for the file in error messages: `The key`. */
  readonly subject: string
  /** The last sentence of most error messages: how the user can correct the problem. */
  readonly advice: string
  /** True if the file is refused when users other than its owner can read it. This is not checked on Windows. */
  readonly isSecret: boolean
}

/**
 * Reads a file for HTTPS.
 * @throws TlsError if the file cannot be read or is not a regular file, or if it is secret and other users can read it
 */
export function readTlsFile ({ path, subject, advice, isSecret }: TlsFile): string {
  try {
    const stats = statSync(path)
    // Reading a pipe would block until another process writes.
    if (!stats.isFile()) throw new TlsError(`${subject} ${path} is not a regular file. ${advice}`)
    if (isSecret && isReadableByOthers(stats.mode)) {
      throw new TlsError(`Users other than its owner can read ${subject.toLowerCase()} ${path}; run chmod 600 ${path}.`)
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof TlsError) throw cause
    throw new TlsError(`${subject} ${path} cannot be read (${describeFileError(cause)}). ${advice}`)
  }
}
