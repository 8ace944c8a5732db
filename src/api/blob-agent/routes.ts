import { addBodyMemory } from '../../http/body-memory.js'
import type { Routes } from '../../http/routes.js'
import { describeByGet } from '../service-info/call-list.js'
import type { BlobAgentOptions } from './agent-call.js'
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
  addEntityCalls(app, options)
  addStreamCalls(app, options)
  addOwnerCalls(app, options)
  addThumbnailCalls(app, options)
}
