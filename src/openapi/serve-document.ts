import { gzipSync } from 'node:zlib'
import swagger, { type FastifyDynamicSwaggerOptions, type SwaggerTransformObject } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import Negotiator from 'negotiator'
import { isProperties } from '../codec/properties.js'
import type { Config } from '../config/config.js'
import { compilingAtFirstCall } from '../http/memoize.js'
import { schemeOf } from '../http/tls/tls.js'
import { shareComponents } from './components.js'
import { completeSchemas } from './schemas.js'

interface DocumentOptions {
  /** Path of the document. */
  readonly path: string
  /** Name of the function that @fastify/swagger adds to the server; two documents need two names. */
  readonly decorator: 'swagger' | 'controlDocument'
  /** Describes the server of a tenant. */
  readonly tenant: string
  readonly swagger: FastifyDynamicSwaggerOptions
  readonly config: Pick<Config, 'tls' | 'tlsCert'>
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Returns the document of the routes below `/_mock`. */
    controlDocument (): object
  }
}

/** Port of a mock that does not listen: the default of the setting. */
const DEFAULT_PORT = 3000

/** Describes the addresses of tenants. They are absolute, because tools refuse variables in a relative URL. */
function describeServers (app: FastifyInstance, { tenant, config }: DocumentOptions) {
  const [listening] = app.addresses()
  const port = typeof listening === 'object' ? listening.port : DEFAULT_PORT
  return [
    { url: '/', description: 'The tenant "default"' },
    {
      url: '{address}/{tenant}',
      description: tenant,
      variables: {
        address: { default: `${schemeOf(config)}://127.0.0.1:${port}`, description: 'The address of this mock' },
        tenant: { default: 'Cust12345', description: '1 to 64 letters, digits, "-" or "_"' },
      },
    },
  ]
}

/** Serves the OpenAPI document of all routes that are registered later. The first request generates and compresses it. */
export async function serveDocument (app: FastifyInstance, options: DocumentOptions): Promise<void> {
  const { path, decorator, swagger: { transformObject = withoutChange } } = options
  await app.register(swagger, {
    ...options.swagger,
    decorator,
    transformObject (generated) {
      const document = withoutHead(transformObject(generated))
      completeSchemas(document)
      shareComponents(document)
      return { ...document, servers: describeServers(app, options) }
    },
  })
  const encode = compilingAtFirstCall(() => {
    const text = JSON.stringify(app[decorator]())
    const gzip = gzipSync(text)
    return (encoding: string | undefined) => encoding === 'gzip' ? gzip : text
  })
  app.get(path, { schema: { hide: true } }, async ({ headers }, reply) => {
    const encoding = new Negotiator({ headers }).encoding(['gzip', 'identity'])
    reply.type('application/json; charset=utf-8').header('vary', 'Accept-Encoding, Origin')
    if (encoding === 'gzip') reply.header('content-encoding', encoding)
    return encode(encoding)
  })
}

const withoutChange: SwaggerTransformObject = document => Object.values(document)[0]

/** Removes HEAD, which HTTP requires for every path with GET. */
function withoutHead<Document extends ReturnType<SwaggerTransformObject>> (document: Document): Document {
  for (const path of Object.values({ ...document.paths })) if (isProperties(path)) delete path['head']
  return document
}
