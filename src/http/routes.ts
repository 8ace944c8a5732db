import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'

/** A server, or a part of one, whose routes get what their schemas say. */
type Server = Parameters<FastifyPluginCallbackTypebox>[0]

/**
 * Adds routes to a server. As a plugin they would have hooks of their own, of which few have any, and each plugin takes a
 * hundredth of the time of a start.
 */
export type Routes<Options = void> = (app: Server, options: Options) => void
