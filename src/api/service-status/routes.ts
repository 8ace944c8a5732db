import { Type } from '@sinclair/typebox'
import { Words } from '../../carriers/scalars.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'

const StatusSchema = Type.Object({
  status: Words(['alive', 'ready', 'not ready']),
  reason: Type.Optional(Type.String()),
}, { $id: 'Status', description: 'The state of the mock.' })

/** Adds the health checks `/health` and `/ready`. The real service does not have them. */
export const addServiceStatusRoutes: Routes<{ readonly store: Store }> = (app, { store }) => {
  app.get('/health', {
    schema: { tags: ['Mock'], security: [], summary: 'Responds if the process is alive', response: { 200: StatusSchema } },
  }, async () => ({ status: 'alive' as const }))

  app.get('/ready', {
    schema: {
      tags: ['Mock'],
      security: [],
      summary: 'Checks that the database is migrated, seeded and writable',
      response: { 200: StatusSchema, 503: StatusSchema },
    },
  }, async (_request, reply) => {
    try {
      await store.check()
      return { status: 'ready' as const }
    } catch (cause) {
      reply.code(503)
      return { status: 'not ready' as const, reason: `The database cannot save changes: ${(cause as Error).message}.` }
    }
  })
}
