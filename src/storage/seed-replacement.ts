import type { Seed } from './seed.js'

/** The result of a replaced seed. */
export interface SeedReplacement {
  /** The number of tenants whose data were replaced. */
  readonly renewed: number
  /** The names of the tenants that keep their data, because they were changed. */
  readonly changed: readonly string[]
}

/**
 * Replaces the seed of new tenants and of resets, and the data of all tenants that have those of the former seed and were not changed. Each
 * request sees either all old data of its tenant or all new data. Must not be called while another call is running.
 * @throws the error of a picture of the seed that cannot be read, or StorageError; the tenants that were not replaced yet then keep their
 * data
 */
export type ReplaceSeed = (seed: Seed) => Promise<SeedReplacement>
