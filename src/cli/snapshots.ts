import type { Config } from '../config/config.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/** A subcommand of `snapshots`, with the name of a snapshot if it needs one. */
export type SnapshotsTask =
  | { readonly verb: 'list' }
  | { readonly verb: 'take' | 'restore' | 'remove', readonly name: string }

/**
 * Runs a subcommand of `snapshots`. `take` prints the new snapshot, `restore` prints the counts of the tenant, and the other subcommands
 * print all snapshots that the tenant then has.
 * @throws MockError if the snapshot does not exist, its name is invalid, or a request fails; also the errors of `connectTenant`
 */
export async function snapshots (config: Config, options: MockOptions, task: SnapshotsTask): Promise<void> {
  const mock = connectTenant(config, options)
  const { snapshots } = mock.control
  switch (task.verb) {
    case 'take':
      mock.show(await snapshots.take(task.name))
      return
    case 'restore':
      await snapshots.restore(task.name)
      mock.show(await mock.count())
      return
    case 'remove':
      await snapshots.remove(task.name)
  }
  mock.showList(await snapshots.list(), `Tenant ${mock.tenant} has no snapshots.`)
}
