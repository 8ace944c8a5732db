import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { addResponseTypes } from '../codec/media-types.js'
import type { Config } from '../config/config.js'
import type { ClockReader } from '../context/clock.js'
import { addContext, type Context } from '../context/context.js'
import type { Rights } from '../context/rights.js'
import type { ListedRoute } from '../http/route-list.js'
import type { Store } from '../storage/store.js'
import { addArchiveAgentRoutes } from './archive/archive-agent.js'
import { addArchiveRoutes } from './archive/routes.js'
import { addBlobAgentRoutes } from './blob-agent/routes.js'
import { CONTACT_PICTURE } from './contact/picture.js'
import { addImageInfoRoutes } from './image-info.js'
import { addImageRoutes } from './image.js'
import { addListRoutes } from './list/routes.js'
import { PERSON_PICTURE } from './person/picture.js'
import { addPriceListRoutes } from './price-list/routes.js'
import { PRODUCT_PICTURE } from './product/picture.js'
import { addProductRoutes } from './product/routes.js'
import { PROJECT_PICTURE } from './project/picture.js'
import { addServiceInfoRoutes } from './service-info/routes.js'
import { addTimeZoneRoutes } from './service-info/time-zones.js'
import { addServiceStatusRoutes } from './service-status/routes.js'
import { addUserRoutes } from './user/routes.js'

interface ApiOptions {
  readonly config: Config
  readonly store: Store
  readonly context: Context
  readonly rights: Rights
  readonly clock: ClockReader
  readonly routes: readonly ListedRoute[]
}

const PICTURE_OWNERS = [
  PRODUCT_PICTURE,
  PERSON_PICTURE,
  PROJECT_PICTURE,
  CONTACT_PICTURE,
] as const

/**
 * Adds the health checks and the routes of SuperOffice's API. The health checks and the service info need no credential; all other routes
 * are in `authenticatedRoutes`.
 */
export const api: FastifyPluginAsyncTypebox<ApiOptions> = async (app, options) => {
  addServiceStatusRoutes(app, options)
  addServiceInfoRoutes(app, options)
  await app.register(authenticatedRoutes, options)
}

/**
 * Adds the routes that need a credential if AUTH is not `off`. The order of the calls determines the order of the addresses in the response
 * of `/api/v1`.
 */
const authenticatedRoutes: typeof api = async (app, { config, store, context, rights, clock }) => {
  addResponseTypes(app, config.notAcceptable)
  addContext(app, context, rights, clock)

  const owners = { owners: PICTURE_OWNERS, store, config }
  addProductRoutes(app, { store, config })
  addArchiveRoutes(app, { store, config })
  addImageInfoRoutes(app, owners)
  addImageRoutes(app, owners)
  await app.register(async agent => addBlobAgentRoutes(agent, owners))
  await app.register(async agent => addArchiveAgentRoutes(agent, { store, config }))
  addListRoutes(app, { store, config })
  addPriceListRoutes(app, { store, config })
  await app.register(async user => addUserRoutes(user, { store, config }))
  addTimeZoneRoutes(app, { timeZones: context.timeZones, config })
}
