import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { databaseName } from '../config/database-address.js'
import { StartError } from '../config/start-error.js'
import { VERSION } from '../config/version.js'
import { closeAll, closeSilent } from './connections.js'

/** Maximum time for which `stop` waits for requests in flight. */
const STOP_PATIENCE_MS = 1500
const SWEEP_INTERVAL_MS = 50

/**
 * Number of turns of the event loop that are usually enough to read the first bytes of an accepted connection, even if the client runs in
 * the same process.
 */
const READ_TURNS = 4

/**
 * Limits the time for which a stopping server still accepts connections, because clients can connect continuously. The limit allows for
 * many turns of the event loop on a busy machine, where 60 turns can take more than 200 ms.
 */
const ACCEPT_MS = 1000

/** Thrown when the server cannot start to listen, for example because its port is in use. */
export class ListenError extends StartError {}

/** Returns the line with the version, the address and the database of a mock that has started. */
export const listeningLine = (url: string, { database }: Pick<Config, 'database'>) =>
  `superoffice-mock ${VERSION} listens on ${url} with the database ${databaseName(database)}`

/**
 * Listens on the host and port of the settings. Closes the server if this fails.
 * @returns the URL of the server
 * @throws ListenError if the server cannot listen
 */
export async function listen (app: FastifyInstance, config: Pick<Config, 'database' | 'host' | 'port'>): Promise<string> {
  const { host, port } = config
  app.addHook('preClose', async () => {
    await acceptWaiting(app.server)
    setTimeout(async () => {
      // On a busy machine, a connection can have data that this process has not read yet, so that closeSilent would close it. The data is
      // usually read in these turns.
      for (let turns = 0; turns < READ_TURNS; turns++) await nextTurn()
      closeSilent(app)
    }, SWEEP_INTERVAL_MS)
  })
  // The host name is resolved here, because for `localhost` Fastify can start a second server, without the listeners of this server.
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
 * Waits until no connection arrives within two turns of the event loop, for at most ACCEPT_MS. The kernel resets connections that are not
 * accepted before the server closes.
 */
async function acceptWaiting (server: Server): Promise<void> {
  let hasAccepted = true
  const note = () => { hasAccepted = true }
  server.on('connection', note)
  const end = performance.now() + ACCEPT_MS
  while (hasAccepted && performance.now() < end) {
    hasAccepted = false
    // Waits for two turns, because the current turn may have polled the socket already.
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}

/** Closes a server. Waits for the responses to requests in flight for at most STOP_PATIENCE_MS, and then closes the connections. */
export async function stop (app: FastifyInstance): Promise<void> {
  // The connection of a request in flight can stay open after the response (keep-alive), and closing the server would wait for it.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS)
  const cut = setTimeout(() => closeAll(app), STOP_PATIENCE_MS)
  await app.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
