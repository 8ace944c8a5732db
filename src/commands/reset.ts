import type { Config } from '../config.js'
import { runningMock, type MockOptions } from './running-mock.js'

/**
 * Gives a tenant the data of the seed again.
 * @throws ConfigError, MockError
 */
export async function reset (config: Config, options: MockOptions): Promise<void> {
  const mock = runningMock(config, options)
  await mock.control.reset()
  mock.show(await mock.count())
}
