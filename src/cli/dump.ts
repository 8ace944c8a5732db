import { open, rename, rm, stat } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConfigError, type Config } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { describeFetchFailure } from '../library/control-client.js'
import { MockError } from '../library/mock-error.js'
import { startProgress, type Progress } from './progress.js'
import { STANDARD_STREAM } from './json-argument.js'
import { connectTenant, type MockOptions, type RunningMock } from './running-mock.js'

/**
 * Writes all data of a tenant to a seed file, or to standard output if `path` is undefined or `-`. An existing file is replaced only after
 * the dump is complete. After writing a file, prints the numbers of products, blobs and callers.
 * @throws ConfigError if the file cannot be written; MockError if a request fails or the dump is incomplete; the error of standard output
 * if writing to it fails; also the errors of `connectTenant`
 */
export async function dump (config: Config, options: MockOptions, path: string | undefined): Promise<void> {
  const mock = connectTenant(config, options)
  if (path === undefined || path === STANDARD_STREAM) return dumpTo(mock, process.stdout, { end: false })
  // A folder is refused here, because `rename` would report it with different errors, depending on the system and the folder.
  const status = await stat(path).catch(() => undefined)
  if (status?.isDirectory() === true) throw createWriteError(path, 'it is a folder')
  const part = `${path}.part`
  const file = await open(part, 'w').catch((cause: unknown) => { throw createWriteError(path, describeWriteFailure(cause)) })
  try {
    await dumpTo(mock, file.createWriteStream())
    await rename(part, path)
  } catch (cause) {
    throw cause instanceof MockError ? cause : createWriteError(path, describeWriteFailure(cause))
  } finally {
    await rm(part, { force: true })
  }
  mock.show(await mock.count())
}

const describeWriteFailure = (cause: unknown) => Object(cause).code === 'ENOENT' ? 'its folder does not exist' : describeFileError(cause)

const createWriteError = (path: string, reason: string) => new ConfigError(`The file ${path} cannot be written (${reason}).`)

async function dumpTo (mock: RunningMock, target: Writable, options = {}): Promise<void> {
  const { Products, Blobs, Callers } = await mock.count()
  const response = await mock.send('GET', 'state')
  const progress = startProgress('Writing', Products + Blobs + Callers)
  await pipeline(countLines(response, mock, progress), target, options).finally(progress.stop)
}

const LINE_FEED = 10

/**
 * Yields the chunks of a response body, and adds the number of lines in each chunk to the progress. The progress is approximate, because
 * a dump also has lines that the total does not count.
 * @throws MockError if the response is incomplete
 */
async function * countLines ({ body }: Response, { url }: RunningMock, progress: Progress): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of body ?? []) {
      progress.add(part.reduce((lines: number, byte: number) => lines + Number(byte === LINE_FEED), 0))
      yield part
    }
  } catch (cause) {
    throw new MockError(`The mock at ${url} stopped before the dump was complete (${describeFetchFailure(cause)}).`, undefined, { cause })
  }
}
