import type { FastifyInstance } from 'fastify'
import { serveDocument } from './serve-document.js'
import { LOCAL_REFERENCES, compileDocumented, type DocumentConfig } from './bodies.js'
import { VERSION } from '../config/version.js'

/** Tags of the document, by the file that has the routes. */
const CONTROL_TAGS = [
  { name: 'State', description: 'The data of a tenant as a whole' },
  { name: 'Snapshots', description: 'What a tenant had, to go back to' },
  { name: 'Tenants', description: 'All sets of data' },
  { name: 'Clock', description: 'How late it is' },
  { name: 'Faults', description: 'What goes wrong, for which calls' },
  { name: 'Rights', description: 'What callers may do' },
  { name: 'Journal', description: 'What was called, and what was answered' },
  { name: 'Metrics', description: 'What was counted' },
  { name: 'Pictures', description: 'What the page shows' },
]

/** Serves the OpenAPI document of the routes that are added after it. */
export async function addControlDocument (app: FastifyInstance, config: DocumentConfig): Promise<void> {
  const documented = compileDocumented(config)
  await serveDocument(app, {
    path: '/_mock/openapi.json',
    decorator: 'controlDocument',
    tenant: 'A tenant with data of its own',
    swagger: {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'superoffice-mock: control',
          version: VERSION,
          description: 'What a tester does to the mock itself. No part of the real service.',
        },
        components: {
          securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The value of SUPEROFFICE_MOCK_CONTROL_TOKEN, if it is set.' } },
        },
        security: [{ token: [] }, {}],
        tags: CONTROL_TAGS,
      },
      refResolver: LOCAL_REFERENCES,
      transform: ({ schema, url, route }) => ({ schema: documented(schema, route), url }),
    },
  })
}
