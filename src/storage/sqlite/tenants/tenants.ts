import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { TenantCounts } from '../../../carriers/tenant-counts.js'
import { tooManyTenants } from '../../../errors/api-errors.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { DEFAULT_TENANT } from '../../../http/tenant.js'
import { takeTurn } from '../../../http/turns.js'
import type { ReplaceSeed } from '../../seed-replacement.js'
import type { Seed } from '../../seed.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { GroupRead } from '../engine/group-read.js'
import type { Callers } from '../tables/callers.js'
import type { DataSets } from './data-sets.js'
import type { Filling } from './filling.js'
import type { ReadyCopies } from './ready-copies.js'
import { createSetWatches, type Watch } from './set-watches.js'
import type { SetWork } from './set-work.js'

/** Limits the names in the cache `ids`, and the sets in the cache `changed`. */
const MOST_CACHED_NAMES = 10_000

/**
 * The tenants and their sets of data. Methods that create a tenant other than the default tenant throw ApiError 503 if the maximum number
 * of tenants is reached.
 */
export interface Tenants {
  /** Creates the tenant with the data of the seed, unless it exists. */
  prepare (name: string): Promise<void>
  /** Runs a query in the transaction of a `GroupRead`. If the tenant does not exist, the query reads the data of the seed. */
  read<Result> (name: string, query: (setId: number) => Result): Promise<Result>
  /** Runs `work` in a write transaction, and first creates the tenant if it does not exist. Unlike `write`, does not note a change. */
  transact<Result> (name: string, work: (setId: number) => Result): Promise<Result>
  /** Runs `change` in a write transaction. If `change` changes any row, the set loses the mark that it has the data of the seed. */
  write<Result> (name: string, change: (setId: number) => Result): Promise<Result>
  /** Runs `change`, which must only store users, in a write transaction. The set keeps the mark that it has the data of the seed. */
  writeUsers<Result> (name: string, change: (setId: number) => Result): Promise<Result>
  list (others: readonly string[]): Promise<TenantCounts[]>
  count (name: string): Promise<TenantCounts>
  size (): number
  reset (name: string): Promise<void>
  clear (name: string): Promise<void>
  load (name: string, state: Seed): Promise<void>
  readonly replaceSeed: ReplaceSeed
  /** Replaces the data of the tenant by a prepared set. Creates the tenant if it does not exist. Must be called in a transaction. */
  swap (name: string, setId: number): void
  /** Marks the set of the tenant, if any, for removal. The tenant then does not exist. Must be called in a transaction. */
  release (name: string): void
  /** Must be called in the transaction that looks up `setId`, so that no later change is missed. */
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
  readonly fill: Filling
  readonly mostTenants: number
}

type SetOfTenant = readonly [name: string, setId: number]

/**
 * Creates the mapping from tenants to sets of data. The set of a tenant is replaced as a whole, so that each query reads either the old or
 * the new set.
 */
export function createTenants ({ db, commits, groupRead, sets, work, copies, callers, fill, mostTenants }: TenantsOptions): Tenants {
  const select = db.prepare<[string], number>('SELECT tenant_id FROM tenant WHERE name = ?').pluck()
  const selectName = db.prepare<[string], string>('SELECT name FROM tenant WHERE name = ?').pluck()
  // The names of sets without a tenant are excluded: they begin with `~`, which is greater than all characters in tenant names.
  const names = db.prepare<[], string>("SELECT name FROM tenant WHERE name < '~' ORDER BY name").pluck()
  const selectSeeded = db.prepare<[], SetOfTenant>("SELECT name, tenant_id FROM tenant WHERE name < '~' AND is_seeded = 1 ORDER BY name").raw()
  const selectChanged = db.prepare<[], string>("SELECT name FROM tenant WHERE name < '~' AND is_seeded = 0 ORDER BY name").pluck()
  const countChanges = db.prepare<[], number>('SELECT total_changes()').pluck()
  const countAll = db.prepare<[], number>("SELECT count(*) FROM tenant WHERE name < '~'").pluck()
  const prepareCounts = <Key extends string | number>(key: string) => db.prepare<[Key], TenantCounts>(
    `SELECT name AS Name, (SELECT count(*) FROM product WHERE product.tenant_id = tenant.tenant_id) AS Products,
       (SELECT count(*) FROM blob WHERE blob.tenant_id = tenant.tenant_id) AS Blobs,
       (SELECT count(*) FROM caller WHERE caller.tenant_id = tenant.tenant_id) AS Callers
     FROM tenant WHERE ${key} = ?`)
  const countTenant = prepareCounts<string>('name')
  const countSet = prepareCounts<number>('tenant_id')
  const ids = new LRUCache<string, number>({ max: MOST_CACHED_NAMES })
  /** Cached ids of sets without the mark that they have the data of the seed. Changes of these sets need not remove the mark. */
  const changed = new LRUCache<number, true>({ max: MOST_CACHED_NAMES })
  commits.onRollback(() => {
    ids.clear()
    changed.clear()
  })
  const making = new Map<string, Promise<void>>()
  const watches = createSetWatches()

  function find (name: string): number | undefined {
    const cached = ids.get(name)
    if (cached !== undefined) return cached
    const setId = select.get(name)
    if (setId !== undefined) ids.set(name, setId)
    return setId
  }

  const seedSet = () => assertDefined(copies.template(), 'The template is missing.')

  const size = () => assertDefined(countAll.get(), 'A count has one row.')

  /**
   * Refuses a new tenant if the maximum number of tenants is reached. The default tenant is always allowed, because each start creates it
   * if it does not exist.
   * @throws ApiError 503
   */
  function requirePlace (name: string): void {
    if (find(name) !== undefined || name.toLowerCase() === DEFAULT_TENANT) return
    if (size() >= mostTenants) throw tooManyTenants(mostTenants, 'data')
  }

  async function make (name: string): Promise<void> {
    requirePlace(name)
    await copies.use(setId => {
      requirePlace(name)
      // Another transaction may have created the tenant while the copy was made.
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

  /** Runs `work` on a set. The set is looked up within the transaction, because it may be replaced before the transaction begins. */
  async function runOn<Result> (
    findSet: () => number | undefined, supply: () => Promise<void>, run: GroupRead, work: (setId: number) => Result
  ): Promise<Result> {
    for (;;) {
      if (findSet() === undefined) await supply()
      const outcome = await run(() => {
        const setId = findSet()
        return setId === undefined ? undefined : { result: work(setId) }
      })
      if (outcome !== undefined) return outcome.result
    }
  }

  const read: Tenants['read'] = (name, query) => runOn(() => find(name) ?? copies.template(), copies.prepareTemplate, groupRead, query)

  const transact: Tenants['transact'] = (name, work) => runOn(() => find(name), () => prepare(name), commits.run, work)

  const changeSeeded = <Result>(setId: number, change: (setId: number) => Result): Result => db.transaction(() => {
    const before = countChanges.get()
    const result = change(setId)
    if (countChanges.get() !== before) {
      sets.markChanged(setId)
      changed.set(setId, true)
    }
    return result
  })()

  /**
   * Returns the counts of the set `setId`: the set of the tenant `name`, or the template if the tenant does not exist. In the latter case,
   * `Name` in the result is `name`.
   */
  function countIn (setId: number, name: string): TenantCounts {
    const counts = assertDefined(countSet.get(setId), `Set ${setId} is missing.`)
    return find(name) === setId ? counts : { ...counts, Name: name }
  }

  function release (name: string): void {
    const setId = find(name)
    if (setId === undefined) return
    watches.noteChange(setId)
    sets.release(setId)
    // The whole cache is cleared, because it can contain several spellings of the tenant's name.
    ids.clear()
  }

  const swap = db.transaction((name: string, setId: number) => {
    requirePlace(name)
    const spelling = selectName.get(name) ?? name
    release(name)
    sets.give(setId, spelling)
  })

  const clear = db.transaction((name: string) => {
    requirePlace(name)
    const setId = sets.prepare()
    callers.add(setId, copies.seed().administrator)
    swap(name, setId)
  })

  const isChanged = (name: string): boolean => {
    const setId = find(name)
    return setId !== undefined && !sets.isSeeded(setId)
  }

  /**
   * Replaces the data of a tenant by a copy of the template. Returns false, without replacing the data, in two cases: the tenant got
   * another set or was removed; or its set lost the mark that it has the data of a seed.
   */
  const renewTenant = ([name, setId]: SetOfTenant) => work.build(to => sets.copySteps({ from: seedSet(), to }), to => {
    const isUnchanged = find(name) === setId && sets.isSeeded(setId)
    if (isUnchanged) {
      sets.markSeeded(to)
      swap(name, to)
    } else {
      sets.release(to)
    }
    return isUnchanged
  })

  return {
    prepare,
    read,
    transact,
    write: (name, change) => transact(name, setId => {
      watches.noteChange(setId)
      return changed.has(setId) ? change(setId) : changeSeeded(setId, change)
    }),
    writeUsers: (name, change) => transact(name, setId => {
      watches.noteChange(setId)
      return change(setId)
    }),
    async list (others) {
      const counts: TenantCounts[] = []
      const missing = new Map(others.map(name => [name.toLowerCase(), name]))
      for (const name of names.all()) {
        counts.push(...countTenant.all(name))
        missing.delete(name.toLowerCase())
        await takeTurn()
      }
      if (missing.size === 0) return counts
      await copies.prepareTemplate()
      const ofSeed = countIn(seedSet(), '')
      for (const Name of missing.values()) counts.push({ ...ofSeed, Name })
      return counts.sort((one, other) => one.Name.toLowerCase() < other.Name.toLowerCase() ? -1 : 1)
    },
    count: name => read(name, setId => countIn(setId, name)),
    size,
    async reset (name) {
      requirePlace(name)
      await copies.use(setId => swap(name, setId))
      work.removeReleased()
    },
    async clear (name) {
      await commits.run(() => clear(name))
      work.removeReleased()
    },
    async load (name, state) {
      requirePlace(name)
      await work.build(setId => fill(setId, state), setId => swap(name, setId))
    },
    async replaceSeed (seed) {
      const { seeded, changed } = await copies.replaceSeed(seed, () => ({ seeded: selectSeeded.all(), changed: selectChanged.all() }))
      let renewed = 0
      for (const tenant of seeded) {
        const [name] = tenant
        if (await renewTenant(tenant)) renewed++
        else if (isChanged(name)) changed.push(name)
      }
      return { renewed, changed }
    },
    swap,
    release,
    watch: watches.begin,
    unwatch: watches.end,
  }
}
