import type { Seed } from './seed.js'

/** The result of replacing the seed. */
export interface SeedReplacement {
  /** The number of tenants whose data were replaced. */
  readonly renewed: number
  /** The names of the tenants whose data were not replaced, because the data had been changed. */
  readonly changed: readonly string[]
}

/**
 * Replaces the seed for new tenants and resets. Also replaces the data of each tenant that still has the unchanged data of a former seed;
 * users that a sign-in added do not count as a change. A request reads either all old data or all new data of a tenant. Must not be called
 * while another call is running.
 * @throws the error of a picture file that cannot be read, or StorageError; tenants whose data were not replaced yet keep their data
 */
export type ReplaceSeed = (seed: Seed) => Promise<SeedReplacement>
