import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'

/** A server or plugin whose handlers are typed by the schemas of their routes. */
type Server = Parameters<FastifyPluginCallbackTypebox>[0]

/**
 * Adds routes to a server. A function instead of a plugin, because few need their own hooks and each plugin takes a hundredth of the
 * start time.
 */
export type Routes<Options = void> = (app: Server, options: Options) => void
