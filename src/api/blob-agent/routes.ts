import { addBodyMemory } from '../../http/body-memory.js'
import type { Routes } from '../../http/routes.js'
import { describeByGet } from '../service-info/operation-list.js'
import { createAgent, type BlobAgentOptions } from './agent.js'
import { addEntityOperations } from './entity-operations.js'
import { addOwnerOperations } from './owner-operations.js'
import { addStreamOperations } from './stream-operations.js'
import { addThumbnailOperations } from './thumbnail-operations.js'

/**
 * Adds the operations of the BLOB agent that the mock supports (superoffice-protocol, section 12). `app` must be a separate plugin, because
 * this function adds hooks that must apply only to these routes.
 */
export const addBlobAgentRoutes: Routes<BlobAgentOptions> = (app, options) => {
  describeByGet(app)
  addBodyMemory(app)
  const agent = createAgent(options)
  addEntityOperations(app, agent)
  addStreamOperations(app, agent)
  addOwnerOperations(app, agent)
  addThumbnailOperations(app, agent)
}
