import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import swagger, { type FastifyDynamicSwaggerOptions, type SwaggerTransformObject } from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { isProperties } from '../codec/properties.js'
import { compilingAtFirstCall } from '../http/memoize.js'
import { isForwarded, type AddressSettings } from '../http/public-address.js'
import { readScheme } from '../http/tls/tls.js'
import { shareComponents } from './components.js'
import { completeSchemas } from './schemas.js'

interface DocumentOptions {
  readonly path: string
  /** Name of the function that @fastify/swagger adds to the server. The two documents need different names. */
  readonly decorator: 'swagger' | 'controlDocument'
  /** Description of the entry in `servers` whose URL contains a tenant. */
  readonly tenant: string
  readonly swagger: FastifyDynamicSwaggerOptions
  readonly config: AddressSettings
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Returns the document of the control routes. */
    controlDocument (): object
  }
}

/** The port in the document of a mock that does not listen on a port: the default of the setting PORT. */
const DEFAULT_PORT = 3000

/** The address of the mock, and the prefix of its paths, as the client sees them. */
type ClientAddress = Pick<FastifyRequest, 'prefix' | 'address'>

/** Returns the address and the prefix for requests without X-Forwarded headers of a trusted proxy: a loopback address, and no prefix. */
function findLocalAddress (app: FastifyInstance, config: AddressSettings): ClientAddress {
  const [listening] = app.addresses()
  const port = typeof listening === 'object' ? listening.port : DEFAULT_PORT
  return { prefix: '', address: `${readScheme(config)}://127.0.0.1:${port}` }
}

/**
 * Describes the URLs of the default tenant and of other tenants. The URL of other tenants begins with an address, because some tools
 * refuse variables in a relative URL.
 */
function describeServers ({ prefix, address }: ClientAddress, tenant: string) {
  return [
    { url: prefix || '/', description: 'The tenant "default"' },
    {
      url: '{address}/{tenant}',
      description: tenant,
      variables: {
        address: { default: address, description: 'The address of this mock' },
        tenant: { default: 'Cust12345', description: '1 to 64 letters, digits, "-" or "_"' },
      },
    },
  ]
}

/** Returns the document. If `isForwarded` is true for the request, the server addresses in it are those at the proxy. */
export type GetDocument = (request: FastifyRequest) => object

/**
 * Serves the OpenAPI document of the routes that are registered later, except hidden routes. The document is generated when it is first
 * requested.
 */
export async function serveDocument (app: FastifyInstance, options: DocumentOptions): Promise<GetDocument> {
  const { path, decorator, swagger: { transformObject = withoutChange } } = options
  await app.register(swagger, {
    ...options.swagger,
    decorator,
    transformObject (generated) {
      const document = withoutHead(transformObject(generated))
      completeSchemas(document)
      shareComponents(document)
      return { ...document, servers: describeServers(findLocalAddress(app, options.config), options.tenant) }
    },
  })
  const encode = compilingAtFirstCall(() => {
    const text = JSON.stringify(app[decorator]())
    const gzip = gzipSync(text)
    return (encoding: string | undefined) => encoding === 'gzip' ? gzip : text
  })
  const getDocument: GetDocument = request =>
    isForwarded(request) ? { ...app[decorator](), servers: describeServers(request, options.tenant) } : app[decorator]()

  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const encoding = new Negotiator(request).encoding(['gzip', 'identity'])
    reply.type('application/json; charset=utf-8').header('vary', 'Accept-Encoding, Origin')
    if (encoding === 'gzip') reply.header('content-encoding', encoding)
    if (!isForwarded(request)) return encode(encoding)
    const text = JSON.stringify(getDocument(request))
    return encoding === 'gzip' ? compress(text) : text
  })
  return getDocument
}

const compress = promisify<string, Buffer>(gzip)

const withoutChange: SwaggerTransformObject = document => Object.values(document)[0]

/** Removes the HEAD operations of a document, because they only repeat the GET operations. */
function withoutHead<Document extends ReturnType<SwaggerTransformObject>> (document: Document): Document {
  for (const path of Object.values({ ...document.paths })) if (isProperties(path)) delete path['head']
  return document
}
