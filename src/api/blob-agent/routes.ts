import { addBodyMemory } from '../../http/body-memory.js'
import type { Routes } from '../../http/routes.js'
import { describeByGet } from '../service-info/call-list.js'
import { createAgent, type BlobAgentOptions } from './agent.js'
import { addEntityCalls } from './entity-calls.js'
import { addOwnerCalls } from './owner-calls.js'
import { addStreamCalls } from './stream-calls.js'
import { addThumbnailCalls } from './thumbnail-calls.js'

/**
 * Adds the calls of the BLOB agent that are about pictures (superoffice-protocol, section 12). The hooks that this adds are
 * for its routes only, so `app` must be a plugin of their own.
 */
export const addBlobAgentRoutes: Routes<BlobAgentOptions> = (app, options) => {
  describeByGet(app)
  addBodyMemory(app)
  const agent = createAgent(options)
  addEntityCalls(app, agent)
  addStreamCalls(app, agent)
  addOwnerCalls(app, agent)
  addThumbnailCalls(app, agent)
}
