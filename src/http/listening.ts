import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { databaseName } from '../config/database-address.js'
import { StartError } from '../config/start-error.js'
import { VERSION } from '../config/version.js'
import { closeAll, closeSilent } from './connections.js'

/** How long a stop waits for requests in flight before it cuts their connections. */
const STOP_PATIENCE_MS = 1500
const SWEEP_INTERVAL_MS = 50

/** Limit of the turns of the event loop until the first bytes of an accepted connection are read, even if its client is in this process. */
const READ_TURNS = 4

/** Limit of the time in which a stop still accepts connections. A turn accepts one, and on a busy machine 60 turns took more than 200 ms. */
const ACCEPT_MS = 1000

/** Thrown when the server cannot listen on its address. */
export class ListenError extends StartError {}

/** Returns the line that names the address and the database of a started mock. */
export const listeningLine = (url: string, { database }: Pick<Config, 'database'>) =>
  `superoffice-mock ${VERSION} listens on ${url} with the database ${databaseName(database)}`

/**
 * Lets a server listen on the host and port of the settings. Closes it if this fails.
 * @returns the URL of the server
 * @throws ListenError
 */
export async function listen (app: FastifyInstance, config: Pick<Config, 'database' | 'host' | 'port'>): Promise<string> {
  const { host, port } = config
  app.addHook('preClose', async () => {
    await acceptWaiting(app.server)
    setTimeout(async () => {
      // Reads pending data first: on a busy machine, this process may not have run since the data arrived.
      for (let turns = 0; turns < READ_TURNS; turns++) await nextTurn()
      closeSilent(app)
    }, SWEEP_INTERVAL_MS)
  })
  // A name such as localhost may have two addresses, for which Fastify would start a second server that is not configured here.
  return lookup(host)
    .then(({ address }) => app.listen({ port, host: address, listenTextResolver: url => listeningLine(url, config) }))
    .catch(async (cause: NodeJS.ErrnoException) => {
      await app.close()
      throw new ListenError(cause.code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is in use; stop the program that uses it, or choose another port with --port, PORT or, in a program, port.`
        : `The mock cannot listen on port ${port} of ${host} (${cause.message}); choose another with --host or SUPEROFFICE_MOCK_HOST and --port or PORT or, in a program, host and port.`)
    })
}

/**
 * Waits until no connection arrives within a turn of the event loop, because the kernel resets unaccepted connections when the server
 * closes. Fastify responds on them with `Connection: close`.
 */
async function acceptWaiting (server: Server): Promise<void> {
  let hasAccepted = true
  const note = () => { hasAccepted = true }
  server.on('connection', note)
  const end = performance.now() + ACCEPT_MS
  while (hasAccepted && performance.now() < end) {
    hasAccepted = false
    // The first await ends the current turn, which may already have polled the socket.
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}

/** Closes a server when the responses to all requests in flight are sent, or after STOP_PATIENCE_MS. */
export async function stop (app: FastifyInstance): Promise<void> {
  // A connection is kept alive after a response, and closing would wait for it.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS)
  const cut = setTimeout(() => closeAll(app), STOP_PATIENCE_MS)
  await app.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
