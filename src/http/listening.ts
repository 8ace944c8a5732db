import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { StartError } from '../config/start-error.js'
import { VERSION } from '../config/version.js'
import { closeAll, closeSilent } from './connections.js'

/** How long a stop waits for requests in flight before it cuts their connections. */
const STOP_PATIENCE_MS = 1500
const SWEEP_INTERVAL_MS = 50

/** Turns of the event loop that accept a connection, connect it at the client if that is in this process, and read what it sent. */
const READ_TURNS = 4

/** How long a stop accepts connections at most. */
const ACCEPT_MS = 200

/** The address cannot be listened on. */
export class ListenError extends StartError {}

/** Says where a mock listens. */
export const listeningLine = (url: string, { database }: Pick<Config, 'database'>) =>
  `superoffice-mock ${VERSION} listens on ${url} with the database ${database}`

/**
 * Lets a server listen where the settings say; one that cannot is closed.
 * @returns where it listens
 * @throws ListenError
 */
export async function listen (app: FastifyInstance, config: Pick<Config, 'database' | 'host' | 'port'>): Promise<string> {
  const { host, port } = config
  app.addHook('preClose', async () => {
    await acceptWaiting(app.server)
    setTimeout(async () => {
      // What was sent meanwhile is read first: on a busy machine the process may not have run since.
      for (let turns = 0; turns < READ_TURNS; turns++) await nextTurn()
      closeSilent(app)
    }, SWEEP_INTERVAL_MS)
  })
  // A name such as localhost may have two addresses; Fastify would hide a second server behind it.
  return lookup(host)
    .then(({ address }) => app.listen({ port, host: address, listenTextResolver: url => listeningLine(url, config) }))
    .catch(async (cause: NodeJS.ErrnoException) => {
      await app.close()
      throw new ListenError(cause.code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is in use; stop what listens there, or choose another with --port or PORT, or in a program with port.`
        : `${host} port ${port} cannot be listened on (${cause.message}); choose others with --host or SUPEROFFICE_MOCK_HOST, --port or PORT, or in a program with host and port.`)
    })
}

/**
 * Waits until a turn of the event loop brings no new connection: the kernel resets those that wait to be accepted when the server closes.
 * Fastify answers them with `Connection: close`.
 */
async function acceptWaiting (server: Server): Promise<void> {
  let hasAccepted = true
  const note = () => { hasAccepted = true }
  server.on('connection', note)
  const end = performance.now() + ACCEPT_MS
  while (hasAccepted && performance.now() < end) {
    hasAccepted = false
    // The first ends the turn that is running, which may have polled the socket already.
    await nextTurn()
    await nextTurn()
  }
  server.off('connection', note)
}

/** Closes a server when its requests in flight are answered, or the patience is at its end. */
export async function stop (app: FastifyInstance): Promise<void> {
  // A connection whose last request has just been answered is kept alive, and would be waited for.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS)
  const cut = setTimeout(() => closeAll(app), STOP_PATIENCE_MS)
  await app.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
