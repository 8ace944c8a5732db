import type { PictureOwner } from '../picture-owner.js'

/** The properties of the routes for a contact's picture, as in the vendor's reference. */
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
