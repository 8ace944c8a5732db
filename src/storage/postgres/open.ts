import type { Config } from '../../config/config.js'
import { databaseName } from '../../config/database-address.js'
import type { CommitListener } from '../commit-listener.js'
import { loadSeed } from '../seed-files.js'
import type { Storage } from '../storage.js'
import { StorageStartError } from '../storage-errors.js'
import { hashSettings } from './common-settings.js'
import { createSharedControl } from './control/control.js'
import { createSharedJournal } from './control/journal.js'
import { openDatabase } from './engine/open-database.js'
import { joinReplicas, type Replica } from './engine/replicas.js'
import { createPostgresStore } from './store.js'

interface PostgresOptions {
  readonly onCommit?: CommitListener | undefined
  /** Called at most once, with a message for the log, before the start repeats a failed attempt. */
  readonly onWait: (sentence: string) => void
}

/**
 * Opens the database that the settings name. Other processes can use the database at the same time if `hashSettings` returns the same
 * hashes for them.
 * @throws for example StorageStartError if the database cannot be used, or SeedError if the seed is invalid
 */
export async function openPostgres (config: Config, { onCommit, onWait }: PostgresOptions): Promise<Storage> {
  const seed = loadSeed(config.seed, config)
  const settings = hashSettings(config)
  const opened = await openDatabase({ url: config.database, onWait, onCommit })
  let replica: Replica | undefined
  try {
    replica = await joinReplicas(opened, settings)
    const { connections, leave } = replica
    const { close, ...store } = await createPostgresStore({
      connections, seed, seedHash: `${settings['seed']}`, mostTenants: config.maxTenants, check: replica.renew,
    })
    const control = createSharedControl(connections)
    return {
      store: {
        ...store,
        async close () {
          await leave()
          await close()
        },
      },
      control,
      journal: createSharedJournal(connections, { size: config.journalSize, mostTenants: config.maxTenants, now: control.now }),
    }
  } catch (cause) {
    await replica?.leave()
    await opened.close()
    if (cause instanceof StorageStartError) throw cause
    const failed = replica === undefined ? 'prepared' : 'seeded'
    throw new StorageStartError(`The database ${databaseName(config.database)} cannot be ${failed} (${(cause as Error).message}).`)
  }
}
