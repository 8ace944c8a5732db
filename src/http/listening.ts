import { lookup } from 'node:dns/promises'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { StartError } from '../config/start-error.js'
import { VERSION } from '../config/version.js'

/** How long a stop waits for requests in flight before it cuts their connections. */
const STOP_PATIENCE_MS = 1500
const SWEEP_INTERVAL_MS = 50

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

/** Closes a server when its requests in flight are answered, or the patience is at its end. */
export async function stop (app: FastifyInstance): Promise<void> {
  // A connection whose last request has just been answered is kept alive, and would be waited for.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS)
  const cut = setTimeout(() => app.server.closeAllConnections(), STOP_PATIENCE_MS)
  await app.close()
  clearInterval(sweep)
  clearTimeout(cut)
}
