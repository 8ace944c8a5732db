import { buildApp } from '../app.js'
import type { Config } from '../config/config.js'
import { listen, listeningLine, stop } from '../http/listening.js'
import { createLog } from '../http/logging.js'

/**
 * Runs the mock until SIGTERM or SIGINT: then requests in flight are answered, and the database is closed.
 * @throws SeedError, StorageStartError, ListenError
 */
export async function serve (config: Config): Promise<void> {
  const log = await createLog(config.logLevel)
  const app = await buildApp(config, log)
  const url = await listen(app, config)
  // Whoever starts the mock on port 0 waits for this line, whatever is logged.
  if (!log.logger.isLevelEnabled('info')) console.log(listeningLine(url, config))
  else log.flush()

  process.once('SIGTERM', () => stop(app))
  process.once('SIGINT', () => stop(app))
}
