import { open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ConfigError, type Config } from '../config/config.js'
import { reasonOf } from '../library/control-call.js'
import { MockError } from '../library/mock-error.js'
import { startProgress, type Progress } from './progress.js'
import { runningMock, type MockOptions, type RunningMock } from './running-mock.js'

/**
 * Writes all that a tenant has, as a seed file. A file that was there before stays until the dump is whole.
 * @throws ConfigError for a file that cannot be written; MockError
 */
export async function dump (config: Config, options: MockOptions, path: string | undefined): Promise<void> {
  const mock = runningMock(config, options)
  if (path === undefined) return dumpTo(mock, process.stdout, { end: false })
  const part = `${path}.part`
  const file = await open(part, 'w').catch((cause: Error) => {
    throw new ConfigError(`The file ${path} cannot be written (${cause.message}).`)
  })
  try {
    await dumpTo(mock, file.createWriteStream())
    await rename(part, path)
  } finally {
    await rm(part, { force: true })
  }
  mock.show(await mock.count())
}

async function dumpTo (mock: RunningMock, target: Writable, options = {}): Promise<void> {
  const { Products, Blobs, Callers } = await mock.count()
  const answer = await mock.call('GET', 'state')
  const progress = startProgress('Writing', Products + Blobs + Callers)
  await pipeline(partsOf(answer, mock, progress), target, options).finally(progress.stop)
}

const LINE_FEED = 10

/** What comes, with as much progress as there are lines: each has a product, a blob or a caller. */
async function * partsOf ({ body }: Response, { url }: RunningMock, progress: Progress): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of body ?? []) {
      progress.add(part.reduce((lines: number, byte: number) => lines + Number(byte === LINE_FEED), 0))
      yield part
    }
  } catch (cause) {
    throw new MockError(`The mock at ${url} stopped before the dump was whole (${reasonOf(cause)}).`, undefined, { cause })
  }
}
