import { Type, type Static } from '@sinclair/typebox'
import { BlobEntitySchema } from './blob-entity.js'
import { Int32 } from './scalars.js'

const { BlobId, Description, MimeType, OriginalSize, UpdatedDate } = BlobEntitySchema.properties

/** A product with what is known of its picture: the mock's own, no shape of the real service. */
export const ProductPictureSchema = Type.Object({
  ProductId: Int32({ minimum: 1, description: 'The product.' }),
  Name: Type.Union([Type.String(), Type.Null()], {
    description: 'The name of the product; null for one that was never stored and only has a picture.',
  }),
  BlobId,
  Description,
  MimeType,
  OriginalSize,
  UpdatedDate: { ...UpdatedDate, description: 'When the picture or its description was last changed, in UTC.' },
  HasImage: Type.Boolean({ description: 'Whether the picture has bytes.' }),
})

export type ProductPicture = Static<typeof ProductPictureSchema>
