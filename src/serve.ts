import { lookup } from 'node:dns/promises'
import { buildApp } from './app.js'
import type { Config } from './config.js'
import { createLog } from './logging.js'
import { StartError } from './start-error.js'
import { VERSION } from './version.js'

/** How long a stop waits for requests in flight before it cuts their connections. */
const STOP_PATIENCE_MS = 1500
const SWEEP_INTERVAL_MS = 50

/** The address cannot be listened on. */
export class ListenError extends StartError {}

/**
 * Runs the mock until SIGTERM or SIGINT: then requests in flight are answered, and the database is closed.
 * @throws SeedError, StorageStartError, ListenError
 */
export async function serve (config: Config): Promise<void> {
  const log = await createLog(config.logLevel)
  const app = await buildApp(config, log)
  const listening = (url: string) => `superoffice-mock ${VERSION} listens on ${url} with the database ${config.database}`

  // A name such as localhost may have two addresses; Fastify would hide a second server behind it.
  const url = await lookup(config.host)
    .then(({ address }) => app.listen({ port: config.port, host: address, listenTextResolver: listening }))
    .catch(async (cause: NodeJS.ErrnoException) => {
      await app.close()
      throw new ListenError(cause.code === 'EADDRINUSE'
        ? `Port ${config.port} on ${config.host} is in use; stop what listens there, or choose another with --port or PORT.`
        : `${config.host} port ${config.port} cannot be listened on (${cause.message}); choose others with --host or HOST, --port or PORT.`)
    })
  // Whoever starts the mock on port 0 waits for this line, whatever is logged.
  if (log.infoLines === undefined) console.log(listening(url))
  else log.flush()

  const stop = async () => {
    // A connection whose last request has just been answered is kept alive, and would be waited for.
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL_MS)
    const cut = setTimeout(() => app.server.closeAllConnections(), STOP_PATIENCE_MS)
    await app.close()
    clearInterval(sweep)
    clearTimeout(cut)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
