import type { Inject } from '../library/handle.js'

/** Minimum timeout of a request that makes no progress. A mock normally responds much sooner. */
const IDLE_TIMEOUT_MS = 30_000

/** Extends the timeout by a second for each MiB read from a streamed request body, because the mock stores the data before it responds. */
const TIMEOUT_MS_PER_BYTE = 1000 / (1024 * 1024)

/**
 * Returns a function that sends requests as `inject` does, but with a timeout. A request is aborted if, within the timeout, neither the
 * response starts nor another chunk of a streamed request body is read.
 * @param extraMs the time by which the timeout of each request is extended
 */
export const withTimeout = (inject: Inject, extraMs = 0): Inject => async (input, init = {}) => {
  const end = new AbortController()
  const { body } = init
  let sent = 0
  let timer: NodeJS.Timeout | undefined

  function restartTimer (): void {
    clearTimeout(timer)
    const timeoutMs = IDLE_TIMEOUT_MS + extraMs + sent * TIMEOUT_MS_PER_BYTE
    timer = setTimeout(() => end.abort(new Error(`no response within ${Math.round(timeoutMs / 1000)} seconds`)), timeoutMs)
  }

  async function * watch (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      sent += part.length
      restartTimer()
      yield part
    }
  }

  restartTimer()
  try {
    return await inject(input, { ...init, signal: end.signal, ...(isStream(body) && { body: watch(body) }) })
  } finally {
    clearTimeout(timer)
  }
}

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> => Symbol.asyncIterator in Object(body)
