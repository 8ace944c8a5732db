import { setTimeout as delay } from 'node:timers/promises'
import { IMAGE_LINKS } from '../../carriers/blob-links.js'
import type { Owner } from '../../carriers/owner.js'
import { ADMINISTRATOR, type Picture, type Store } from '../store.js'
import type { Seed } from '../seed.js'
import { createAssociates } from './tables/associates.js'
import { createBlobs } from './tables/blobs.js'
import { createCallers } from './tables/callers.js'
import { createContents } from './tables/contents.js'
import { createDataSets } from './tenants/data-sets.js'
import { watchForeignWrites } from './data-version.js'
import { openDatabase, type DatabaseOptions } from './engine/database.js'
import { createDump } from './tenants/dump.js'
import { createGroupCommit } from './engine/group-commit.js'
import { createLinks } from './tables/links.js'
import { createOwners } from './tables/owners.js'
import { createPictures } from './tables/pictures.js'
import { createProducts } from './tables/products.js'
import { createReadMemory } from './read-memory.js'
import { createReadTurns } from './read-turns.js'
import { createSavedBlobs } from './saved-blobs.js'
import { createSeeding } from './tenants/seeding.js'
import { createSetWork } from './tenants/set-work.js'
import { createSnapshots } from './tenants/snapshots.js'
import { createTenants } from './tenants/tenants.js'
import { createUndoLog } from './undo-log.js'

/** How often, and after which pause, the check asks for a lock that somebody may hold for a moment. */
const CHECK_RETRIES = 30
const CHECK_PAUSE_MS = 10

export interface SqliteStoreOptions extends DatabaseOptions {
  readonly seed: Seed
  /** Hears how many writes a transaction held that was committed, and how long it took. */
  readonly onCommit?: ((writes: number, milliseconds: number) => void) | undefined
}

/**
 * A store in one SQLite file, or in memory.
 * @throws StorageStartError when the file cannot be used
 */
export function createSqliteStore ({ seed, onCommit, ...options }: SqliteStoreOptions): Store {
  const db = openDatabase(options)
  const associates = createAssociates(db)
  const contents = createContents(db)
  const callers = createCallers(db, associates)
  const foundPictures = createReadMemory<Picture>()
  const saved = createSavedBlobs()
  const lookForForeignWrites = watchForeignWrites(db, () => {
    for (const memory of [associates, callers, foundPictures, saved]) memory.forget()
    tenants.forgetSets()
  })
  const commits = createGroupCommit(db, {
    onBegin: lookForForeignWrites,
    onCommit (writes, milliseconds) {
      foundPictures.forget()
      onCommit?.(writes, milliseconds)
    },
    onRollback: () => { for (const memory of [associates, contents, callers, foundPictures, saved, tenants]) memory.forget() },
  })
  const products = createProducts(db)
  const links = createLinks(db)
  const owners = createOwners(db)
  const hasOwner = (tenantId: number, owner: Owner) =>
    owner.entity === 'Product' ? products.has(tenantId, owner.id) : owners.has(tenantId, owner)
  const blobs = createBlobs({ db, saved, associates, contents, links, callers, hasOwner })
  const pictures = createPictures(db)
  const sets = createDataSets({ db, contents })
  const work = createSetWork({ commits, sets })
  const log = createUndoLog(db, () => {
    associates.forget()
    callers.forget()
    saved.forget()
    contents.sweep()
  })
  const fill = createSeeding({ callers, products, owners, blobs })
  const tenants = createTenants({ db, commits, sets, work, log, callers, fill, seed, onRemove: tenant => snapshots.removeAll(tenant) })
  const snapshots = createSnapshots({ db, commits, sets, work, tenants })
  const dump = createDump({ db, associates, products, owners, blobs, contents })
  const removeProduct = db.transaction((tenantId: number, productId: number, now: string) => {
    products.remove(tenantId, productId)
    blobs.removeOf(tenantId, { entity: 'Product', id: productId }, now)
  })
  const endOfTurn = createReadTurns(lookForForeignWrites)
  const lock = db.prepare('BEGIN IMMEDIATE')
  const unlock = db.prepare('ROLLBACK')

  async function idForRead (tenant: string): Promise<number> {
    const found = tenants.idOf(tenant)
    // One that is new is made at the end of the turn as well.
    await (typeof found === 'number' ? endOfTurn() : Promise.all([found, endOfTurn()]))
    // The data of one that was there may have been swapped for others meanwhile.
    return tenants.idOf(tenant)
  }

  return {
    async prepareTenant (tenant) {
      await tenants.idOf(tenant)
    },
    async findAdministrator (tenant) {
      return callers.find(await idForRead(tenant), ADMINISTRATOR).associate
    },
    listTenants: tenants.list,
    resetTenant: tenants.reset,
    clearTenant: tenants.clear,
    loadTenant: tenants.load,
    async dumpTenant (tenant) {
      return dump(await idForRead(tenant))
    },
    removeTenant: tenants.remove,
    prepareReset: tenants.prepareReset,
    listSnapshots: snapshots.list,
    takeSnapshot: snapshots.take,
    restoreSnapshot: snapshots.restore,
    removeSnapshot: snapshots.remove,
    async findBlob (tenant, place) {
      return blobs.find(await idForRead(tenant), place)
    },
    async findRemoval (tenant, place) {
      return links.removalAt(await idForRead(tenant), place)
    },
    async listOwnersOf (tenant, blobId) {
      return blobs.ownersOf(await idForRead(tenant), blobId)
    },
    async findPicture (tenant, place) {
      const tenantId = await idForRead(tenant)
      return foundPictures.recall(`${tenantId} ${place.link} ${place.ownerId}`, () => blobs.findPicture(tenantId, place))
    },
    async saveBlob (tenant, save) {
      return tenants.write(tenant, tenantId => blobs.save(tenantId, save))
    },
    async removeBlob (tenant, blobId, { now, judge }) {
      return tenants.write(tenant, tenantId => {
        judge?.(blobs.ownersOf(tenantId, blobId))
        blobs.remove(tenantId, blobId, now)
      })
    },
    async linkPicture (tenant, place, linking) {
      return tenants.write(tenant, tenantId => {
        linking.judge?.(blobs.ownersOf(tenantId, linking.blobId))
        return blobs.linkPicture(tenantId, place, linking)
      })
    },
    async unlinkPicture (tenant, place, now) {
      return tenants.write(tenant, tenantId => blobs.unlinkPicture(tenantId, place, now))
    },
    async removeBlobsOf (tenant, owner, { now, judge }) {
      return tenants.write(tenant, tenantId => {
        judge(links.changedDate(tenantId, { link: IMAGE_LINKS[owner.entity], ownerId: owner.id }))
        blobs.removeOf(tenantId, owner, now)
      })
    },
    async listPictures (tenant, range) {
      return pictures.list(await idForRead(tenant), range)
    },
    async findContent (sha256) {
      return contents.findByHash(sha256)
    },
    openContent (content) {
      // What cannot be removed now goes at the next sweep.
      return contents.open(content, () => { commits.run(contents.sweep).catch(() => undefined) })
    },
    async hasOwner (tenant, owner) {
      return hasOwner(await idForRead(tenant), owner)
    },
    async findProduct (tenant, productId) {
      return products.find(await idForRead(tenant), productId)
    },
    async listProducts (tenant, query) {
      return products.list(await idForRead(tenant), query)
    },
    async saveProduct (tenant, save) {
      return tenants.write(tenant, tenantId => products.save(tenantId, save))
    },
    async removeProduct (tenant, productId, now) {
      await tenants.write(tenant, tenantId => removeProduct(tenantId, productId, now))
    },
    async check () {
      await retried(() => {
        lock.run()
        unlock.run()
      })
    },
    async close () {
      work.close()
      await commits.settle()
      // Who reads in this turn still gets what there is.
      await Promise.allSettled([endOfTurn()])
      db.close()
    },
  }
}

async function retried (attempt: () => void): Promise<void> {
  for (let retries = CHECK_RETRIES; retries > 0; retries--) {
    try {
      return attempt()
    } catch {
      await delay(CHECK_PAUSE_MS)
    }
  }
  attempt()
}
