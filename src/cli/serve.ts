import type { FastifyInstance } from 'fastify'
import { buildApp } from '../app.js'
import type { Config } from '../config/config.js'
import { describeUsersProblem } from '../config/users.js'
import { listen, listeningLine, stop } from '../http/listening.js'
import { createLog } from '../http/logging.js'

const SHELL_CHECK_MS = 250

/** On Windows, Ctrl+C sends SIGINT, Ctrl+Break sends SIGBREAK, and SIGTERM ends the process at once. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const

/**
 * Starts the mock. After one of `STOP_SIGNALS`, it waits a limited time for requests in flight, and then closes.
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
