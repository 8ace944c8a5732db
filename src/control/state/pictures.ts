import { Type } from '@sinclair/typebox'
import { OWNER_ENTITIES } from '../../carriers/owner.js'
import { ListedPictureSchema } from '../../carriers/owner-picture.js'
import { INT32_MAX, Int32, Nullable, Words } from '../../carriers/scalars.js'
import type { ControlRoutes } from '../control-routes.js'

const DEFAULT_LISTED = 60
/** Keeps a page of the list small enough to be written in one turn of the event loop. */
const MOST_LISTED = 200

const querystring = Type.Object({
  owner: Type.Optional(Words(OWNER_ENTITIES, { description: 'The kind of owners that are listed.' })),
  after: Type.Optional(Type.Integer({
    format: 'int32', minimum: 0, maximum: INT32_MAX, description: 'The id after which the list goes on: the Next of the previous response.',
  })),
  limit: Type.Optional(Type.Integer({
    format: 'int32', minimum: 1, maximum: MOST_LISTED, description: `The number of owners at most; ${DEFAULT_LISTED} by default.`,
  })),
})

const PicturesSchema = Type.Object({
  Pictures: Type.Array(ListedPictureSchema),
  Next: Nullable(Int32(), { description: 'The `after` of the next page; null on the last.' }),
}, { $id: 'Pictures', description: 'Owners with their pictures, by id.' })

/** Adds the list that the page shows. Like everything below `/_mock` it needs no credentials of the API. */
export const addPictureRoutes: ControlRoutes = (app, { store, failures }) => {
  app.get('/_mock/pictures', {
    schema: {
      tags: ['Pictures'],
      summary: 'Lists owners of one kind and what is known of their pictures',
      description: 'Owners that are stored, and owners that are not stored and have a picture. Texts are in the language ' +
        'that SO-Language or Accept-Language asks for, dates are in UTC. An owner without a picture has the empty image info.',
      querystring,
      response: { 200: PicturesSchema, ...failures({ 400: 'A parameter or the name of the tenant is wrong.' }) },
    },
  }, async ({ tenant, query: { owner = 'Product', after = 0, limit = DEFAULT_LISTED }, wording }) => {
    const { pictures: found, next } = await store.listPictures(tenant, { entity: owner, after, limit })
    return {
      Pictures: found.map(picture => ({
        ...(owner === 'Product' && { ProductId: picture.OwnerId }),
        ...picture,
        Name: wording.text(picture.Name),
        Description: wording.text(picture.Description),
        UpdatedDate: `${picture.UpdatedDate}Z`,
      })),
      Next: next ?? null,
    }
  })
}
