import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from '../../config.js'
import { addBodyMemory } from '../../protocol/body-memory.js'
import { describeByGet } from '../../protocol/calls.js'
import type { Store } from '../../storage/store.js'
import { entityCalls } from './entity-calls.js'
import { productCalls } from './product-calls.js'
import { streamCalls } from './stream-calls.js'

export interface BlobAgentOptions {
  readonly store: Store
  readonly config: Pick<Config, 'writePolicy' | 'unknownProducts' | 'imageLimit' | 'notAcceptable' | 'errorMessageKey'>
}

/** The calls of the BLOB agent that products need (superoffice-protocol, section 12). */
export const blobAgent: FastifyPluginAsyncTypebox<BlobAgentOptions> = async (app, options) => {
  describeByGet(app)
  addBodyMemory(app)
  await app.register(entityCalls, options)
  await app.register(streamCalls, options)
  await app.register(productCalls, options)
}
