import type { PictureOwner } from '../picture-owner.js'

/** The properties of the routes for a person's picture, as in the vendor's reference. */
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
