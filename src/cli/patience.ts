import type { Inject } from '../library/handle.js'

const PATIENCE_MS = 30_000

/** How much longer a mock may take for what it was sent: a second for each MiB. */
const PATIENCE_MS_PER_BYTE = 1000 / (1024 * 1024)

/**
 * Gives a call up when nothing comes of it: no answer begins, and no more of a body that comes in parts is taken. How long the
 * rest of an answer takes does not matter.
 */
export const withPatience = (inject: Inject): Inject => async (input, init = {}) => {
  const end = new AbortController()
  const { body } = init
  let sent = 0
  let timer: NodeJS.Timeout | undefined

  function wait (): void {
    clearTimeout(timer)
    const patienceMs = PATIENCE_MS + sent * PATIENCE_MS_PER_BYTE
    timer = setTimeout(() => end.abort(new Error(`nothing came within ${Math.round(patienceMs / 1000)} seconds`)), patienceMs)
  }

  async function * watched (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      sent += part.length
      wait()
      yield part
    }
  }

  wait()
  try {
    return await inject(input, { ...init, signal: end.signal, ...(comesInParts(body) && { body: watched(body) }) })
  } finally {
    clearTimeout(timer)
  }
}

const comesInParts = (body: unknown): body is AsyncIterable<Uint8Array> => Symbol.asyncIterator in Object(body)
