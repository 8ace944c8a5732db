import type { Associate } from '../carriers/associate.js'
import type { BlobEntity } from '../carriers/blob-entity.js'
import { IMAGE_LINKS } from '../carriers/blob-links.js'
import type { ListedItem } from '../carriers/list-item.js'
import type { NamedOwner } from '../carriers/owner.js'
import type { PriceList } from '../carriers/price-list.js'
import type { AuditedProduct } from '../carriers/product-audit.js'
import type { LinkPlace } from './blob-place.js'
import type { NewContent } from './content.js'
import type { Seed, SeedImage } from './seed.js'
import type { IdKind } from './seed-schema.js'

/** Number of rows after which a step of `fillSet` ends, so that a step usually takes only a few milliseconds. */
const ROWS_AT_ONCE = 50

/** Number of bytes of a picture that take about as long to write as a row. */
const BYTES_OF_ROW = 16 * 1024

export interface NewBlob {
  readonly entity: BlobEntity
  readonly content: NewContent | undefined
  readonly links: readonly LinkPlace[]
}

/** The functions by which `fillSet` fills an empty set of data. Each engine implements them. */
export interface EmptySet {
  /** Sets the id at which the mock begins to assign ids to new entities, unless this or a higher id is in use. */
  raiseId (kind: IdKind, nextId: number): void
  addCaller (caller: Associate): void
  addListItem (item: ListedItem): void
  addPriceList (priceList: PriceList): void
  addProduct (product: AuditedProduct): void
  addOwner (owner: NamedOwner): void
  addBlob (blob: NewBlob): void
  freeBlobId (): number
}

/** Returns an iterator that fills an empty set with the data of a seed. Each step adds some rows. */
export function * fillSet (set: EmptySet, { administrator, callers, products, owners, blobs, nextIds, listItems, priceLists }: Seed): Generator<void> {
  let rows = 0

  function isStep (bytes = 0): boolean {
    rows += 1 + bytes / BYTES_OF_ROW
    if (rows < ROWS_AT_ONCE) return false
    rows = 0
    return true
  }

  function * addImage ({ isNumbered, read }: SeedImage, links: readonly LinkPlace[]): Generator<void> {
    const { entity, content } = read()
    set.addBlob({ entity: isNumbered ? entity : { ...entity, BlobId: set.freeBlobId() }, content, links })
    if (isStep(content?.bytes.length)) yield
  }

  function * addEach<Item> (items: readonly Item[], add: (item: Item) => void): Generator<void> {
    for (const item of items) {
      add(item)
      if (isStep()) yield
    }
  }

  for (const [kind, nextId] of nextIds) set.raiseId(kind, nextId)
  yield * addEach([administrator, ...callers], set.addCaller)
  yield * addEach(listItems, set.addListItem)
  yield * addEach(priceLists, set.addPriceList)
  for (const blob of blobs) if (blob.isNumbered) yield * addImage(blob, blob.links)
  const unnumbered: [image: SeedImage, place: LinkPlace][] = []

  function * addOwned (image: SeedImage | undefined, place: LinkPlace): Generator<void> {
    if (isStep()) yield
    if (image?.isNumbered === true) yield * addImage(image, [place])
    else if (image !== undefined) unnumbered.push([image, place])
  }

  for (const { product, image } of products) {
    set.addProduct(product)
    yield * addOwned(image, { link: IMAGE_LINKS.Product, ownerId: product.ProductId })
  }
  for (const { owner, image } of owners) {
    set.addOwner(owner)
    yield * addOwned(image, { link: IMAGE_LINKS[owner.entity], ownerId: owner.id })
  }
  for (const [image, place] of unnumbered) yield * addImage(image, [place])
  for (const blob of blobs) if (!blob.isNumbered) yield * addImage(blob, blob.links)
}
