import { open, type FileHandle } from 'node:fs/promises'
import { ConfigError, type Config } from '../config/config.js'
import { startProgress, type Progress } from './progress.js'
import { runningMock, type MockOptions } from './running-mock.js'

/**
 * Loads a file in the place of all that a tenant has.
 * @throws ConfigError for a file that cannot be read; MockError
 */
export async function seed (config: Config, options: MockOptions, path: string): Promise<void> {
  const mock = runningMock(config, options)
  await using file = await open(path).catch((cause: Error) => { throw unreadable(path, cause.message) })
  const status = await file.stat()
  if (status.isDirectory()) throw unreadable(path, 'it is a folder')
  // A mock that would refuse it does so before much is on its way.
  await mock.count()

  const progress = startProgress('Loading', status.size)
  await mock.call('PUT', 'state', partsOf(file, progress)).finally(progress.stop)
  mock.show(await mock.count())
}

const unreadable = (path: string, reason: string) => new ConfigError(`The file ${path} cannot be read (${reason}).`)

async function * partsOf (file: FileHandle, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const part of file.createReadStream()) {
    progress.add(part.length)
    yield part
  }
}
