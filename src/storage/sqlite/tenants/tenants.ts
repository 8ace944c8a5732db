import { setImmediate as nextTurn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { TenantCounts } from '../../../carriers/tenant-counts.js'
import type { Seed } from '../../seed.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { GroupRead } from '../engine/group-read.js'
import type { Callers } from '../tables/callers.js'
import type { DataSets } from './data-sets.js'
import type { ReadyCopies } from './ready-copies.js'
import type { Seeding } from './seeding.js'
import type { SetWork } from './set-work.js'

/** How many tenants are counted per turn of the event loop. */
const COUNTED_AT_ONCE = 20

/** Cache limit: names of tenants whose set is known, in each spelling that was used. */
const MOST_CACHED_NAMES = 10_000

/** Tells whether a set was written to, or taken from its tenant, since the watch began. */
interface Watch {
  readonly setId: number
  isUnchanged: boolean
}

export interface Tenants {
  /** Makes the tenant with the data of the seed, unless it exists. The methods below do so as well. */
  prepare (name: string): Promise<void>
  /** Queries the data that the tenant has at the end of this turn. */
  read<Result> (name: string, query: (setId: number) => Result): Promise<Result>
  /** Works in a write transaction on the data that the tenant has then, and changes none of them. */
  transact<Result> (name: string, work: (setId: number) => Result): Promise<Result>
  /** Changes the data that the tenant has then, in a transaction. */
  write<Result> (name: string, change: (setId: number) => Result): Promise<Result>
  list (): Promise<TenantCounts[]>
  /** Gives the tenant the data of the seed in place of its own. */
  reset (name: string): Promise<void>
  /** Removes all data of the tenant but the administrator of the seed. */
  clear (name: string): Promise<void>
  /**
   * Gives the tenant the data of another seed in place of its own.
   * @throws StorageError; the tenant keeps its data then
   */
  load (name: string, state: Seed): Promise<void>
  /** Gives the tenant a prepared set in place of its data. To be called within a transaction. */
  swap (name: string, setId: number): void
  /** Takes the data from the tenant. To be called within a transaction. */
  release (name: string): void
  /** Begins to watch a set. To be called within a transaction. */
  watch (setId: number): Watch
  unwatch (watch: Watch): void
}

interface TenantsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly groupRead: GroupRead
  readonly sets: DataSets
  readonly work: SetWork
  readonly copies: ReadyCopies
  readonly callers: Callers
  readonly fill: Seeding
  readonly seed: Seed
}

/**
 * Each tenant has a set of data, which is swapped for another as a whole: a request sees either the one or the other.
 * A set that was swapped out is removed step by step.
 */
export function createTenants ({ db, commits, groupRead, sets, work, copies, callers, fill, seed }: TenantsOptions): Tenants {
  const select = db.prepare<[string], number>('SELECT tenant_id FROM tenant WHERE name = ?').pluck()
  const names = db.prepare<[], string>("SELECT name FROM tenant WHERE name NOT LIKE '~%' ORDER BY name").pluck()
  const count = db.prepare<[string], TenantCounts>(
    `SELECT name AS Name, (SELECT count(*) FROM product WHERE product.tenant_id = tenant.tenant_id) AS Products,
       (SELECT count(*) FROM blob WHERE blob.tenant_id = tenant.tenant_id) AS Blobs,
       (SELECT count(*) FROM caller WHERE caller.tenant_id = tenant.tenant_id) AS Callers
     FROM tenant WHERE name = ?`)
  const ids = new LRUCache<string, number>({ max: MOST_CACHED_NAMES })
  commits.onRollback(() => ids.clear())
  const making = new Map<string, Promise<void>>()
  const watches = new Set<Watch>()

  function find (name: string): number | undefined {
    const cached = ids.get(name)
    if (cached !== undefined) return cached
    const setId = select.get(name)
    if (setId !== undefined) ids.set(name, setId)
    return setId
  }

  /** Gives the data of the seed to a tenant, unless it was given others meanwhile. */
  async function make (name: string): Promise<void> {
    await copies.use(setId => {
      if (find(name) === undefined) sets.give(setId, name)
      else sets.release(setId)
    })
  }

  async function prepare (name: string): Promise<void> {
    if (find(name) !== undefined) return
    const key = name.toLowerCase()
    const made = making.get(key) ?? make(name).finally(() => making.delete(key))
    making.set(key, made)
    await made
  }

  /** Lets `run` work on the tenant's set, which may be another one, or missing again, when the work begins. */
  async function runOn<Result> (name: string, run: GroupRead, work: (setId: number) => Result): Promise<Result> {
    for (;;) {
      if (find(name) === undefined) await prepare(name)
      const outcome = await run(() => {
        const setId = find(name)
        return setId === undefined ? undefined : { result: work(setId) }
      })
      if (outcome !== undefined) return outcome.result
    }
  }

  function markChanged (setId: number): void {
    for (const watch of watches) if (watch.setId === setId) watch.isUnchanged = false
  }

  function release (name: string): void {
    const setId = find(name)
    if (setId === undefined) return
    markChanged(setId)
    sets.release(setId)
    // The cache has the tenant under each spelling that was used.
    ids.clear()
  }

  const swap = db.transaction((name: string, setId: number) => {
    release(name)
    sets.give(setId, name)
  })

  const clear = db.transaction((name: string) => {
    const setId = sets.prepare()
    callers.add(setId, seed.administrator)
    swap(name, setId)
  })

  return {
    prepare,
    read: (name, query) => runOn(name, groupRead, query),
    transact: (name, transaction) => runOn(name, commits.run, transaction),
    write: (name, change) => runOn(name, commits.run, setId => {
      markChanged(setId)
      return change(setId)
    }),
    async list () {
      const counts: TenantCounts[] = []
      for (const [index, name] of names.all().entries()) {
        counts.push(...count.all(name))
        if (index % COUNTED_AT_ONCE === COUNTED_AT_ONCE - 1) await nextTurn()
      }
      return counts
    },
    async reset (name) {
      await copies.use(setId => swap(name, setId))
      work.removeReleased()
    },
    async clear (name) {
      await commits.run(() => clear(name))
      work.removeReleased()
    },
    load: (name, state) => work.build(setId => fill(setId, state), setId => swap(name, setId)),
    swap,
    release,
    watch (setId) {
      const watch = { setId, isUnchanged: true }
      watches.add(watch)
      return watch
    },
    unwatch (watch) {
      watches.delete(watch)
    },
  }
}
