import type { PictureOwner } from '../picture-owner.js'

export const PERSON_PICTURE: PictureOwner = {
  entity: 'Person',
  idName: 'personId',
  operations: 'v1PersonEntity',
  paths: {
    getImageInfo: 'Person/:personId/ImageInfo',
    putImageInfo: 'Person/:personId/ImageInfo',
    image: 'Person/:personId/Image',
  },
  agent: { hasImageWithSize: true, mostPixels: undefined },
}
