import { ADMINISTRATOR, type Store } from '../store.js'
import type { Seed } from '../seed.js'
import { openDatabase, type DatabaseOptions } from './engine/database.js'
import { createGroupCommit, type CommitListener } from './engine/group-commit.js'
import { createGroupRead } from './engine/group-read.js'
import { createAssociates } from './tables/associates.js'
import { createBlobs } from './tables/blobs.js'
import { createCallers } from './tables/callers.js'
import { createContents } from './tables/contents.js'
import { createLinks } from './tables/links.js'
import { createPictures } from './tables/pictures.js'
import { createProducts } from './tables/products.js'
import { createDataSets } from './tenants/data-sets.js'
import { createDump } from './tenants/dump.js'
import { createReadyCopies } from './tenants/ready-copies.js'
import { createSeeding } from './tenants/seeding.js'
import { createSetWork } from './tenants/set-work.js'
import { createSnapshots } from './tenants/snapshots.js'
import { createTenants } from './tenants/tenants.js'

export interface SqliteStoreOptions extends DatabaseOptions {
  readonly seed: Seed
  readonly onCommit?: CommitListener | undefined
}

/**
 * Opens a store in one SQLite file, or in memory. All reads of a turn of the event loop share a transaction, and so do all writes.
 * @throws StorageStartError when the file cannot be used
 */
export function createSqliteStore ({ seed, onCommit, ...options }: SqliteStoreOptions): Store {
  const { db, close } = openDatabase(options)
  const commits = createGroupCommit(db, onCommit)
  const groupRead = createGroupRead(db)
  const associates = createAssociates(db, commits)
  const callers = createCallers(db, commits, associates)
  const contents = createContents(db, commits)
  const products = createProducts(db)
  const links = createLinks(db, contents)
  const blobs = createBlobs({ db, associates, contents, links, hasProduct: products.has })
  const pictures = createPictures(db)

  const sets = createDataSets(db, contents)
  const work = createSetWork(commits, sets)
  const fill = createSeeding({ callers, products, blobs })
  const copies = createReadyCopies({ commits, sets, work, fill, seed })
  const tenants = createTenants({ db, commits, groupRead, sets, work, copies, callers, fill, seed })
  const snapshots = createSnapshots({ db, commits, sets, work, tenants })
  const dump = createDump({ db, associates, products, blobs, contents })

  const removeProduct = db.transaction((tenantId: number, productId: number, now: string) => {
    products.remove(tenantId, productId)
    blobs.removeOf(tenantId, productId, now)
  })

  // Before any other write: sets that are prepared later belong to this process.
  commits.run(() => {
    sets.releasePrepared()
    contents.sweep()
  }).then(work.removeReleased, () => undefined)

  return {
    prepareTenant: tenants.prepare,
    findAdministrator: tenant => tenants.read(tenant, tenantId => callers.authorOf(tenantId, ADMINISTRATOR)()),
    listTenants: tenants.list,
    resetTenant: tenants.reset,
    clearTenant: tenants.clear,
    loadTenant: tenants.load,
    dumpTenant: tenant => tenants.read(tenant, dump),
    async removeTenant (tenant) {
      await commits.run(() => {
        tenants.release(tenant)
        snapshots.removeAll(tenant)
      })
      work.removeReleased()
    },
    prepareReset: copies.replenish,
    listSnapshots: snapshots.list,
    takeSnapshot: snapshots.take,
    restoreSnapshot: snapshots.restore,
    removeSnapshot: snapshots.remove,
    findBlob: (tenant, place) => tenants.read(tenant, tenantId => blobs.find(tenantId, place)),
    findRemoval: (tenant, productId) => tenants.read(tenant, tenantId => links.removalAt(tenantId, { productId, link: 'ProductImage' })),
    listProductsOf: (tenant, blobId) => tenants.read(tenant, tenantId => blobs.productsOf(tenantId, blobId)),
    findPicture: (tenant, productId) => tenants.read(tenant, tenantId => blobs.findPicture(tenantId, productId)),
    saveBlob: (tenant, { place, caller, revise, content }) => tenants.write(tenant, tenantId =>
      blobs.save(tenantId, { place, revise, author: callers.authorOf(tenantId, caller), content })),
    removeBlob: (tenant, blobId, { now, judge }) => tenants.write(tenant, tenantId => {
      judge(() => blobs.productsOf(tenantId, blobId))
      blobs.remove(tenantId, blobId, now)
    }),
    linkPicture: (tenant, productId, linking) => tenants.write(tenant, tenantId => {
      linking.judge(() => blobs.productsOf(tenantId, linking.blobId))
      return blobs.linkPicture(tenantId, productId, linking)
    }),
    unlinkPicture: (tenant, productId, now) => tenants.write(tenant, tenantId => blobs.unlinkPicture(tenantId, productId, now)),
    removeBlobsOf: (tenant, productId, { now, judge }) => tenants.write(tenant, tenantId => {
      judge(links.changedDate(tenantId, productId))
      blobs.removeOf(tenantId, productId, now)
    }),
    listPictures: (tenant, range) => tenants.read(tenant, tenantId => pictures.list(tenantId, range)),
    findContent: async sha256 => contents.findByHash(sha256),
    openContent: contents.open,
    hasProduct: (tenant, productId) => tenants.read(tenant, tenantId => products.has(tenantId, productId)),
    findProduct: (tenant, productId) => tenants.read(tenant, tenantId => products.find(tenantId, productId)),
    listProducts: (tenant, query) => tenants.read(tenant, tenantId => products.list(tenantId, query)),
    saveProduct: (tenant, productId, revise) => tenants.write(tenant, tenantId => products.save(tenantId, productId, revise)),
    removeProduct: (tenant, productId, now) => tenants.write(tenant, tenantId => removeProduct(tenantId, productId, now)),
    check: async () => commits.check(),
    async close () {
      work.close()
      await Promise.all([commits.settle(), groupRead(() => undefined)])
      close()
    },
  }
}
