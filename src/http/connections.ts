import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { assertDefined } from '../errors/assert-defined.js'

/**
 * The open TCP connections of a server (`transports`), and the TLS sockets that use them (`streams`). Without HTTPS, `streams` is empty.
 */
interface Connections {
  readonly transports: Set<Socket>
  readonly streams: Set<Socket>
}

const trackedConnections = new WeakMap<FastifyInstance['server'], Connections>()

/** Adds the listeners that track the open connections of a server. */
export function trackConnections ({ server }: FastifyInstance): void {
  const connections: Connections = { transports: new Set(), streams: new Set() }
  trackedConnections.set(server, connections)
  const keepIn = (list: Set<Socket>) => (socket: Socket) => {
    list.add(socket)
    socket.once('close', () => list.delete(socket))
  }
  server.on('connection', keepIn(connections.transports))
  server.on('secureConnection', keepIn(connections.streams))
}

/**
 * Closes connections on which no data was ever received, or with HTTPS no data after the TLS handshake. node:http treats them as busy, so
 * closing the server would wait for them.
 */
export function closeSilent ({ server }: FastifyInstance): void {
  const { transports, streams } = openConnections(server)
  for (const socket of [...streams, ...transports]) if (socket.bytesRead === 0) socket.destroy()
}

/**
 * Closes all connections. `closeAllConnections` omits those whose TLS handshake is not complete, so the TCP connections are destroyed here.
 */
export function closeAll ({ server }: FastifyInstance): void {
  server.closeAllConnections()
  for (const socket of openConnections(server).transports) socket.destroy()
}

/** Resets the connection of a socket. With TLS, the TCP connection is reset, because a TLS socket cannot be reset. */
export function resetConnection ({ server }: FastifyInstance, { remoteAddress, remotePort }: Socket): void {
  for (const socket of openConnections(server).transports) {
    if (socket.remotePort === remotePort && socket.remoteAddress === remoteAddress) socket.resetAndDestroy()
  }
}

const openConnections = (server: FastifyInstance['server']): Connections => assertDefined(trackedConnections.get(server), 'the connections of every server must be tracked')
