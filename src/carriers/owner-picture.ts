import { Type, type Static } from '@sinclair/typebox'
import { BlobEntitySchema } from './blob-entity.js'
import { OWNER_ENTITIES } from './owner.js'
import { Int32, Words } from './scalars.js'

const { BlobId, Description, MimeType, OriginalSize, UpdatedDate } = BlobEntitySchema.properties

/** An owner and the description of its picture in the list at `/_mock/pictures`. SuperOffice does not have this carrier. */
export const ListedPictureSchema = Type.Object({
  ProductId: Type.Optional(Int32({ minimum: 1, description: 'Id of the product; absent for other kinds of owners.' })),
  Owner: Words(OWNER_ENTITIES, { description: 'The kind of owner.' }),
  OwnerId: Int32({ minimum: 1, description: 'Id of the owner.' }),
  Name: Type.Union([Type.String(), Type.Null()], {
    description: 'The name of the owner; null if only its picture is stored.',
  }),
  BlobId,
  Description,
  MimeType,
  OriginalSize,
  UpdatedDate: { ...UpdatedDate, description: 'When the picture or its description was last changed, in UTC.' },
  HasImage: Type.Boolean({ description: 'True if the picture has bytes.' }),
})

export type OwnerPicture = Omit<Static<typeof ListedPictureSchema>, 'ProductId'>
