import { setImmediate as nextTurn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { TenantCounts } from '../../../carriers/tenant-counts.js'
import type { Seed } from '../../seed.js'
import { StorageError } from '../../store.js'
import type { Callers } from '../tables/callers.js'
import type { Copy, DataSets } from './data-sets.js'
import { prepareDataVersion } from '../data-version.js'
import type { GroupCommit } from '../engine/group-commit.js'
import type { Seeding } from './seeding.js'
import type { SetWork } from './set-work.js'
import type { UndoLog } from '../undo-log.js'

/** How many tenants are counted before others are answered. */
const COUNTED_AT_ONCE = 20

export interface Tenants {
  /** The number of a tenant's data, which are those of the seed at first use. */
  idOf (name: string): number | Promise<number>
  /** Makes a change in a transaction, to the data that the tenant has then. */
  write<Result> (name: string, change: (tenantId: number) => Result): Promise<Result>
  list (): Promise<TenantCounts[]>
  /** Gives the tenant the data of the seed, in the place of all that it has. */
  reset (name: string): Promise<void>
  /** Leaves the tenant without anything but the administrator of the seed. */
  clear (name: string): Promise<void>
  /**
   * Gives the tenant the data of another seed, in the place of all that it has.
   * @throws StorageError; the tenant has what it had then
   */
  load (name: string, state: Seed): Promise<void>
  remove (name: string): Promise<void>
  /**
   * Makes what the tenant has a copy again of what it was a copy of; false when it cannot be done by undoing what changed
   * since. To be called inside of a transaction.
   */
  revert (name: string, from: number): boolean
  /**
   * Gives the tenant a copy, in the place of what it has. To be called inside of a transaction.
   * @throws StorageError when the copy is not there any more
   */
  swap (name: string, copy: Copy): void
  /** Begins to look whether the tenant's data change. To be called inside of a transaction. */
  watch (name: string): Watch
  /** Prepares what the next reset takes. */
  prepareReset (): void
  /** To be called when a transaction was taken back: who was made in it is not there. */
  forget (): void
  /** To be called when another process has written: tenants may have other sets of data. */
  forgetSets (): void
}

/** What looks whether the data of a tenant change. */
export interface Watch {
  readonly setId: number
  /** Whether the tenant has them still as they were. To be called inside of a transaction. */
  isUnchanged (): boolean
  end (): void
}

export interface TenantsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly work: SetWork
  readonly log: UndoLog
  readonly callers: Callers
  readonly fill: Seeding
  readonly seed: Seed
  /** Hears, inside of the transaction, of a tenant that is removed. */
  readonly onRemove: (name: string) => void
}

/**
 * Each tenant has a set of data, which is swapped for another as a whole: whoever reads or writes meets the one or the
 * other. What was swapped out is removed step by step. One that is to be what it was before a few changes stays, and they
 * are undone.
 */
export function createTenants ({ db, commits, sets, work, log, callers, fill, seed, onRemove }: TenantsOptions): Tenants {
  const select = db.prepare<[string]>('SELECT tenant_id FROM tenant WHERE name = ?').pluck()
  const names = db.prepare<[], string>("SELECT name FROM tenant WHERE name NOT LIKE '~%' ORDER BY name").pluck()
  const count = db.prepare<[string], TenantCounts>(
    `SELECT name AS Name, (SELECT count(*) FROM product WHERE product.tenant_id = tenant.tenant_id) AS Products,
       (SELECT count(*) FROM blob WHERE blob.tenant_id = tenant.tenant_id) AS Blobs,
       (SELECT count(*) FROM caller WHERE caller.tenant_id = tenant.tenant_id) AS Callers
     FROM tenant WHERE name = ?`)
  const dataVersion = prepareDataVersion(db)
  const ids = new Map<string, number>()
  /** The data of the seed, of which all tenants have copies. */
  let template: number | undefined
  /** A copy of it that the next reset takes. */
  let spare: Copy | undefined
  let hasReleasedPrepared = false
  /** Sets of which somebody wants to know whether they change, until they do. */
  const watched = new Set<number>()

  /** A set with the administrator, who calls when nobody is named. */
  function prepareEmpty (): number {
    const setId = sets.prepare()
    callers.add(setId, seed.administrator)
    return setId
  }

  function makeTemplate (): number {
    const setId = sets.prepare()
    const steps = fill(setId, seed)
    while (steps.next().done !== true);
    return setId
  }

  /** The template. Another process gives it over to be removed when that makes its own. */
  function presentTemplate (): number {
    if (template !== undefined && sets.isPrepared(template)) return template
    if (!hasReleasedPrepared) {
      hasReleasedPrepared = true
      sets.releasePrepared()
      work.removeReleased()
    }
    template = makeTemplate()
    return template
  }

  const giveEmpty = db.transaction((name: string) => {
    sets.give(prepareEmpty(), name)
  })

  const giveSeeded = db.transaction((name: string): number => {
    const copy = { from: presentTemplate(), to: sets.prepare() }
    sets.copy(copy)
    sets.give(copy.to, name)
    log.begin(copy)
    return copy.to
  })

  function find (name: string): number | undefined {
    const known = ids.get(name)
    if (known !== undefined) return known
    const found = select.get(name)
    if (found === undefined) return undefined
    ids.set(name, Number(found))
    return Number(found)
  }

  function findOrMake (name: string): number {
    const found = find(name)
    if (found !== undefined) return found
    const setId = giveSeeded(name)
    ids.set(name, setId)
    return setId
  }

  /** Takes a tenant's data from it. */
  function release (name: string): void {
    const setId = select.get(name)
    if (setId !== undefined) {
      sets.release(Number(setId))
      log.end(Number(setId))
    }
    // The memory has it under each spelling that came.
    for (const spelling of ids.keys()) {
      if (spelling.toLowerCase() === name.toLowerCase()) ids.delete(spelling)
    }
  }

  async function prepareSpare (): Promise<void> {
    const copy = await commits.run(() => ({ from: presentTemplate(), to: sets.prepare() }))
    const steps = sets.copySteps(copy)
    await work.inSteps(() => steps.next().done === true)
    spare = copy
  }

  function takeSpare (name: string): boolean {
    const copy = spare
    spare = undefined
    if (copy === undefined || !sets.give(copy.to, name)) return false
    log.begin(copy)
    return true
  }

  function revert (name: string, from: number): boolean {
    const setId = findOrMake(name)
    watched.delete(setId)
    return log.undo({ from, to: setId })
  }

  const swap = db.transaction((name: string, giveTo: (name: string) => void) => {
    release(name)
    giveTo(name)
  })

  const swapFor = (name: string, setId: number) => swap(name, name => {
    if (!sets.give(setId, name)) throw new StorageError('another process that started has removed what was loaded')
  })

  return {
    // Whoever reads waits for no lock, unless there is no such tenant yet.
    idOf: name => find(name) ?? commits.run(() => findOrMake(name)),
    write: (name, change) => commits.run(() => {
      const setId = findOrMake(name)
      watched.delete(setId)
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
      const isReverted = await commits.run(() => {
        if (revert(name, presentTemplate())) return true
        swap(name, name => { if (!takeSpare(name)) giveSeeded(name) })
        return false
      })
      work.removeReleased()
      if (!isReverted) work.inBackground(prepareSpare)
    },
    async clear (name) {
      await commits.run(() => swap(name, giveEmpty))
      work.removeReleased()
    },
    load: (name, state) => work.build(setId => fill(setId, state), setId => swapFor(name, setId)),
    async remove (name) {
      await commits.run(() => {
        release(name)
        onRemove(name)
      })
      work.removeReleased()
    },
    revert,
    swap: db.transaction((name: string, copy: Copy) => {
      swapFor(name, copy.to)
      log.begin(copy)
    }),
    watch (name) {
      const setId = findOrMake(name)
      const version = dataVersion.get()
      watched.add(setId)
      return {
        setId,
        isUnchanged: () => watched.has(setId) && select.get(name) === setId && dataVersion.get() === version,
        end () {
          watched.delete(setId)
        },
      }
    },
    prepareReset () {
      work.inBackground(prepareSpare)
    },
    forget () {
      ids.clear()
      template = undefined
      spare = undefined
    },
    forgetSets: () => ids.clear(),
  }
}
