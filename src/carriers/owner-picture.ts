import { Type, type Static } from '@sinclair/typebox'
import { BlobEntitySchema } from './blob-entity.js'
import { OWNER_ENTITIES } from './owner.js'
import { Int32, Words } from './scalars.js'

const { BlobId, Description, MimeType, OriginalSize, UpdatedDate } = BlobEntitySchema.properties

/** An owner with its picture, as `/_mock/pictures` lists it: a shape of the mock, not of the vendor. */
export const ListedPictureSchema = Type.Object({
  ProductId: Type.Optional(Int32({ minimum: 1, description: 'The product. Owners of another kind have none.' })),
  Owner: Words(OWNER_ENTITIES, { description: 'The kind of the owner.' }),
  OwnerId: Int32({ minimum: 1, description: 'The owner.' }),
  Name: Type.Union([Type.String(), Type.Null()], {
    description: 'The name of the owner; null for one that was never stored and only has a picture.',
  }),
  BlobId,
  Description,
  MimeType,
  OriginalSize,
  UpdatedDate: { ...UpdatedDate, description: 'When the picture or its description was last changed, in UTC.' },
  HasImage: Type.Boolean({ description: 'Whether the picture has bytes.' }),
})

/** An owner with its picture, as it is stored. */
export type OwnerPicture = Omit<Static<typeof ListedPictureSchema>, 'ProductId'>
