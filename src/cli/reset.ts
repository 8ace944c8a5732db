import type { Config } from '../config/config.js'
import { connectTenant, type MockOptions } from './running-mock.js'

export interface ResetCommandOptions extends MockOptions {
  /** True to reset faults, rights, clock and journal as well. */
  readonly all?: boolean
}

/**
 * Replaces the data of a tenant by the seed, and prints the numbers of products, blobs and callers.
 * @throws MockError if the request fails; also the errors of `connectTenant`
 */
export async function reset (config: Config, { all, ...options }: ResetCommandOptions): Promise<void> {
  const mock = connectTenant(config, options)
  await mock.control.reset({ all })
  mock.show(await mock.count())
}
