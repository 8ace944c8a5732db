import { addBodyMemory } from '../../http/body-memory.js'
import { describeByGet } from '../service-info/call-list.js'
import type { Routes } from '../../http/routes.js'
import type { BlobAgentOptions } from './agent-call.js'
import { addEntityRoutes } from './entity-calls.js'
import { addProductPictureRoutes } from './product-calls.js'
import { addStreamRoutes } from './stream-calls.js'

/** The calls of the BLOB agent that products need (superoffice-protocol, section 12), for a part of a server that has no others. */
export const addBlobAgentRoutes: Routes<BlobAgentOptions> = (app, options) => {
  describeByGet(app)
  addBodyMemory(app)
  addEntityRoutes(app, options)
  addStreamRoutes(app, options)
  addProductPictureRoutes(app, options)
}
