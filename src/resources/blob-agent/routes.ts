import { addBodyMemory } from '../../protocol/body-memory.js'
import { describeByGet } from '../../protocol/calls.js'
import type { Routes } from '../../routes.js'
import type { BlobAgentOptions } from './agent-call.js'
import { addEntityRoutes } from './entity-calls.js'
import { addProductPictureRoutes } from './product-calls.js'
import { addStreamRoutes } from './stream-calls.js'

/** The calls of the BLOB agent that products need (superoffice-protocol, section 12). */
export const addBlobAgentRoutes: Routes<BlobAgentOptions> = (app, options) => {
  // What describes these calls and bounds their memory is not for others.
  app.register(async agent => {
    describeByGet(agent)
    addBodyMemory(agent)
    addEntityRoutes(agent, options)
    addStreamRoutes(agent, options)
    addProductPictureRoutes(agent, options)
  })
}
