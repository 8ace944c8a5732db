import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.js'
import type { Config } from '../config/config.js'
import { describeUsersProblem } from '../config/users.js'
import { listen, listeningLine, stop } from '../http/listening.js'
import { createLog } from '../http/logging.js'

/**
 * Interval of the check that the parent process still runs. Only a mock that `npm start` started makes this check. Its parent is usually
 * the shell in which npm runs the script.
 */
const SHELL_CHECK_MS = 250

/**
 * Signals that stop the mock. On Windows, Ctrl+C sends SIGINT, and Ctrl+Break sends SIGBREAK. On Windows, SIGTERM ends the process at once,
 * as SIGKILL does on other systems. Acknowledged writes survive even such an end, unless the database is in memory.
 */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const

/**
 * Starts the mock. When the process receives one of `STOP_SIGNALS`, the mock stops: it waits a limited time for requests in flight, closes
 * the connections and the database, and the process exits.
 * @throws StartError if a setting, a file, the database or the address cannot be used
 */
export async function serve (config: Config): Promise<void> {
  const log = await createLog(config.logLevel)
  const app = await buildApp(config, log)
  const warning = describeUsersProblem(config)
  if (warning !== undefined) log.logger.warn(warning)
  if (process.env['npm_lifecycle_event'] === 'start') stopWithShell(app)
  const url = await listen(app, config)
  for (const signal of STOP_SIGNALS) process.once(signal, () => stop(app))
  // At the levels info, debug and trace, the log contains the line with the address. At other levels the line is printed without the log,
  // because scripts that start the mock on port 0 read the port from it.
  if (!log.logger.isLevelEnabled('info')) console.log(listeningLine(url, config))
  else log.flush()
}

/**
 * Stops the mock when its parent process ends. The parent is usually the shell in which npm runs the script. A signal to npm ends this
 * shell, but some shells do not forward the signal to the mock. Has no effect on Windows, where `process.ppid` does not change when the
 * parent process ends.
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
