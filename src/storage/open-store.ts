import type { Config } from '../config/config.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import { loadSeed } from './seed-files.js'
import type { ControlStore } from './control-store.js'
import type { JournalStore } from './journal-store.js'
import { createMemoryControl } from './memory/control.js'
import { createMemoryJournal } from './memory/journal.js'
import { createSqliteStore, type SqliteStoreOptions } from './sqlite/store.js'
import { StorageStartError, type Store } from './store.js'

/** The stores of a server. */
export interface Storage {
  readonly store: Store
  readonly control: ControlStore
  readonly journal: JournalStore
}

/**
 * Opens the database, loads the seed for new tenants, and creates the default tenant from it.
 * @throws StorageStartError or SeedError when the database or the seed cannot be used
 */
export async function openStore (
  config: Pick<Config, 'database' | 'durability' | 'seed' | 'imageLimit' | 'writePolicy' | 'maxTenants' | 'journalSize'>, onCommit: SqliteStoreOptions['onCommit']
): Promise<Storage> {
  const { database: path, durability, maxTenants: mostTenants } = config
  const seed = loadSeed(config.seed, config.imageLimit, config.writePolicy)
  const store = createSqliteStore({ path, durability, seed, mostTenants, onCommit })
  await store.prepareTenant(DEFAULT_TENANT).catch(async (cause: Error) => {
    await store.close()
    throw new StorageStartError(`The database ${path} cannot be seeded (${cause.message}).`)
  })
  return { store, control: createMemoryControl(), journal: createMemoryJournal({ size: config.journalSize, mostTenants }) }
}
