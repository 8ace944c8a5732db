import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { bodyTooSlow } from '../errors/api-errors.js'

const TICK_MS = 1000

/** Minimum rate of a request body: LEAST_BYTES in each measurement, which takes about MEASURED_TICKS ticks. */
const MEASURED_TICKS = 10
const LEAST_BYTES = MEASURED_TICKS * 1024

/** Maximum number of ticks of a request body. Ticks at which the body is paused, or is not being read yet, do not count. */
const MOST_TICKS = 120

interface Progress {
  /** Number of ticks at which the body was being read. */
  ticks: number
  /** Number of ticks since the current measurement began. */
  measuredTicks: number
  /** Number of bytes that the connection had received when the current measurement began. */
  bytesBefore: number
}

const progressByRequest = new Map<IncomingMessage, Progress>()
let timer: NodeJS.Timeout | undefined

/** Measures the rate of request bodies on all routes, and ends the requests whose bodies are sent too slowly. */
export function addBodyRate (app: FastifyInstance): void {
  let arrived: IncomingMessage[] = []

  // A body is measured only if it is incomplete at the end of the turn of the event loop in which its headers arrived. Most bodies arrive
  // together with their headers.
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
  progressByRequest.set(request, { ticks: 0, measuredTicks: 0, bytesBefore: request.socket.bytesRead })
  timer ??= setInterval(measureBodies, TICK_MS).unref()
}

/** Measures the bodies and ends the requests that are too slow. Bodies that are paused, or are not being read yet, are not measured. */
export function measureBodies (): void {
  for (const [request, progress] of progressByRequest) {
    const { complete, destroyed, readableFlowing, socket: { bytesRead } } = request
    if (complete || destroyed) progressByRequest.delete(request)
    else if (readableFlowing !== true) restart(progress, bytesRead)
    else if (isTooSlow(progress, bytesRead)) end(request)
  }
  if (progressByRequest.size > 0) return
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
  // A measurement has one tick more than MEASURED_TICKS, because its first tick may be shorter than TICK_MS.
  if (progress.measuredTicks <= MEASURED_TICKS) return false
  const isSlow = bytesRead - progress.bytesBefore < LEAST_BYTES
  restart(progress, bytesRead)
  return isSlow
}

/**
 * Emits an error on the request. A parser that is reading the body then fails with status 408. If nothing listens for errors of the
 * request, `emit` would throw, so the connection is closed instead.
 */
function end (request: IncomingMessage): void {
  progressByRequest.delete(request)
  if (request.listenerCount('error') > 0) request.emit('error', bodyTooSlow())
  else request.socket.destroy()
}
