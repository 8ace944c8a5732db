import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox'

/** A server or plugin in which the schema of a route determines the types of its handler. */
type Server = Parameters<FastifyPluginCallbackTypebox>[0]

/**
 * Adds routes to a server. This is a function and not a plugin, because each plugin would take a hundredth of the start time, and few
 * routes need their own hooks.
 */
export type Routes<Options = void> = (app: Server, options: Options) => void
