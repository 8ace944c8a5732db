import type { PictureOwner } from '../picture-owner.js'

export const CONTACT_PICTURE: PictureOwner = {
  entity: 'Contact',
  idName: 'contactId',
  operations: 'v1ContactEntity',
  paths: {
    getImageInfo: 'Contact/:contactId/Imageinfo',
    putImageInfo: 'Contact/:contactId/ImageInfo',
    image: 'Contact/:contactId/Image',
  },
  agent: { hasImageWithSize: true, mostPixels: undefined },
}
