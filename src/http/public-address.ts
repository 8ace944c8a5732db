import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { schemeOf } from './tls/tls.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The address of the mock as the client has it: scheme and host, without a slash at the end. Empty if the request has no Host. */
    readonly address: string
  }
}

/** Adds `request.address`, with which addresses in responses begin. */
export function addPublicAddress (app: FastifyInstance, config: Pick<Config, 'tls' | 'tlsCert'>): void {
  const scheme = schemeOf(config)
  app.decorateRequest('address', {
    getter () { return this.host === '' ? '' : `${scheme}://${this.host}` },
  })
}
