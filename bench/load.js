// Generates load with raw sockets, which need less CPU time per request than an HTTP client, so that one core is enough to keep a server on
// another core busy.
import { connect } from 'node:net'

export const CONNECTIONS = 50
const SOCKET_BUFFER_BYTES = 64 * 1024

/** Time between the instants at which requests are sent, if their number per second is limited. */
const TICK_MS = 10

/**
 * Sends `requests` requests over keep-alive connections, each with at most one request in flight; fewer if `isOver` returns true before.
 * With `perSecond`, sends at most this number of requests per second; otherwise each connection sends the next request at once. Resolves
 * to the latencies in ms, in ascending order, and to the number of bytes in the body of the last response. `requestText` returns the next
 * request.
 * @throws Error if a response is unexpected, for example not 2xx or without Content-Length, or if a connection fails or is closed
 */
export async function load ({ port, requests, connections = CONNECTIONS, requestText, perSecond, isOver = () => false }) {
  const latenciesMs = new Float64Array(requests)
  const startedAt = performance.now()
  /** The functions that send the next requests of the idle connections. */
  let waiting = []
  let sent = 0
  let bodyBytes = 0

  const isTooEarly = () => perSecond !== undefined && sent >= (performance.now() - startedAt) * perSecond / 1000

  function sendWaiting () {
    const ready = waiting
    waiting = []
    for (const sendNext of ready) sendNext()
  }

  const sendInTurn = () => new Promise((resolve, reject) => {
    let index, sentAt
    let missingBytes = 0

    function sendNext () {
      if (sent === requests || isOver()) {
        resolve()
        socket.destroy()
        return
      }
      if (isTooEarly()) {
        waiting.push(sendNext)
        return
      }
      index = sent++
      sentAt = performance.now()
      socket.write(requestText(), 'latin1')
    }

    function receive (length, buffer) {
      if (missingBytes === 0) {
        const headEnd = buffer.indexOf('\r\n\r\n') + 4
        const head = buffer.latin1Slice(0, headEnd)
        const contentLength = head.startsWith('HTTP/1.1 204') ? 0 : Number(/^content-length: (\d+)/im.exec(head)?.[1])
        if (!head.startsWith('HTTP/1.1 2') || Number.isNaN(contentLength)) {
          socket.destroy(new Error(`Unexpected response: ${buffer.latin1Slice(0, length)}`))
          return false
        }
        bodyBytes = contentLength
        missingBytes = headEnd + contentLength
      }
      missingBytes -= length
      if (missingBytes === 0) {
        latenciesMs[index] = performance.now() - sentAt
        sendNext()
      }
      return true
    }

    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: Buffer.allocUnsafe(SOCKET_BUFFER_BYTES), callback: receive } })
    socket.once('connect', sendNext).once('error', reject).once('close', () => reject(new Error('The server closed a connection.')))
  })

  const ticking = setInterval(sendWaiting, TICK_MS)
  await Promise.all(Array.from({ length: Math.min(connections, requests) }, sendInTurn)).finally(() => clearInterval(ticking))
  return { latenciesMs: latenciesMs.subarray(0, sent).sort(), bodyBytes }
}
