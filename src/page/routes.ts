import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { routeNotFound } from '../errors/api-errors.js'
import { packageFile } from '../config/package-files.js'
import { addBrowserGuard, type GuardConfig } from '../http/browser-guard.js'
import { remembering } from '../http/memoize.js'

const HTML_TYPE = 'text/html; charset=utf-8'
const CSS_TYPE = 'text/css; charset=utf-8'
const JAVASCRIPT_TYPE = 'text/javascript; charset=utf-8'
const SVG_TYPE = 'image/svg+xml'

const MODULES = [
  'page', 'call', 'elements', 'views', 'owner-kinds', 'picture-calls', 'grid', 'cards', 'dialogs', 'pictures', 'control-calls', 'journal', 'faults', 'clock',
]

/**
 * Media types of the files in the folder `page`. These files import each other by name, so they are served unbundled under
 * `/page/`.
 */
const FILE_MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['index.html', HTML_TYPE],
  ['page.css', CSS_TYPE],
  ['icon.svg', SVG_TYPE],
  ...MODULES.map((name): [string, string] => [`${name}.js`, JAVASCRIPT_TYPE]),
])

const FileSchema = Type.Object({ file: Type.String() })

const HEADERS = {
  // Only resources of this server; no inline scripts or styles.
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // Cached, but revalidated on each request, because the files change with the version.
  'cache-control': 'no-cache',
}

/** The page at `/`, a plugin of its own. Each file is read on its first request and then cached. */
export const page: FastifyPluginAsyncTypebox<GuardConfig> = async (app, config) => {
  addBrowserGuard(app, config)
  const readFile = remembering(readPageFile)

  function answer (file: string, { headers, originalUrl }: FastifyRequest, reply: FastifyReply): FastifyReply {
    const mediaType = FILE_MEDIA_TYPES.get(file)
    if (mediaType === undefined) throw routeNotFound(originalUrl)
    const { text, etag } = readFile(file)
    reply.headers({ ...HEADERS, etag })
    return matchesEtag(headers['if-none-match'], etag) ? reply.code(304).send() : reply.type(mediaType).send(text)
  }

  app.get('/', { schema: { hide: true } }, async (request, reply) => answer('index.html', request, reply))
  // A single route, because one for each file would take a tenth of the start time.
  app.get('/page/:file', { schema: { hide: true, params: FileSchema } }, async (request, reply) => answer(request.params.file, request, reply))
}

function readPageFile (file: string) {
  const text = readFileSync(packageFile(`page/${file}`), 'utf8')
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
}

/** True if If-None-Match contains the entity tag (RFC 9110, section 13.1.2). */
function matchesEtag (header: string | undefined, etag: string): boolean {
  return header === '*' || header?.split(',').some(one => one.trim().replace(/^W\//, '') === etag) === true
}
