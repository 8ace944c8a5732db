import { Type } from '@sinclair/typebox'
import { ListedPictureSchema } from '../../carriers/owner-picture.js'
import { INT32_MAX, Int32, Nullable } from '../../carriers/scalars.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import type { ControlFailures } from '../failures.js'

export interface PicturesOptions {
  readonly store: Store
  readonly failures: ControlFailures
}

const DEFAULT_LIMIT = 60
const MOST = 200

const querystring = Type.Object({
  after: Type.Optional(Type.Integer({
    format: 'int32', minimum: 0, maximum: INT32_MAX, description: 'The product to go on behind: the Next of the answer before.',
  })),
  limit: Type.Optional(Type.Integer({
    format: 'int32', minimum: 1, maximum: MOST, description: `How many products at most; ${DEFAULT_LIMIT} when it is left out.`,
  })),
})

const PicturesSchema = Type.Object({
  Pictures: Type.Array(ListedPictureSchema),
  Next: Nullable(Int32(), { description: 'What `after` is for the rest; null when this is the last of the list.' }),
}, { $id: 'Pictures', description: 'Products with what is known of their pictures, by ProductId.' })

/** The list that the page shows. It asks nobody which user calls, as nothing below `/_mock` does. */
export const addPictureRoutes: Routes<PicturesOptions> = (app, { store, failures }) => {
  app.get('/_mock/pictures', {
    schema: {
      tags: ['Pictures'],
      summary: 'Lists products and what is known of their pictures',
      description: 'Products that are stored, and products that are not and have a picture. Texts are in the language ' +
        'that SO-Language or Accept-Language asks for, dates are in UTC. One without a picture has the empty image info.',
      querystring,
      response: {
        200: PicturesSchema,
        ...failures({ 400: 'A parameter or the name of the tenant is wrong.' }),
      },
    },
  }, async ({ tenant, query: { after = 0, limit = DEFAULT_LIMIT }, wording }) => {
    const { pictures: found, next } = await store.listPictures(tenant, { entity: 'Product', after, limit })
    return {
      Pictures: found.map(picture => ({
        ProductId: picture.OwnerId,
        ...picture,
        Name: wording.text(picture.Name),
        Description: wording.text(picture.Description),
        UpdatedDate: `${picture.UpdatedDate}Z`,
      })),
      Next: next ?? null,
    }
  })
}
