import type { Seed, SeedBlob, SeedImage } from '../../seed.js'
import type { Blobs } from '../tables/blobs.js'
import type { Callers } from '../tables/callers.js'
import type { Linking } from '../tables/links.js'
import type { Products } from '../tables/products.js'

/** Rows that are written at each step: a few milliseconds. */
const ROWS_AT_ONCE = 50

/** Bytes of an image that take about as long to write as a row. */
const BYTES_OF_ROW = 16 * 1024

export interface SeedingOptions {
  readonly callers: Callers
  readonly products: Products
  readonly blobs: Blobs
}

/** Fills an empty set from a seed. Each step, to be taken within a transaction, writes some rows. */
export type Seeding = (setId: number, seed: Seed) => Iterator<void>

export function createSeeding ({ callers, products, blobs }: SeedingOptions): Seeding {
  return function * (setId, { administrator, callers: others, products: seeded, blobs: pictures }) {
    let rows = 0

    function isStep (bytes = 0): boolean {
      rows += 1 + bytes / BYTES_OF_ROW
      if (rows < ROWS_AT_ONCE) return false
      rows = 0
      return true
    }

    function * add ({ isNumbered, read }: SeedImage, links: readonly Linking[]): Generator<void> {
      const { entity, content } = read()
      blobs.add(setId, { entity: isNumbered ? entity : { ...entity, BlobId: blobs.freeIds(setId).next() }, content, links })
      if (isStep(content?.bytes.length)) yield
    }

    for (const associate of [administrator, ...others]) {
      callers.add(setId, associate)
      if (isStep()) yield
    }
    for (const blob of pictures) if (blob.isNumbered) yield * add(blob, linksOf(blob))
    const unnumbered: [productId: number, image: SeedImage][] = []
    for (const { product, image } of seeded) {
      products.save(setId, undefined, () => product)
      if (isStep()) yield
      if (image?.isNumbered === true) yield * add(image, [pictureOf(product.ProductId)])
      else if (image !== undefined) unnumbered.push([product.ProductId, image])
    }
    for (const [productId, image] of unnumbered) yield * add(image, [pictureOf(productId)])
    for (const blob of pictures) if (!blob.isNumbered) yield * add(blob, linksOf(blob))
  }
}

const pictureOf = (productId: number): Linking => ({ productId, link: 'ProductImage' })

const linksOf = ({ imageOf, thumbnailOf }: SeedBlob): Linking[] => [
  ...imageOf.map(pictureOf),
  ...thumbnailOf.map((productId): Linking => ({ productId, link: 'ProductThumbnail' })),
]
