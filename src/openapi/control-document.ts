import type { FastifyInstance } from 'fastify'
import { serveDocument } from './serve-document.js'
import { LOCAL_REFERENCES, compileDocumented, type DocumentConfig } from './bodies.js'
import { VERSION } from '../config/version.js'

const CONTROL_TAGS = [
  { name: 'Index', description: 'A list of these routes' },
  { name: 'State', description: 'All data of a tenant' },
  { name: 'Snapshots', description: 'Copies of the data of a tenant, which can be restored' },
  { name: 'Tenants', description: 'All tenants' },
  { name: 'Clock', description: 'The clock of a tenant' },
  { name: 'Faults', description: 'Rules that make requests fail' },
  { name: 'Rights', description: 'Rules that limit the rights of callers' },
  { name: 'Journal', description: 'Requests and their responses' },
  { name: 'Metrics', description: 'Metrics for Prometheus' },
  { name: 'Pictures', description: 'The pictures on the page' },
]

/** Serves the OpenAPI document of the control routes that are registered later, except hidden routes. */
export async function addControlDocument (app: FastifyInstance, config: DocumentConfig): Promise<void> {
  const documented = compileDocumented(config)
  await serveDocument(app, {
    config,
    path: '/_mock/openapi.json',
    decorator: 'controlDocument',
    tenant: 'A tenant, with its own data',
    swagger: {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'superoffice-mock: control',
          version: VERSION,
          description: 'Routes that control the mock. The real service does not have them.',
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
