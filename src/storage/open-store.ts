import type { Config } from '../config/config.js'
import { databaseName, isPostgres } from '../config/database-address.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import { closeBeforeThrow } from './close-before-throw.js'
import type { CommitListener } from './commit-listener.js'
import { openNamedSeeds, type NamedSeeds } from './named-seeds.js'
import { loadSeed } from './seed-files.js'
import { createMemoryControl } from './memory/control.js'
import { createMemoryJournal } from './memory/journal.js'
import { assertNoSeedWatch, openSeedWatch } from './seed-watch.js'
import { createSqliteStore } from './sqlite/store.js'
import type { StorageLog } from './storage-log.js'
import type { Storage } from './storage.js'
import { StorageStartError } from './storage-errors.js'

interface StorageListeners {
  readonly onCommit: CommitListener
  readonly log: StorageLog | undefined
}

interface OpenedStorage extends Storage {
  readonly seeds: NamedSeeds | undefined
}

/**
 * Opens the database and the folder of named seeds, and creates the default tenant from the seed, unless this tenant exists.
 * @throws StorageStartError if the database cannot be used or seeded; WrongUseError if a setting, the seed or the folder is invalid
 */
export async function openStore (config: Config, listeners: StorageListeners): Promise<OpenedStorage> {
  const { database } = config
  const seeds = openNamedSeeds(config)
  const storage = isPostgres(database) ? await openShared(config, listeners) : openSqlite(config, listeners)
  await storage.store.prepareTenant(DEFAULT_TENANT)
    .catch((cause: Error) => { throw new StorageStartError(`The database ${databaseName(database)} cannot be seeded (${cause.message}).`) })
    .catch(closeBeforeThrow(storage.store))
  return { ...storage, seeds }
}

async function openShared (config: Config, { onCommit, log }: StorageListeners): Promise<Storage> {
  assertNoSeedWatch(config)
  // Imported dynamically, because loading the code for PostgreSQL would delay the start with SQLite.
  const { openPostgres } = await import('./postgres/open.js')
  return openPostgres(config, { onCommit, onWait: sentence => log?.warn(sentence) })
}

/** Opens an SQLite database. Control state and journals are stored in the memory of this process. */
function openSqlite (config: Config, { onCommit, log }: StorageListeners): Storage {
  const { database: path, durability, maxTenants: mostTenants, journalSize: size } = config
  const seedWatch = openSeedWatch(config)
  const seed = loadSeed(config.seed, { ...config, onFile: seedWatch?.onFile })
  const { replaceSeed, close, ...store } = createSqliteStore({ path, durability, seed, mostTenants, onCommit })
  const endWatch = seedWatch?.begin(replaceSeed, log)
  return {
    store: {
      ...store,
      async close () {
        endWatch?.()
        await close()
      },
    },
    control: createMemoryControl(),
    journal: createMemoryJournal({ size, mostTenants }),
  }
}
