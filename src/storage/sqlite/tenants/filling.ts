import type { Seed } from '../../seed.js'
import { fillSet } from '../../seeding.js'
import type { Blobs } from '../tables/blobs.js'
import type { Callers } from '../tables/callers.js'
import type { IdsByKind } from '../tables/ids.js'
import type { ListItems } from '../tables/list-items.js'
import type { Owners } from '../tables/owners.js'
import type { PriceLists } from '../tables/price-lists.js'
import type { Products } from '../tables/products.js'

interface FillingOptions {
  readonly callers: Callers
  readonly products: Products
  readonly owners: Owners
  readonly listItems: ListItems
  readonly priceLists: PriceLists
  readonly blobs: Blobs
  readonly ids: IdsByKind
}

/** Returns an iterator that fills an empty set with the data of a seed. Each step must run in a transaction. */
export type Filling = (setId: number, seed: Seed) => Iterator<void>

export const createFilling = ({ callers, products, owners, listItems, priceLists, blobs, ids }: FillingOptions): Filling => (setId, seed) => fillSet({
  raiseId: (kind, nextId) => ids[kind].raise(setId, nextId),
  addCaller: caller => callers.add(setId, caller),
  addListItem: item => listItems.add(setId, item),
  addPriceList: priceList => priceLists.add(setId, priceList),
  addProduct: product => products.add(setId, product),
  addOwner: owner => owners.add(setId, owner),
  addBlob: blob => blobs.add(setId, blob),
  freeBlobId: () => ids.Blob.free(setId),
}, seed)
