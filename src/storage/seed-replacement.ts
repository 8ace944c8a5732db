import type { Seed } from './seed.js'

export interface SeedReplacement {
  /** The number of tenants whose data were replaced. */
  readonly renewed: number
  /** Names of tenants whose data were not replaced, usually because requests had changed, loaded or restored the data. */
  readonly changed: readonly string[]
}

/**
 * Replaces the seed, and the data of each tenant whose data are still those of a former seed, unchanged by requests. Users that a sign-in
 * added do not count as a change. Each read of a tenant's data returns either only old or only new data. Must not be called while another
 * call is running.
 * @throws the error of a picture file that cannot be read, or StorageError; tenants whose data were not replaced yet keep their data
 */
export type ReplaceSeed = (seed: Seed) => Promise<SeedReplacement>
