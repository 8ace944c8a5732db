import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { resetConnection } from '../../http/connections.js'
import type { CompiledAction } from './action.js'
import { alterPayload } from './response-bytes.js'

export interface RunningFault {
  /** The actions that have not been applied yet, in the order of `compileActions`. */
  readonly left: CompiledAction[]
  /** Seconds until the window of the rule's quota ends; undefined without a quota. */
  readonly retryAfter: number | undefined
  readonly random: () => number
  /** Called before an action is applied, with the index of the action in the rule. */
  count (index: number): void | Promise<void>
}

/**
 * Applies the remaining actions of a phase in order, up to the first Answer, and removes the applied actions from `left`. After a Drop or
 * Reset, `reply.sent` is true, and nothing must be sent.
 * @returns the payload to send, with the changes of the actions
 * @throws the ApiError of an Answer, or an error of `count` or `beforeDisconnect`
 */
type ApplyActions = (fault: RunningFault, phase: CompiledAction['phase'], reply: FastifyReply, payload?: unknown) => Promise<unknown>

/** Called before an action closes or resets a connection without a response. */
export type BeforeDisconnect = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** Creates the function that applies faults to the requests of a server. All delays end when the server closes. */
export function createActionRunner (app: FastifyInstance, beforeDisconnect: BeforeDisconnect): ApplyActions {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  /** Resolves after `milliseconds`, or earlier if the client disconnects or the server closes. */
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

  return async function applyActions ({ left, retryAfter, random, count }, phase, reply, payload) {
    let altered = payload
    for (const action of left.filter(one => one.phase === phase)) {
      // This action need not be the first in `left`: if an error ended the phase `before`, its remaining actions precede those of the phase
      // `after`.
      left.splice(left.indexOf(action), 1)
      const counted = count(action.index)
      if (counted !== undefined) await counted
      switch (action.kind) {
        case 'Delay':
          await pause(action.milliseconds(random), reply)
          break
        case 'Alter':
          altered = alterPayload(altered, reply, bytes => action.alter(bytes, milliseconds => pause(milliseconds, reply), reply))
          break
        case 'Answer':
          discard(altered)
          throw action.failure(retryAfter)
        default:
          discard(altered)
          await beforeDisconnect(reply.request, reply)
          disconnect(reply, action.kind)
      }
    }
    return altered
  }
}

/** Destroys a stream that will not be sent. */
function discard (payload: unknown): void {
  if (payload instanceof Readable) payload.destroy()
}

/** An injected request has no connection, so it fails with an error, whether `kind` is Drop or Reset. */
function disconnect (reply: FastifyReply, kind: 'Drop' | 'Reset'): void {
  const { socket } = reply.request.raw
  reply.hijack()
  if (kind === 'Reset' && socket instanceof Socket) resetConnection(reply.server, socket)
  else reply.raw.destroy()
}
