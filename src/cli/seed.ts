import { open, type FileHandle } from 'node:fs/promises'
import { ConfigError, type Config } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { STANDARD_STREAM } from './json-argument.js'
import { startProgress, type Progress } from './progress.js'
import { connectTenant, type MockOptions, type RunningMock } from './running-mock.js'

/**
 * Replaces all data of a tenant by a seed, and prints the numbers of products, blobs and callers.
 * @param path the path of a JSON file, or - for standard input
 * @throws ConfigError if the file or standard input cannot be read; MockError if a request fails; also the errors of `connectTenant`
 */
export async function seed (config: Config, options: MockOptions, path: string): Promise<void> {
  const mock = connectTenant(config, options)
  if (path === STANDARD_STREAM) await upload(mock, process.stdin, 'Standard input')
  else await uploadFile(mock, path)
  mock.show(await mock.count())
}

async function uploadFile (mock: RunningMock, path: string): Promise<void> {
  const subject = `The file ${path}`
  await using file = await open(path).catch((cause: unknown) => { throw createReadError(subject, describeFileError(cause)) })
  const status = await file.stat()
  if (status.isDirectory()) throw createReadError(subject, 'it is a folder')
  const progress = startProgress('Loading', status.size)
  await upload(mock, readChunks(file, progress), subject).finally(progress.stop)
}

/** @param subject the first words of the message if `source` cannot be read: `The file seed.json` */
async function upload ({ send, count }: RunningMock, source: AsyncIterable<Uint8Array>, subject: string): Promise<void> {
  let readError: ConfigError | undefined

  async function * body (): AsyncGenerator<Uint8Array> {
    try {
      yield * source
    } catch (cause) {
      readError = createReadError(subject, describeFileError(cause))
      throw readError
    }
  }

  // This request is sent first, so that an unreachable mock or a refused token is reported before the upload starts.
  await count()
  // If the source cannot be read, `send` throws an error about the mock. `readError`, which is about the source, is thrown instead.
  await send('PUT', 'state', body()).catch((cause: unknown) => { throw readError ?? cause })
}

const createReadError = (subject: string, reason: string) => new ConfigError(`${subject} cannot be read (${reason}).`)

async function * readChunks (file: FileHandle, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const part of file.createReadStream()) {
    progress.add(part.length)
    yield part
  }
}
