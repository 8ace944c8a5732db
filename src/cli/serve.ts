import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.js'
import type { Config } from '../config/config.js'
import { usersFileWarning } from '../config/users.js'
import { listen, listeningLine, stop } from '../http/listening.js'
import { createLog } from '../http/logging.js'

/** How often a mock that is run by `npm start` looks whether its shell is still there. */
const SHELL_CHECK_MS = 250

/**
 * Starts the mock. On SIGTERM or SIGINT it answers the requests in flight, closes the database and exits.
 * @throws SeedError, StorageStartError or ListenError if the mock cannot start
 */
export async function serve (config: Config): Promise<void> {
  const log = await createLog(config.logLevel)
  const app = await buildApp(config, log)
  const warning = usersFileWarning(config)
  if (warning !== undefined) log.logger.warn(warning)
  if (process.env['npm_lifecycle_event'] === 'start') stopWithShell(app)
  const url = await listen(app, config)
  // Scripts that start the mock on port 0 wait for this line, so it is printed at every log level.
  if (!log.logger.isLevelEnabled('info')) console.log(listeningLine(url, config))
  else log.flush()

  process.once('SIGTERM', () => stop(app))
  process.once('SIGINT', () => stop(app))
}

/** Stops the mock when its parent ends: a signal to npm ends the shell that npm runs, and some shells, such as dash, do not pass it on. */
function stopWithShell (app: FastifyInstance): void {
  const shell = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== shell) {
      clearInterval(timer)
      stop(app)
    }
  }, SHELL_CHECK_MS)
  timer.unref()
}
