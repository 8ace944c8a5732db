import type { Config } from '../config/config.js'
import type { CaOptions } from './ca.js'
import type { ClockTask } from './clock.js'
import type { DiffOptions } from './diff/diff.js'
import type { EnvOptions } from './env.js'
import type { FaultsTask } from './faults.js'
import type { HealthcheckOptions } from './healthcheck.js'
import type { JournalCommandOptions } from './journal.js'
import type { ResetCommandOptions } from './reset.js'
import type { RulesTask } from './rules.js'
import type { MockOptions } from './running-mock.js'
import type { SnapshotsTask } from './snapshots.js'
import type { TenantsTask } from './tenants.js'

/** The implementations of all commands except `help`. */
export interface Commands {
  readonly serve: (config: Config) => Promise<void>
  readonly healthcheck: (config: Config, options: HealthcheckOptions) => Promise<void>
  readonly env: (config: Config, options: EnvOptions) => Promise<void>
  readonly ca: (config: Config, options: CaOptions) => Promise<void>
  readonly seed: (config: Config, options: MockOptions, file: string) => Promise<void>
  readonly dump: (config: Config, options: MockOptions, file: string | undefined) => Promise<void>
  readonly reset: (config: Config, options: ResetCommandOptions) => Promise<void>
  readonly snapshots: (config: Config, options: MockOptions, task: SnapshotsTask) => Promise<void>
  readonly tenants: (config: Config, options: Omit<MockOptions, 'tenant'>, task: TenantsTask) => Promise<void>
  readonly clock: (config: Config, options: MockOptions, task: ClockTask) => Promise<void>
  readonly faults: (config: Config, options: MockOptions, task: FaultsTask) => Promise<void>
  readonly rights: (config: Config, options: MockOptions, task: RulesTask) => Promise<void>
  readonly journal: (config: Config, options: JournalCommandOptions) => Promise<void>
  readonly diff: (config: Config, options: DiffOptions, archive: string) => Promise<void>
  readonly verify: (config: Config, options: MockOptions, verification: string) => Promise<void>
}
