import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.js'
import type { Config } from '../config/config.js'
import { describeWritableUsersFile } from '../config/users.js'
import { listen, listeningLine, stop } from '../http/listening.js'
import { createLog } from '../http/logging.js'

/** Interval at which a mock that `npm start` started checks whether its parent process, the shell of npm, still runs. */
const SHELL_CHECK_MS = 250

/**
 * On Windows, Ctrl+C sends SIGINT, and Ctrl+Break sends SIGBREAK. SIGTERM ends a process there at once, like `kill -9`. Acknowledged writes
 * survive both.
 */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const

/**
 * Starts the mock. After the first of `STOP_SIGNALS` it finishes the requests in flight, closes the database and exits.
 * @throws SeedError, UsersError, ConfigError, StorageStartError or ListenError if the mock cannot start
 */
export async function serve (config: Config): Promise<void> {
  const log = await createLog(config.logLevel)
  const app = await buildApp(config, log)
  const warning = describeWritableUsersFile(config)
  if (warning !== undefined) log.logger.warn(warning)
  if (process.env['npm_lifecycle_event'] === 'start') stopWithShell(app)
  const url = await listen(app, config)
  for (const signal of STOP_SIGNALS) process.once(signal, () => stop(app))
  // Printed at every log level, because scripts that start the mock on port 0 wait for this line.
  if (!log.logger.isLevelEnabled('info')) console.log(listeningLine(url, config))
  else log.flush()
}

/**
 * Stops the mock when its parent process ends: a signal to npm ends the shell that npm runs, and some shells, such as dash, do not forward
 * the signal.
 */
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
