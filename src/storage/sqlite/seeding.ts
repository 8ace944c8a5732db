import type { Seed } from '../seed.js'
import type { Blobs } from './blobs.js'
import type { Callers } from './callers.js'
import type { Products } from './products.js'

/** How many rows are written at each step. */
const ROWS_AT_ONCE = 50

export interface SeedingOptions {
  readonly callers: Callers
  readonly products: Products
  readonly blobs: Blobs
}

/** Fills a set that has nothing, some rows at each step, each inside of a transaction. */
export type Seeding = (setId: number, seed: Seed) => Iterator<void>

export function createSeeding ({ callers, products, blobs }: SeedingOptions): Seeding {
  return function * (setId, { administrator, callers: others, products: seeded, blobs: pictures }) {
    let rows = 0
    const isStep = () => ++rows % ROWS_AT_ONCE === 0
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
    for (const { product, imageInfo, readContent } of seeded) {
      products.save(setId, undefined, () => product)
      if (isStep()) yield
      if (imageInfo === undefined) continue
      blobs.add(setId, {
        entity: imageInfo.BlobId === 0 ? { ...imageInfo, BlobId: blobs.freeIds(setId).next() } : imageInfo,
        content: readContent?.(),
        links: [{ productId: product.ProductId, link: 'ProductImage' }],
      })
    }
  }
}
