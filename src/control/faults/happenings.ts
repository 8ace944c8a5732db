import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CompiledAction } from './action.js'
import { alterPayload } from './answer-bytes.js'

/** What happens to one call. */
export interface Happening {
  /** What has not happened yet, in order. */
  readonly left: CompiledAction[]
  /** The seconds of a Retry-After that no action gives, if there are any. */
  readonly retryAfter: number | undefined
  /** Counts an action that happens, by its place in the rule. */
  count (index: number): void
}

/**
 * Lets the actions of a phase happen that have not yet.
 * @returns what is to be sent in the place of the payload
 * @throws the failure that is to be answered
 */
export type Happen = (happening: Happening, phase: CompiledAction['phase'], reply: FastifyReply, payload?: unknown) => Promise<unknown>

/** What lets faults happen to calls of a server. Once that closes, nobody waits any longer. */
export function createHappenings (app: FastifyInstance): Happen {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  /** Waits while the server runs and the caller is there. */
  async function pause (milliseconds: number, { raw }: FastifyReply): Promise<void> {
    const end = new AbortController()
    const abort = () => end.abort()
    raw.once('close', abort)
    closing.signal.addEventListener('abort', abort)
    if (closing.signal.aborted || raw.destroyed) abort()
    await delay(milliseconds, undefined, { signal: end.signal }).catch(() => undefined)
    raw.off('close', abort)
    closing.signal.removeEventListener('abort', abort)
  }

  return async function happen ({ left, retryAfter, count }, phase, reply, payload) {
    let altered = payload
    for (const action of left.filter(one => one.phase === phase)) {
      left.shift()
      count(action.index)
      switch (action.kind) {
        case 'Delay':
          await pause(action.milliseconds(), reply)
          break
        case 'Alter':
          altered = alterPayload(altered, reply, bytes => action.alter(bytes, milliseconds => pause(milliseconds, reply), reply))
          break
        case 'Answer':
          discard(altered)
          throw action.failure(retryAfter)
        default:
          discard(altered)
          disconnect(reply, action.kind)
      }
    }
    return altered
  }
}

/** Ends what is not going to be sent. */
function discard (payload: unknown): void {
  if (payload instanceof Readable) payload.destroy()
}

/** Without a connection, as when a request is injected, both end it by an error. */
function disconnect (reply: FastifyReply, kind: 'Drop' | 'Reset'): void {
  const { socket } = reply.request.raw
  reply.hijack()
  if (kind === 'Reset' && socket instanceof Socket) socket.resetAndDestroy()
  else reply.raw.destroy()
}
