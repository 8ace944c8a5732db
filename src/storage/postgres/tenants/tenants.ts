import { randomUUID } from 'node:crypto'
import type { TenantCounts } from '../../../carriers/tenant-counts.js'
import { tooManyTenants } from '../../../errors/api-errors.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { DEFAULT_TENANT } from '../../../http/tenant.js'
import type { Attempts, Connections, Query } from '../engine/connections.js'
import { findValue, singleValue } from '../engine/single-values.js'
import { SET, knownSet, type SetReference } from '../tables/set-reference.js'
import { copySet, listReleasedSets, releaseSet, removeSet } from './sets.js'

const LIMIT_WAITING = "SET LOCAL lock_timeout = '1min'"
const INSERT = 'INSERT INTO tenant (tenant_key, name) VALUES ($1, $2) ON CONFLICT DO NOTHING'
const FIND = 'SELECT set_id FROM tenant WHERE tenant_key = $1'
const LOCK = 'SELECT set_id FROM tenant WHERE tenant_key = $1 FOR UPDATE'
// Locks the tenant, and increments `change_no`. `updateBatch` compares this number to detect that the tenant's data may have been changed.
const CHANGE = 'UPDATE tenant SET change_no = change_no + 1 WHERE tenant_key = $1 RETURNING set_id'
// Assigns a set to a tenant. If the tenant has data already, the spelling of the tenant's name is kept.
const GIVE = 'UPDATE tenant SET name = CASE WHEN set_id IS NULL THEN $2 ELSE name END, set_id = $3 WHERE tenant_key = $1'
const TAKE = 'UPDATE tenant SET set_id = NULL WHERE tenant_key = $1'

/**
 * SQL clauses that select the tenants with data. The rows of seeds are excluded: their keys begin with `~`, which is greater than all
 * characters of names.
 */
const WITH_DATA = "FROM tenant WHERE set_id IS NOT NULL AND tenant_key < '~'"
const COUNT = `SELECT count(*) ${WITH_DATA}`
const countIn = (table: string, set: string) => `(SELECT count(*) FROM ${table} WHERE ${table}.set_id = ${set})`

/** Returns SQL expressions for the numbers of products, blobs and callers of a set. */
export const countsIn = (set: string) => ['product', 'blob', 'caller'].map(table => countIn(table, set))
const LIST = `SELECT name, ${countsIn('tenant.set_id')} ${WITH_DATA} ORDER BY tenant_key`
const COUNTS = `SELECT (SELECT name FROM tenant WHERE tenant_key = $1 AND set_id IS NOT NULL), ${countsIn(SET)}`

export const tenantKey = (name: string) => name.toLowerCase()

/** Fills an empty set in a transaction. */
type Fill = (query: Query, setId: string) => Promise<void>

/**
 * The tenants and their sets of data. A tenant with data has one set, apart from the sets of its snapshots. Methods that create a tenant
 * other than the default tenant throw ApiError 503 if the maximum number of tenants is reached.
 */
export interface Tenants {
  /** Creates the tenant with the data of the seed, unless it exists. */
  prepare (name: string): Promise<void>
  /**
   * Runs statements that read the data of the tenant, or of the seed if the tenant does not exist. The statements are not in a transaction.
   */
  read<Result> (name: string, work: (query: Query, set: SetReference) => Promise<Result>): Promise<Result>
  /** Runs statements as `read` does, but in a transaction, so that all statements read the data of one instant. */
  readAtOnce<Result> (name: string, work: (query: Query, set: SetReference) => Promise<Result>): Promise<Result>
  /** Runs a transaction that locks the tenant and changes its data. A tenant that does not exist is created first, as by `prepare`. */
  write<Result> (name: string, change: (query: Query, setId: string) => Promise<Result>, attempts?: Attempts): Promise<Result>
  /** Calls `fill` with an empty set, and replaces all data of the tenant by this set. Creates the tenant if it does not exist. */
  replace (name: string, fill: Fill): Promise<void>
  /** Like `replace`, but the tenant is locked before `fill` is called, which can therefore read data that only change with this lock. */
  exchange (name: string, fill: Fill): Promise<void>
  reset (name: string): Promise<void>
  /**
   * Locks the row of the tenant until the transaction ends. Returns the id of the tenant's set; null if the tenant has no data; undefined if
   * it has no row, so that nothing is locked.
   */
  lock (query: Query, name: string): Promise<string | null | undefined>
  /** Removes the data of the tenant, and calls `also` in the same transaction, which has locked the tenant. Does nothing for a tenant without a row. */
  remove (name: string, also: (query: Query) => Promise<void>): Promise<void>
  /** Removes, in the background, the sets that are marked for removal. After an error, the next call continues. */
  removeReleased (): void
  list (others: readonly string[]): Promise<TenantCounts[]>
  count (name: string): Promise<TenantCounts>
  size (): Promise<number>
}

interface TenantsOptions {
  readonly connections: Connections
  /** The key of the seed's row in the table `tenant`. */
  readonly seedKey: string
  /** The id of the set with the data of the seed. */
  readonly seedSet: string
  readonly mostTenants: number
}

type Counts = [name: string | null, products: number, blobs: number, callers: number]

const toCounts = ([Name, Products, Blobs, Callers]: [string, number, number, number]): TenantCounts => ({ Name, Products, Blobs, Callers })

export function createTenants ({ connections, seedKey, seedSet, mostTenants }: TenantsOptions): Tenants {
  let removing: Promise<void> | undefined
  /** True if sets may have been marked since the current removal has listed them. */
  let mustRemove = false

  const reference = (name: string): SetReference => [tenantKey(name), seedSet]

  const lock = (query: Query, name: string): Promise<string | null | undefined> => findValue(query<[string | null]>(LOCK, [tenantKey(name)]))

  async function lockOrAdd (query: Query, name: string): Promise<string | null> {
    await query(INSERT, [tenantKey(name), name])
    return await lock(query, name) ?? null
  }

  const countAll = (query: Query): Promise<number> => singleValue(query<[number]>(COUNT))

  /**
   * Checks that a further tenant may be created. The default tenant is always allowed.
   * @throws ApiError 503 if the maximum number of tenants is reached
   */
  async function requirePlace (query: Query, name: string): Promise<void> {
    if (tenantKey(name) !== DEFAULT_TENANT && await countAll(query) >= mostTenants) throw tooManyTenants(mostTenants, 'data')
  }

  /**
   * Assigns a filled set to a tenant. The transaction must have locked the tenant. `former` is the id of the set that this set replaces;
   * null for a tenant without data.
   */
  async function give (query: Query, name: string, setId: string, former: string | null): Promise<void> {
    if (former === null) {
      // Only one transaction at a time counts the tenants and adds one. The others wait for this row, so it is not locked earlier.
      await lock(query, seedKey)
      await requirePlace(query, name)
    } else {
      await releaseSet(query, former)
    }
    await query(GIVE, [tenantKey(name), name, setId])
  }

  /** Calls `fill` with an empty set, and assigns the set to a tenant as `give` does. */
  async function giveFilled (query: Query, name: string, fill: Fill, former: string | null): Promise<void> {
    const setId = randomUUID()
    await fill(query, setId)
    await give(query, name, setId, former)
  }

  const copySeed = (query: Query, setId: string) => copySet(query, seedSet, setId)

  const prepare = (name: string) => connections.write(async query => {
    if (await lockOrAdd(query, name) !== null) return
    // Checked here as well, so that a tenant that is refused causes no copy.
    await requirePlace(query, name)
    await giveFilled(query, name, copySeed, null)
  }, { isLong: true, isIdempotent: true, queue: tenantKey(name) })

  async function replace (name: string, fill: Fill): Promise<void> {
    await connections.write(async query => {
      if (await findValue(query<[string | null]>(FIND, [tenantKey(name)])) == null) await requirePlace(query, name)
      const setId = randomUUID()
      // The tenant is locked after this call, so that other requests can change its former data during the call.
      await fill(query, setId)
      // Pictures of the set are kept for some minutes without a committed blob, so the transaction must not wait longer.
      await query(LIMIT_WAITING)
      await give(query, name, setId, await lockOrAdd(query, name))
    }, { isLong: true, queue: `all data of ${tenantKey(name)}` })
    removeReleased()
  }

  function removeReleased (): void {
    mustRemove = true
    removing ??= removeAll().catch(() => undefined).then(() => { removing = undefined })
  }

  async function removeAll (): Promise<void> {
    while (mustRemove) {
      mustRemove = false
      for (const setId of await connections.read(listReleasedSets)) {
        await connections.write(query => removeSet(query, setId), { isLong: true, isIdempotent: true })
      }
    }
  }

  async function countSet (query: Query, set: SetReference, name: string): Promise<TenantCounts> {
    const [stored, ...counts] = assertDefined((await query<Counts>(COUNTS, set))[0], 'Counts have one row.')
    return toCounts([stored ?? name, ...counts])
  }

  return {
    prepare,
    read: (name, work) => connections.read(query => work(query, reference(name))),
    readAtOnce: (name, work) => connections.readAtOnce(query => work(query, reference(name))),
    async write (name, change, attempts) {
      for (;;) {
        const outcome = await connections.write(async query => {
          const setId = await findValue(query<[string | null]>(CHANGE, [tenantKey(name)])) ?? undefined
          return setId === undefined ? undefined : { result: await change(query, setId) }
        }, { ...attempts, queue: tenantKey(name) })
        if (outcome !== undefined) return outcome.result
        await prepare(name)
      }
    },
    replace,
    async exchange (name, fill) {
      await connections.write(async query => {
        const former = await lockOrAdd(query, name)
        await giveFilled(query, name, fill, former)
      }, { isLong: true, queue: tenantKey(name) })
      removeReleased()
    },
    reset: name => replace(name, copySeed),
    lock,
    async remove (name, also) {
      await connections.write(async query => {
        const setId = await lock(query, name)
        // Without a row, nothing is locked, and another process can create the tenant before the next statement.
        if (setId === undefined) return
        if (setId !== null) await releaseSet(query, setId)
        await query(TAKE, [tenantKey(name)])
        await also(query)
      }, { isIdempotent: true, queue: tenantKey(name) })
      removeReleased()
    },
    removeReleased,
    async list (others) {
      const counts = (await connections.read(query => query<[string, number, number, number]>(LIST))).map(toCounts)
      const present = new Set(counts.map(({ Name }) => tenantKey(Name)))
      const missing = new Map(others.filter(name => !present.has(tenantKey(name))).map(name => [tenantKey(name), name]))
      if (missing.size === 0) return counts
      const ofSeed = await connections.read(query => countSet(query, knownSet(seedSet), ''))
      for (const Name of missing.values()) counts.push({ ...ofSeed, Name })
      return counts.sort((one, other) => tenantKey(one.Name) < tenantKey(other.Name) ? -1 : 1)
    },
    count: name => connections.read(query => countSet(query, reference(name), name)),
    size: () => connections.read(countAll),
  }
}
