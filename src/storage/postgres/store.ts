import { randomUUID } from 'node:crypto'
import { IMAGE_LINKS } from '../../carriers/blob-links.js'
import type { Associate } from '../../carriers/associate.js'
import type { Seed } from '../seed.js'
import { ADMINISTRATOR, type Caller, type Store } from '../store.js'
import type { Connections, Query } from './engine/connections.js'
import * as blobs from './tables/blobs.js'
import { callerValues, findAuthor, keepAuthor } from './tables/callers.js'
import { createContents, type Contents } from './tables/contents.js'
import { createKnownCallers } from './tables/known-callers.js'
import * as links from './tables/links.js'
import { listRankedItems } from './tables/list-items.js'
import { hasOwner } from './tables/owners.js'
import { listPictures } from './tables/pictures.js'
import { allPriceLists } from './tables/price-lists.js'
import { searchProducts } from './tables/product-search.js'
import * as products from './tables/products.js'
import { insertRows } from './tables/table-columns.js'
import { createBlobSaves } from './tenants/blob-saves.js'
import { createDump } from './tenants/dump.js'
import { fillFromSeed } from './tenants/filling.js'
import { createLockingSaves } from './tenants/locking-saves.js'
import { createSnapshots } from './tenants/snapshots.js'
import { createTenants } from './tenants/tenants.js'

const SWEEP_INTERVAL_MS = 60_000

export interface PostgresStoreOptions {
  readonly connections: Connections
  readonly seed: Seed
  /** Hash of the data of `seed`. The database stores the data of a seed once for all processes with the same hash. */
  readonly seedHash: string
  /** Maximum number of tenants that have data; undefined for no limit. The default tenant counts, but is always allowed. */
  readonly mostTenants?: number
  /**
   * Checks that data can be saved.
   * @throws an error whose message is the reason, if data cannot be saved
   */
  readonly check: () => Promise<void>
}

/** Creates a store in a PostgreSQL database whose migrations were run. Closing the store also closes the connections. */
export async function createPostgresStore ({ connections, seed, seedHash, mostTenants = Infinity, check }: PostgresStoreOptions): Promise<Store> {
  const contents = createContents(connections)
  const seedKey = `~seed ${seedHash}`
  const seedSet = await findSeedSet(connections, contents, seedKey, seed)
  const tenants = createTenants({ connections, seedKey, seedSet, mostTenants })
  const snapshots = createSnapshots(connections, tenants)
  let conflicts = 0
  const findCaller = createKnownCallers(connections)
  const saveInBatch = createBlobSaves(connections, findCaller, blobs => { conflicts += blobs })
  const saveLocking = createLockingSaves(tenants, findCaller)
  const { read, write } = tenants

  const sweep = () => {
    tenants.removeReleased()
    // An error is ignored, because the next sweep removes the same bytes.
    contents.sweep().catch(() => undefined)
  }
  sweep()
  const sweeping = setInterval(sweep, SWEEP_INTERVAL_MS).unref()

  async function signIn (tenant: string, caller: Caller): Promise<Associate> {
    const { associate, isNew } = await read(tenant, (query, set) => findAuthor(query, set, caller))
    if (!isNew) return associate
    return write(tenant, async (query, setId) => {
      // The caller is looked up again in the transaction, because another request may have stored the caller since the first lookup.
      const author = await findAuthor(query, ['', setId], caller)
      await keepAuthor(query, setId, author)
      return author.associate
    })
  }

  return {
    prepareTenant: tenants.prepare,
    signIn,
    findAdministrator: tenant => read(tenant, async (query, set) => (await findAuthor(query, set, ADMINISTRATOR)).associate),
    listTenants: tenants.list,
    countTenant: tenants.count,
    countTenants: tenants.size,
    resetTenant: tenants.reset,
    clearTenant: tenant => tenants.replace(tenant, (query, setId) => insertRows(query, 'caller', setId, [callerValues(seed.administrator)])),
    loadTenant: (tenant, state) => tenants.replace(tenant, (query, setId) => fillFromSeed(query, contents, setId, state)),
    dumpTenant: createDump(tenants, contents),
    removeTenant: tenant => tenants.remove(tenant, query => snapshots.removeAll(query, tenant)),
    prepareReset: tenants.removeReleased,
    listSnapshots: snapshots.list,
    takeSnapshot: snapshots.take,
    restoreSnapshot: snapshots.restore,
    removeSnapshot: snapshots.remove,
    findBlob: (tenant, place) => read(tenant, (query, set) => blobs.findBlob(query, set, place)),
    findRemoval: (tenant, place) => read(tenant, (query, set) => links.removalAt(query, set, place)),
    listBlobOwners: (tenant, blobId) => tenants.readAtOnce(tenant, (query, set) => blobs.ownersOfBlob(query, set, blobId)),
    findPicture: (tenant, place) => read(tenant, (query, set) => blobs.findPicture(query, set, place)),
    async saveBlob (tenant, save) {
      const outcome = await saveInBatch(tenant, save)
      if (outcome !== undefined) return outcome()
      await contents.keep(save.content)
      const saved = await saveLocking(tenant, save)
      return saved()
    },
    removeBlob: (tenant, blobId, { now, check }) => write(tenant, async (query, setId) => {
      check?.(await blobs.ownersOfBlob(query, ['', setId], blobId))
      await blobs.removeBlob(query, setId, blobId, now)
    }),
    linkPicture: (tenant, place, linking) => write(tenant, async (query, setId) => {
      linking.check?.(await blobs.ownersOfBlob(query, ['', setId], linking.blobId))
      return blobs.linkPicture(query, setId, place, linking)
    }),
    unlinkPicture: (tenant, place, now) => write(tenant, (query, setId) => links.unlinkPicture(query, setId, place, now)),
    removeOwnerBlobs: (tenant, owner, removalTime) => write(tenant, async (query, setId) => {
      const changed = await links.changedDate(query, setId, { link: IMAGE_LINKS[owner.entity], ownerId: owner.id })
      await links.removeOwnerLinks(query, setId, owner, removalTime(changed))
    }),
    listPictures: (tenant, range) => read(tenant, (query, set) => listPictures(query, set, range)),
    findContent: contents.findByHash,
    openContent: contents.open,
    hasOwner: (tenant, owner) => read(tenant, (query, set) => hasOwner(query, set, owner)),
    listItems: (tenant, list) => read(tenant, (query, set) => listRankedItems(query, set, list)),
    listPriceLists: tenant => read(tenant, allPriceLists),
    findProduct: (tenant, productId) => read(tenant, (query, set) => products.findProduct(query, set, productId)),
    async listProducts (tenant, asked) {
      const all = await tenants.readAtOnce(tenant, async (query, set) => [await products.allProducts(query, set), await allPriceLists(query, set)] as const)
      // Called after the transaction, because a search through many products pauses, and must not occupy a connection during the pauses.
      return searchProducts(...all, asked)
    },
    saveProduct: (tenant, save) => write(tenant, (query, setId) => products.saveProduct(query, setId, save)),
    removeProduct: (tenant, productId, now) => write(tenant, async (query, setId) => {
      await products.removeProduct(query, setId, productId)
      await links.removeOwnerLinks(query, setId, { entity: 'Product', id: productId }, now)
    }),
    check,
    usage: () => ({ ...connections.usage(), conflicts }),
    async close () {
      clearInterval(sweeping)
      await connections.close()
    },
  }
}

const INSERT_SEED = 'INSERT INTO tenant (tenant_key, name) VALUES ($1, $1) ON CONFLICT DO NOTHING'
const LOCK_SEED = 'SELECT set_id FROM tenant WHERE tenant_key = $1 FOR UPDATE'
const GIVE_SEED = 'UPDATE tenant SET set_id = $2 WHERE tenant_key = $1'

/** Returns the id of the set with the data of the seed. If the set does not exist, fills it while other processes with this seed wait. */
function findSeedSet (connections: Connections, contents: Contents, seedKey: string, seed: Seed): Promise<string> {
  return connections.write(async query => {
    await query(INSERT_SEED, [seedKey])
    const [[found] = []] = await query<[string | null]>(LOCK_SEED, [seedKey])
    return found ?? fillSeedSet(query)
  }, { isLong: true, isIdempotent: true })

  async function fillSeedSet (query: Query): Promise<string> {
    const setId = randomUUID()
    await fillFromSeed(query, contents, setId, seed)
    await query(GIVE_SEED, [seedKey, setId])
    return setId
  }
}
