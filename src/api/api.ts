import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from '../config/config.js'
import { addAnswerTypes } from '../codec/media-types.js'
import { addContext, type Context } from '../context/context.js'
import type { Rights } from '../context/rights.js'
import type { Store } from '../storage/store.js'
import { addBlobAgentRoutes } from './blob-agent/routes.js'
import { addProductImageRoutes } from './product-image/routes.js'
import { addProductListRoutes } from './product/list.js'
import { addProductRoutes } from './product/routes.js'
import { addProductImageInfoRoutes } from './product-image-info/routes.js'
import { addTimeZoneRoutes } from './service-info/time-zones.js'

export interface ApiOptions {
  readonly config: Config
  readonly store: Store
  readonly context: Context
  readonly rights: Rights
}

/** The documented API, a plugin of its own: every route has a caller, a language, a time zone and rights, and answers by Accept. */
export const api: FastifyPluginAsyncTypebox<ApiOptions> = async (app, { config, store, context, rights }) => {
  addAnswerTypes(app, config.notAcceptable)
  addContext(app, context, rights)

  addProductRoutes(app, { store, config })
  addProductListRoutes(app, { store, config })
  addProductImageInfoRoutes(app, { store, config })
  addProductImageRoutes(app, { store, config })
  await app.register(async agent => addBlobAgentRoutes(agent, { store, config }))
  addTimeZoneRoutes(app, { timeZones: context.timeZones, config })
}
