import { IMAGE_LINKS } from '../../../carriers/blob-links.js'
import type { Seed, SeedImage } from '../../seed.js'
import type { LinkPlace } from '../../blob-place.js'
import type { Blobs } from '../tables/blobs.js'
import type { Callers } from '../tables/callers.js'
import type { IdsByKind } from '../tables/ids.js'
import type { ListItems } from '../tables/list-items.js'
import type { Owners } from '../tables/owners.js'
import type { PriceLists } from '../tables/price-lists.js'
import type { Products } from '../tables/products.js'

/** Rows written in each step, which takes a few milliseconds. */
const ROWS_AT_ONCE = 50

/** Bytes of a picture that take about as long to write as a row. */
const BYTES_OF_ROW = 16 * 1024

interface SeedingOptions {
  readonly callers: Callers
  readonly products: Products
  readonly owners: Owners
  readonly listItems: ListItems
  readonly priceLists: PriceLists
  readonly blobs: Blobs
  readonly ids: IdsByKind
}

/** Fills an empty set from a seed. Each step writes some rows and must run within a transaction. */
export type Seeding = (setId: number, seed: Seed) => Iterator<void>

export function createSeeding ({ callers, products, owners, listItems, priceLists, blobs, ids }: SeedingOptions): Seeding {
  return function * (setId, { administrator, callers: others, products: seeded, owners: seededOwners, blobs: pictures, nextIds, ...lists }) {
    let rows = 0

    function isStep (bytes = 0): boolean {
      rows += 1 + bytes / BYTES_OF_ROW
      if (rows < ROWS_AT_ONCE) return false
      rows = 0
      return true
    }

    function * add ({ isNumbered, read }: SeedImage, links: readonly LinkPlace[]): Generator<void> {
      const { entity, content } = read()
      blobs.add(setId, { entity: isNumbered ? entity : { ...entity, BlobId: ids.Blob.free(setId) }, content, links })
      if (isStep(content?.bytes.length)) yield
    }

    function * addEach<Item> (items: readonly Item[], addItem: (setId: number, item: Item) => void): Generator<void> {
      for (const item of items) {
        addItem(setId, item)
        if (isStep()) yield
      }
    }

    for (const [kind, nextId] of nextIds) ids[kind].raise(setId, nextId)
    yield * addEach([administrator, ...others], callers.add)
    yield * addEach(lists.listItems, listItems.add)
    yield * addEach(lists.priceLists, priceLists.add)
    for (const blob of pictures) if (blob.isNumbered) yield * add(blob, blob.links)
    const unnumbered: [image: SeedImage, place: LinkPlace][] = []

    function * addOwned (image: SeedImage | undefined, place: LinkPlace): Generator<void> {
      if (isStep()) yield
      if (image?.isNumbered === true) yield * add(image, [place])
      else if (image !== undefined) unnumbered.push([image, place])
    }

    for (const { product, image } of seeded) {
      products.add(setId, product)
      yield * addOwned(image, { link: IMAGE_LINKS.Product, ownerId: product.ProductId })
    }
    for (const { owner, image } of seededOwners) {
      owners.add(setId, owner)
      yield * addOwned(image, { link: IMAGE_LINKS[owner.entity], ownerId: owner.id })
    }
    for (const [image, place] of unnumbered) yield * add(image, [place])
    for (const blob of pictures) if (!blob.isNumbered) yield * add(blob, blob.links)
  }
}
