import { Type } from '@sinclair/typebox'
import { OWNER_ENTITIES } from '../../carriers/owner.js'
import { ListedPictureSchema } from '../../carriers/owner-picture.js'
import { INT32_MAX, Int32, Nullable, Words } from '../../carriers/scalars.js'
import type { ControlRoutes } from '../control-routes.js'

const DEFAULT_LISTED = 60
/** Maximum number of entries in a response, which is written in one turn of the event loop. */
const MOST_LISTED = 200

const querystring = Type.Object({
  owner: Type.Optional(Words(OWNER_ENTITIES, { description: 'The kind of owners to list; by default products.' })),
  after: Type.Optional(Type.Integer({
    format: 'int32', minimum: 0, maximum: INT32_MAX, description: 'The id after which the list continues: the Next of the previous response.',
  })),
  limit: Type.Optional(Type.Integer({
    format: 'int32', minimum: 1, maximum: MOST_LISTED, description: `The maximum number of owners; ${DEFAULT_LISTED} by default.`,
  })),
})

const PicturesSchema = Type.Object({
  Pictures: Type.Array(ListedPictureSchema),
  Next: Nullable(Int32(), { description: 'The value of `after` for the next page; null on the last page.' }),
}, { $id: 'Pictures', description: 'Owners with their pictures, ordered by id.' })

/** Adds the route that lists owners and their pictures. The page of the mock uses it. */
export const addPictureRoutes: ControlRoutes = (app, { store, failures }) => {
  app.get('/_mock/pictures', {
    schema: {
      tags: ['Pictures'],
      summary: 'Lists owners of one kind with their pictures',
      description: 'Lists stored owners, and other owners that have a picture. Strings are translated by SO-Language or Accept-Language, and dates are in ' +
        'UTC. An owner without a picture has the empty image info.',
      querystring,
      response: { 200: PicturesSchema, ...failures({ 400: 'A parameter or the name of the tenant is invalid.' }) },
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
