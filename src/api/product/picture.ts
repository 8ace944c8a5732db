import type { PictureOwner } from '../picture-owner.js'

export const PRODUCT_PICTURE: PictureOwner = {
  entity: 'Product',
  idName: 'productId',
  operations: 'v1Product',
  paths: {
    getImageInfo: 'Product/:productId/ImageInfo',
    putImageInfo: 'Product/:productId/ImageInfo',
    image: 'Product/:productId/Image',
  },
  agent: { hasImageWithSize: false, mostPixels: 1000 },
}
