import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { bodyTooSlow } from '../errors/api-errors.js'

/** Interval of the measurements. */
const TICK_MS = 1000

/** A body that is being read must receive at least LEAST_BYTES within MEASURED_TICKS. */
const MEASURED_TICKS = 10
const LEAST_BYTES = MEASURED_TICKS * 1024

/** A body may be read for at most this many ticks. */
const MOST_TICKS = 120

interface Progress {
  /** Ticks in which the body was read. */
  ticks: number
  /** Ticks since the last comparison, and the bytes that the connection had received then. */
  measuredTicks: number
  bytesBefore: number
}

/** Bodies that are not received completely. */
const incoming = new Map<IncomingMessage, Progress>()
let timer: NodeJS.Timeout | undefined

/** Refuses bodies that are sent too slowly, on all routes, and also if the response is sent before the body is complete. */
export function addBodyRate (app: FastifyInstance): void {
  let arrived: IncomingMessage[] = []

  // Most bodies arrive together with their headers, and are complete at the end of the turn of the event loop.
  function keepIncomplete (): void {
    for (const request of arrived) if (!request.complete) watch(request)
    arrived = []
  }

  app.server.on('request', (request: IncomingMessage) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
    if (length === undefined && encoding === undefined) return
    if (arrived.length === 0) setImmediate(keepIncomplete)
    arrived.push(request)
  })
}

function watch (request: IncomingMessage): void {
  incoming.set(request, { ticks: 0, measuredTicks: 0, bytesBefore: request.socket.bytesRead })
  timer ??= setInterval(measureBodies, TICK_MS).unref()
}

/**
 * Fails the bodies that are too slow. Called once a second while bodies are incomplete. Does not measure bodies that are paused or not
 * read yet.
 */
export function measureBodies (): void {
  for (const [request, progress] of incoming) {
    const { complete, destroyed, readableFlowing, socket: { bytesRead } } = request
    if (complete || destroyed) incoming.delete(request)
    else if (readableFlowing !== true) restart(progress, bytesRead)
    else if (isTooSlow(progress, bytesRead)) end(request)
  }
  if (incoming.size > 0) return
  clearInterval(timer)
  timer = undefined
}

function restart (progress: Progress, bytesRead: number): void {
  progress.measuredTicks = 0
  progress.bytesBefore = bytesRead
}

function isTooSlow (progress: Progress, bytesRead: number): boolean {
  progress.ticks++
  progress.measuredTicks++
  if (progress.ticks > MOST_TICKS) return true
  // The first tick may be shorter than a second.
  if (progress.measuredTicks <= MEASURED_TICKS) return false
  const isSlow = bytesRead - progress.bytesBefore < LEAST_BYTES
  restart(progress, bytesRead)
  return isSlow
}

/** Fails a body, so that its parser responds with 408. If nothing reads the body, closes the connection. */
function end (request: IncomingMessage): void {
  incoming.delete(request)
  if (request.listenerCount('error') > 0) request.emit('error', bodyTooSlow())
  else request.socket.destroy()
}
