// Starts many clients that declare large bodies but send one byte a second. Counts the successful and the failed uploads of another
// client, and measures the slowest upload.
import { connect } from 'node:net'
import { PICTURES } from './tenant-model.js'

const SLOW_CLIENTS = 100
const DECLARED_BYTES = 9 * 1024 * 1024

/** Runs the slow clients and the other client until the time is over. */
export async function slowClients ({ port, endsAt }) {
  const sockets = Array.from({ length: SLOW_CLIENTS }, (_, index) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write(`PUT /api/v1/Product/${5000 + index}/Image HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: ${DECLARED_BYTES}\r\n\r\n`)
    return socket
  })
  const drip = setInterval(() => sockets.forEach(socket => socket.writable && socket.write('x')), 1000)
  const counts = { served: 0, failed: 0, slowestMs: 0 }
  while (Date.now() < endsAt) {
    const sentAt = performance.now()
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/Product/6000/Image`, { method: 'PUT', headers: { 'content-type': 'image/png' }, body: PICTURES[0] }).catch(() => undefined)
    counts[answer?.ok ? 'served' : 'failed']++
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - sentAt)
  }
  clearInterval(drip)
  sockets.forEach(socket => socket.destroy())
  return counts
}
