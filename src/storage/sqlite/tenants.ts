import { setImmediate as nextTurn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { TenantCounts } from '../../carriers/tenant-counts.js'
import type { Seed } from '../seed.js'
import { ADMINISTRATOR, StorageError } from '../store.js'
import type { Blobs } from './blobs.js'
import type { Callers } from './callers.js'
import type { DataSets } from './data-sets.js'
import type { GroupCommit } from './group-commit.js'
import type { Products } from './products.js'

/** How many tenants are counted before others are answered. */
const COUNTED_AT_ONCE = 20

/** How many rows of a state are written before others are answered. */
const FILLED_AT_ONCE = 50

export interface Tenants {
  /** The number of a tenant's data, which are those of the seed at first use. */
  idOf (name: string): number | Promise<number>
  /** Does the work in a transaction with the data that the tenant has then. */
  write<Result> (name: string, work: (tenantId: number) => Result): Promise<Result>
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
  /** Prepares what the next reset takes. */
  prepareReset (): void
  /** To be called when a transaction was taken back: who was made in it is not there. */
  forget (): void
  /** Ends what goes on in the background. */
  close (): void
}

export interface TenantsOptions {
  readonly db: Database.Database
  readonly commits: GroupCommit
  readonly sets: DataSets
  readonly callers: Callers
  readonly products: Products
  readonly blobs: Blobs
  readonly seed: Seed
}

/**
 * Each tenant has a set of data, which is swapped for another as a whole: whoever reads or writes meets the one or the
 * other. What was swapped out is removed step by step.
 */
export function createTenants ({ db, commits, sets, callers, products, blobs, seed }: TenantsOptions): Tenants {
  const select = db.prepare<[string]>('SELECT tenant_id FROM tenant WHERE name = ?').pluck()
  const names = db.prepare<[], string>("SELECT name FROM tenant WHERE name NOT LIKE '~%' ORDER BY name").pluck()
  const count = db.prepare<[string], TenantCounts>(
    `SELECT name AS Name, (SELECT count(*) FROM product WHERE product.tenant_id = tenant.tenant_id) AS Products,
       (SELECT count(*) FROM blob WHERE blob.tenant_id = tenant.tenant_id) AS Blobs,
       (SELECT count(*) FROM caller WHERE caller.tenant_id = tenant.tenant_id) AS Callers
     FROM tenant WHERE name = ?`)
  const ids = new Map<string, number>()
  /** The data of the seed, of which all tenants have copies. */
  let template: number | undefined
  /** A copy of it that the next reset takes. */
  let spare: number | undefined
  let hasReleasedPrepared = false
  const inWork = new Set<() => Promise<void>>()
  const closing = new AbortController()

  /** A set with the administrator, who calls when nobody is named. */
  function prepareEmpty (): number {
    const setId = sets.prepare()
    callers.add(setId, seed.administrator)
    return setId
  }

  /** Fills a set that has nothing, some rows at each step. */
  function * fillSteps (setId: number, { administrator, callers: others, products: seeded, blobs: pictures }: Seed): Generator<void> {
    let rows = 0
    const isStep = () => ++rows % FILLED_AT_ONCE === 0
    for (const associate of [administrator, ...others]) {
      callers.add(setId, associate)
      if (isStep()) yield
    }
    for (const { entity, readContent, imageOf, thumbnailOf } of pictures) {
      blobs.add(setId, {
        entity,
        content: readContent?.(),
        links: [
          ...imageOf.map(productId => ({ productId, link: 'ProductImage' as const })),
          ...thumbnailOf.map(productId => ({ productId, link: 'ProductThumbnail' as const })),
        ],
      })
      if (isStep()) yield
    }
    const author = callers.authorOf(setId, ADMINISTRATOR)
    for (const { product, imageInfo } of seeded) {
      products.save(setId, undefined, () => product)
      if (isStep()) yield
      if (imageInfo === undefined) continue
      blobs.save(setId, {
        place: { productId: product.ProductId, link: 'ProductImage' },
        author,
        revise: (_, { blobIds }) => imageInfo.BlobId === 0 ? { ...imageInfo, BlobId: blobIds.next() } : imageInfo,
      })
    }
  }

  function makeTemplate (): number {
    const setId = sets.prepare()
    const steps = fillSteps(setId, seed)
    while (steps.next().done !== true);
    return setId
  }

  /** The template. Another process gives it over to be removed when that makes its own. */
  function presentTemplate (): number {
    if (template !== undefined && sets.isPrepared(template)) return template
    if (!hasReleasedPrepared) {
      hasReleasedPrepared = true
      sets.releasePrepared()
      inBackground(removeReleased)
    }
    template = makeTemplate()
    return template
  }

  function prepareSeeded (): number {
    const copy = { from: presentTemplate(), to: sets.prepare() }
    sets.copy(copy)
    return copy.to
  }

  const giveNew = db.transaction((name: string, prepare: () => number): number => {
    const setId = prepare()
    sets.give(setId, name)
    return setId
  })

  function findOrMake (name: string): number {
    const known = ids.get(name)
    if (known !== undefined) return known
    const found = select.get(name)
    const setId = found === undefined ? giveNew(name, prepareSeeded) : Number(found)
    ids.set(name, setId)
    return setId
  }

  /** Takes a tenant's data from it. */
  function release (name: string): void {
    const setId = select.get(name)
    if (setId !== undefined) sets.release(Number(setId))
    // The memory has it under each spelling that came.
    for (const spelling of ids.keys()) {
      if (spelling.toLowerCase() === name.toLowerCase()) ids.delete(spelling)
    }
  }

  /** Does work in steps, with calls between them, until one says that it was the last. */
  async function inSteps (step: () => boolean): Promise<void> {
    while (!closing.signal.aborted && !await commits.run(step)) await nextTurn()
  }

  const removeReleased = () => inSteps(() => !sets.removeStep())

  async function prepareSpare (): Promise<void> {
    const copy = await commits.run(() => ({ from: presentTemplate(), to: sets.prepare() }))
    const steps = sets.copySteps(copy)
    await inSteps(() => steps.next().done === true)
    spare = copy.to
  }

  /** Lets work go on beside the calls, once at a time. What fails is taken up at the next swap, or by the next process. */
  function inBackground (work: () => Promise<void>): void {
    if (inWork.has(work)) return
    inWork.add(work)
    work().catch(() => undefined).finally(() => inWork.delete(work))
  }

  function takeSpare (name: string): boolean {
    const setId = spare
    spare = undefined
    return setId !== undefined && sets.give(setId, name)
  }

  const swap = db.transaction((name: string, giveTo: (name: string) => void) => {
    release(name)
    giveTo(name)
  })

  return {
    idOf: name => ids.get(name) ?? commits.run(() => findOrMake(name)),
    write: (name, work) => commits.run(() => work(findOrMake(name))),
    async list () {
      const counts: TenantCounts[] = []
      for (const [index, name] of names.all().entries()) {
        counts.push(...count.all(name))
        if (index % COUNTED_AT_ONCE === COUNTED_AT_ONCE - 1) await nextTurn()
      }
      return counts
    },
    async reset (name) {
      await commits.run(() => swap(name, name => { if (!takeSpare(name)) giveNew(name, prepareSeeded) }))
      inBackground(removeReleased)
      inBackground(prepareSpare)
    },
    async clear (name) {
      await commits.run(() => swap(name, name => { giveNew(name, prepareEmpty) }))
      inBackground(removeReleased)
    },
    async load (name, state) {
      const setId = await commits.run(sets.prepare)
      try {
        const steps = fillSteps(setId, state)
        while (await commits.run(() => steps.next().done !== true)) await nextTurn()
        await commits.run(() => swap(name, name => {
          if (!sets.give(setId, name)) throw new StorageError('another process that started has removed what was loaded')
        }))
      } catch (cause) {
        await commits.run(() => sets.release(setId))
        throw cause
      } finally {
        inBackground(removeReleased)
      }
    },
    async remove (name) {
      await commits.run(() => release(name))
      inBackground(removeReleased)
    },
    prepareReset () {
      inBackground(prepareSpare)
    },
    forget () {
      ids.clear()
      template = undefined
      spare = undefined
    },
    close () {
      closing.abort()
    },
  }
}
