import { open, type FileHandle } from 'node:fs/promises'
import { ConfigError, type Config } from '../config/config.js'
import { startProgress, type Progress } from './progress.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/**
 * Replaces all data of a tenant by a seed file, and prints its counts.
 * @throws ConfigError if the file cannot be read; MockError if the mock refuses the request
 */
export async function seed (config: Config, options: MockOptions, path: string): Promise<void> {
  const mock = connectTenant(config, options)
  await using file = await open(path).catch((cause: Error) => { throw unreadable(path, cause.message) })
  const status = await file.stat()
  if (status.isDirectory()) throw unreadable(path, 'it is a folder')
  // If the mock cannot be reached or refuses the token, this fails before the upload starts.
  await mock.count()

  const progress = startProgress('Loading', status.size)
  await mock.call('PUT', 'state', readChunks(file, progress)).finally(progress.stop)
  mock.show(await mock.count())
}

const unreadable = (path: string, reason: string) => new ConfigError(`The file ${path} cannot be read (${reason}).`)

async function * readChunks (file: FileHandle, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const part of file.createReadStream()) {
    progress.add(part.length)
    yield part
  }
}
