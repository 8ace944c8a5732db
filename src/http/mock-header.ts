import type { FastifyInstance } from 'fastify'
import { MOCK_HEADER, VERSION } from '../config/version.js'

/** Adds the hook `markAsMock`, which sets the header that tells a response of the mock from one of the real service. */
export function addMockHeader (app: FastifyInstance): void {
  app.addHook('onRequest', function markAsMock (_request, reply, done) {
    reply.header(MOCK_HEADER, VERSION)
    done()
  })
}
