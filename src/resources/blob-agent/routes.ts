import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { addBodyMemory } from '../../protocol/body-memory.js'
import { describeByGet } from '../../protocol/calls.js'
import type { BlobAgentOptions } from './agent-call.js'
import { entityCalls } from './entity-calls.js'
import { productCalls } from './product-calls.js'
import { streamCalls } from './stream-calls.js'

/** The calls of the BLOB agent that products need (superoffice-protocol, section 12). */
export const blobAgent: FastifyPluginAsyncTypebox<BlobAgentOptions> = async (app, options) => {
  describeByGet(app)
  addBodyMemory(app)
  await app.register(entityCalls, options)
  await app.register(streamCalls, options)
  await app.register(productCalls, options)
}
