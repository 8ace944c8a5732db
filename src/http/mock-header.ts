import type { FastifyInstance } from 'fastify'
import { MOCK_HEADER, VERSION } from '../config/version.js'

/** Headers that every response must have. The first identifies the mock; the second prevents browsers from guessing the media type. */
export const MARKS: Readonly<Record<string, string>> = { [MOCK_HEADER]: VERSION, 'x-content-type-options': 'nosniff' }

/** Adds the hook `markAsMock`, which sets the headers MARKS. */
export function addMockHeader (app: FastifyInstance): void {
  app.addHook('onRequest', function markAsMock (_request, reply, done) {
    reply.headers(MARKS)
    done()
  })
}
