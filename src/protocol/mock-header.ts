import type { FastifyInstance } from 'fastify'
import { MOCK_HEADER, VERSION } from '../version.js'

/** Marks every answer as one of the mock's. */
export function addMockHeader (app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header(MOCK_HEADER, VERSION)
    done()
  })
}
