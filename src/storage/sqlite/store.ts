import type { Associate } from '../../carriers/associate.js'
import { IMAGE_LINKS } from '../../carriers/blob-links.js'
import type { Owner } from '../../carriers/owner.js'
import { ADMINISTRATOR, type Caller, type Store } from '../store.js'
import type { CommitListener } from '../commit-listener.js'
import type { ReplaceSeed } from '../seed-replacement.js'
import type { Seed } from '../seed.js'
import { openDatabase, type DatabaseOptions } from './engine/database.js'
import { createGroupCommit } from './engine/group-commit.js'
import { createGroupRead } from './engine/group-read.js'
import { createAssociates } from './tables/associates.js'
import { createBlobs } from './tables/blobs.js'
import { createCallers } from './tables/callers.js'
import { createContents } from './tables/contents.js'
import { createIds } from './tables/ids.js'
import { createLinks } from './tables/links.js'
import { createListItems } from './tables/list-items.js'
import { createOwners } from './tables/owners.js'
import { createPictures } from './tables/pictures.js'
import { createPriceLists } from './tables/price-lists.js'
import { createProducts } from './tables/products.js'
import { createDataSets } from './tenants/data-sets.js'
import { createDump } from './tenants/dump.js'
import { createFilling } from './tenants/filling.js'
import { createReadyCopies } from './tenants/ready-copies.js'
import { createSetWork } from './tenants/set-work.js'
import { createSnapshots } from './tenants/snapshots.js'
import { createTenants } from './tenants/tenants.js'

export interface SqliteStoreOptions extends DatabaseOptions {
  readonly seed: Seed
  /** Maximum number of tenants that have data. The default tenant counts, but is always allowed. */
  readonly mostTenants?: number
  readonly onCommit?: CommitListener | undefined
}

export interface SqliteStore extends Store {
  readonly replaceSeed: ReplaceSeed
}

/**
 * Opens a store in one SQLite file, or in memory.
 * @throws StorageStartError if the file cannot be used
 */
export function createSqliteStore ({ seed, mostTenants = Infinity, onCommit, ...options }: SqliteStoreOptions): SqliteStore {
  const { db, checkFile, close } = openDatabase(options)
  const commits = createGroupCommit(db, checkFile, onCommit)
  const groupRead = createGroupRead(db)
  const associates = createAssociates(db, commits)
  const callers = createCallers(db, commits, associates)
  const contents = createContents(db, commits)
  const ids = createIds(db)
  const products = createProducts({ db, associates, callers, ids: ids.Product })
  const owners = createOwners(db)
  const hasOwner = (tenantId: number, owner: Owner) =>
    owner.entity === 'Product' ? products.has(tenantId, owner.id) : owners.has(tenantId, owner)
  const links = createLinks(db, contents, ids.Blob)
  const blobs = createBlobs({ db, associates, contents, links, callers, ids: ids.Blob, hasOwner })
  const pictures = createPictures(db)
  const listItems = createListItems(db)
  const priceLists = createPriceLists(db)

  const sets = createDataSets(db, contents)
  const work = createSetWork(commits, sets)
  const fill = createFilling({ callers, products, owners, listItems, priceLists, blobs, ids })
  const copies = createReadyCopies({ commits, sets, work, fill, seed })
  const tenants = createTenants({ db, commits, groupRead, sets, work, copies, callers, fill, mostTenants })
  const snapshots = createSnapshots({ db, commits, sets, work, tenants })
  const dump = createDump({ db, associates, products, owners, listItems, priceLists, blobs, contents, tenants, ids })

  const removeProduct = db.transaction((tenantId: number, productId: number, now: string) => {
    products.remove(tenantId, productId)
    blobs.removeOwnerBlobs(tenantId, { entity: 'Product', id: productId }, now)
  })

  // Must be the first write: it marks all prepared sets for removal, and must mark only those that an earlier process has left.
  commits.run(() => {
    sets.releasePrepared()
    contents.sweep()
  }).then(work.removeReleased, () => undefined)

  async function signIn (tenant: string, caller: Caller): Promise<Associate> {
    const { associate, isNew } = await tenants.read(tenant, tenantId => callers.find(tenantId, caller))
    if (!isNew) return associate
    return tenants.writeUsers(tenant, tenantId => {
      // Another request may have stored the caller since the read.
      const author = callers.find(tenantId, caller)
      if (author.isNew) callers.add(tenantId, author.associate)
      return author.associate
    })
  }

  return {
    prepareTenant: tenants.prepare,
    signIn,
    findAdministrator: tenant => tenants.read(tenant, tenantId => callers.find(tenantId, ADMINISTRATOR).associate),
    listTenants: tenants.list,
    countTenant: tenants.count,
    countTenants: async () => tenants.size(),
    resetTenant: tenants.reset,
    clearTenant: tenants.clear,
    loadTenant: tenants.load,
    replaceSeed: tenants.replaceSeed,
    dumpTenant: dump,
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
    findRemoval: (tenant, place) => tenants.read(tenant, tenantId => links.removalAt(tenantId, place)),
    listBlobOwners: (tenant, blobId) => tenants.read(tenant, tenantId => blobs.listOwners(tenantId, blobId)),
    findPicture: (tenant, place) => tenants.read(tenant, tenantId => blobs.findPicture(tenantId, place)),
    saveBlob: (tenant, save) => tenants.write(tenant, tenantId => blobs.save(tenantId, save)),
    removeBlob: (tenant, blobId, { now, check }) => tenants.write(tenant, tenantId => {
      check?.(blobs.listOwners(tenantId, blobId))
      blobs.remove(tenantId, blobId, now)
    }),
    linkPicture: (tenant, place, linking) => tenants.write(tenant, tenantId => {
      linking.check?.(blobs.listOwners(tenantId, linking.blobId))
      return blobs.linkPicture(tenantId, place, linking)
    }),
    unlinkPicture: (tenant, place, now) => tenants.write(tenant, tenantId => blobs.unlinkPicture(tenantId, place, now)),
    removeOwnerBlobs: (tenant, owner, removalTime) => tenants.write(tenant, tenantId => {
      const changedDate = links.changedDate(tenantId, { link: IMAGE_LINKS[owner.entity], ownerId: owner.id })
      blobs.removeOwnerBlobs(tenantId, owner, removalTime(changedDate))
    }),
    listPictures: (tenant, range) => tenants.read(tenant, tenantId => pictures.list(tenantId, range)),
    findContent: async sha256 => contents.findByHash(sha256),
    openContent: contents.open,
    hasOwner: (tenant, owner) => tenants.read(tenant, tenantId => hasOwner(tenantId, owner)),
    listItems: (tenant, list) => tenants.read(tenant, tenantId => listItems.of(tenantId, list)),
    listPriceLists: tenant => tenants.read(tenant, priceLists.all),
    findProduct: (tenant, productId) => tenants.read(tenant, tenantId => products.find(tenantId, productId)),
    listProducts: (tenant, query) => tenants.read(tenant, tenantId => products.list(tenantId, query)),
    saveProduct: (tenant, save) => tenants.write(tenant, tenantId => products.save(tenantId, save)),
    removeProduct: (tenant, productId, now) => tenants.write(tenant, tenantId => removeProduct(tenantId, productId, now)),
    check: async () => commits.check(),
    async close () {
      work.close()
      await Promise.all([commits.settle(), groupRead(() => undefined)])
      close()
    },
  }
}
