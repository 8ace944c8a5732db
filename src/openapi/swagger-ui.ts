import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { serveFiles } from '../http/static-files.js'
import type { GetDocument } from './serve-document.js'

/** Files of Swagger UI, which the build copies to `dist`. */
const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js']

const FILES = new Map([
  ['index.html', 'page/swagger-ui.html'],
  ['initializer.js', 'page/swagger-ui.js'],
  ...SWAGGER_UI_FILES.map((name): [string, string] => [name, `dist/swagger-ui/${name}`]),
])

/**
 * Content security policy. In addition to the origin of the page, it allows inline styles and data URLs of images, which Swagger UI
 * uses, and requests to loopback addresses, because the document contains such an address of the mock.
 */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self' http://127.0.0.1:* http://localhost:* https://127.0.0.1:* https://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const FileSchema = Type.Object({ file: Type.String() })

/**
 * Serves Swagger UI at `/docs`, and the document as JSON and YAML below that path. Of the package @fastify/swagger-ui, only the static
 * files are used, because its plugin would load a file server at every start.
 */
export function addSwaggerUi (app: FastifyInstance, getDocument: GetDocument): void {
  const routes = app.withTypeProvider<TypeBoxTypeProvider>()
  const sendFile = serveFiles({ paths: FILES, policy: POLICY })

  routes.get('/docs', { schema: { hide: true } }, async (request, reply) => sendFile('index.html', request, reply))
  routes.get('/docs/json', { schema: { hide: true } }, async request => getDocument(request))
  routes.get('/docs/yaml', { schema: { hide: true } }, async (request, reply) => {
    // Imported only when a client requests YAML, because few do.
    const { stringify } = await import('yaml')
    return reply.type('application/x-yaml').send(stringify(getDocument(request), { strict: false }))
  })
  routes.get('/docs/static/:file', { schema: { hide: true, params: FileSchema } }, async (request, reply) =>
    sendFile(request.params.file, request, reply))
}
