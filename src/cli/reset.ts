import type { Config } from '../config/config.js'
import { runningMock, type MockOptions } from './running-mock.js'

export interface ResetCommandOptions extends MockOptions {
  /** Whether faults, rights, clock and journal are taken back as well. */
  readonly all?: boolean
}

/**
 * Gives a tenant the data of the seed again, and takes all else back that was done to it if that is asked for.
 * @throws ConfigError, MockError
 */
export async function reset (config: Config, { all, ...options }: ResetCommandOptions): Promise<void> {
  const mock = runningMock(config, options)
  await mock.control.reset({ all })
  mock.show(await mock.count())
}
