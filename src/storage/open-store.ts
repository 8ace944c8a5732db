import type { Config } from '../config/config.js'
import { databaseName, isPostgres } from '../config/database-address.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import { closeBeforeThrow } from './close-before-throw.js'
import type { CommitListener } from './commit-listener.js'
import { openNamedSeeds, type NamedSeeds } from './named-seeds.js'
import { loadSeed } from './seed-files.js'
import { createMemoryControl } from './memory/control.js'
import { createMemoryJournal } from './memory/journal.js'
import { createSqliteStore } from './sqlite/store.js'
import type { Storage } from './storage.js'
import { StorageStartError } from './store.js'

interface StorageListeners {
  readonly onCommit: CommitListener
  /** Called with a sentence when the start has to wait for the database. */
  readonly onWait: (sentence: string) => void
}

interface OpenedStorage extends Storage {
  /** The named seeds; undefined if no folder of them is set. */
  readonly seeds: NamedSeeds | undefined
}

/**
 * Opens the database and the folder of named seeds, loads the seed for new tenants, and creates the default tenant from it.
 * @throws StorageStartError, SeedError or WrongUseError when the database, the seed or the folder cannot be used
 */
export async function openStore (config: Config, listeners: StorageListeners): Promise<OpenedStorage> {
  const { database } = config
  const seeds = openNamedSeeds(config)
  // Imported only for PostgreSQL, because loading it would delay a start with a file.
  const storage = isPostgres(database) ? await (await import('./postgres/open.js')).openPostgres(config, listeners) : openSqlite(config, listeners)
  await storage.store.prepareTenant(DEFAULT_TENANT)
    .catch((cause: Error) => { throw new StorageStartError(`The database ${databaseName(database)} cannot be seeded (${cause.message}).`) })
    .catch(closeBeforeThrow(storage.store))
  return { ...storage, seeds }
}

/** Opens a file, or a database in memory. Control state and journals are kept in memory. */
function openSqlite ({ database: path, durability, maxTenants: mostTenants, journalSize: size, ...config }: Config, { onCommit }: StorageListeners): Storage {
  const seed = loadSeed(config.seed, config)
  return {
    store: createSqliteStore({ path, durability, seed, mostTenants, onCommit }),
    control: createMemoryControl(),
    journal: createMemoryJournal({ size, mostTenants }),
  }
}
