import type { PictureOwner } from '../picture-owner.js'

export const PROJECT_PICTURE: PictureOwner = {
  entity: 'Project',
  idName: 'projectId',
  operations: 'v1ProjectEntity',
  paths: {
    getImageInfo: 'Project/:projectId/Imageinfo',
    // The vendor's page documents a path parameter `id` of type string, and requires `projectId` in the query.
    putImageInfo: 'Project/:id/ImageInfo',
    image: 'Project/:projectId/Image',
  },
  agent: { hasImageWithSize: true, mostPixels: undefined },
}
