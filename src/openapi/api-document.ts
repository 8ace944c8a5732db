import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/config.js'
import { serveDocument } from './serve-document.js'
import { LOCAL_REFERENCES, compileDocumented, documentBodies, type DocumentConfig } from './bodies.js'
import { describeSecurity } from './security.js'
import { addSwaggerUi } from './swagger-ui.js'
import { VERSION } from '../config/version.js'
import { CONTROL_PATHS } from '../http/route-list.js'

const DESCRIPTION = 'A local server that imitates the SuperOffice WebAPI for pictures of products, persons, projects and contacts. ' +
  '[A page](/) shows the pictures and changes them. ' +
  'Unofficial: SuperOffice is a trademark of its owner, who has no part in this project.'

const VENDOR_REFERENCE = 'https://docs.superoffice.com/en/api/reference/restful/rest/index.html'

/**
 * Serves an OpenAPI document, and Swagger UI, which displays it. The document describes the routes that are registered later, except hidden
 * routes and those below `/_mock`.
 */
export async function addOpenApi (app: FastifyInstance, config: DocumentConfig & Pick<Config, 'auth' | 'installation' | 'putPatch'>): Promise<void> {
  const { securitySchemes, security } = describeSecurity(config)
  const documented = compileDocumented(config)
  const getDocument = await serveDocument(app, {
    config,
    path: '/openapi.json',
    decorator: 'swagger',
    tenant: 'A tenant, with its own data as in the online service',
    swagger: {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'superoffice-mock', version: VERSION, description: DESCRIPTION },
        externalDocs: { url: VENDOR_REFERENCE, description: 'The reference of the real service' },
        components: { securitySchemes },
        security,
        tags: [
          { name: 'Product', description: 'Products and their pictures' },
          { name: 'Archive', description: 'Products as rows of an archive' },
          { name: 'Archive agent', description: 'Rows of archives, read by operations of an agent' },
          { name: 'Person', description: 'Pictures of persons' },
          { name: 'Project', description: 'Pictures of projects' },
          { name: 'Contact', description: 'Pictures of contacts' },
          { name: 'BLOB agent', description: 'Blobs, read and changed by operations of an agent' },
          { name: 'List', description: 'Lists with items to which products refer by id' },
          { name: 'PriceList', description: 'Price lists' },
          { name: 'User', description: 'The user of a request' },
          { name: 'TimeZone', description: 'Time zones for SO-TimeZone' },
          { name: 'Service', description: 'The version, the operations and the tenants of the API' },
          { name: 'Mock', description: 'The health of the mock' },
        ],
      },
      refResolver: LOCAL_REFERENCES,
      transform: ({ schema, url, route }) => ({ schema: CONTROL_PATHS.test(url) ? { hide: true } : documented(schema, route), url }),
      transformObject: documentBodies(config.putPatch),
    },
  })
  addSwaggerUi(app, getDocument)
}
