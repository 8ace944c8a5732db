import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { routeNotFound } from '../errors/api-errors.js'
import { packageFile } from '../config/package-files.js'
import { remembering } from '../http/memoize.js'
import type { Routes } from '../http/routes.js'

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml'

const MODULES = [
  'page', 'call', 'elements', 'views', 'product-calls', 'grid', 'cards', 'dialogs', 'pictures', 'control-calls', 'journal', 'faults', 'clock',
]

/** The files of the folder page. Their names stand in each other, so they are served below `/page/` as they are. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['index.html', HTML],
  ['page.css', CSS],
  ['icon.svg', SVG],
  ...MODULES.map((name): [string, string] => [`${name}.js`, JAVASCRIPT]),
])

const FileSchema = Type.Object({ file: Type.String() })

const HEADERS = {
  // Nothing of another host, and no script or style that is not one of the files.
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Kept by the browser, and asked about each time: the files change with the version.
  'cache-control': 'no-cache',
}

/** The page to look at pictures, at `/`. Each of its files is read once, when it is asked for. */
export const addPageRoutes: Routes = app => {
  const readFile = remembering(read)

  function answer (file: string, { headers, originalUrl }: FastifyRequest, reply: FastifyReply): FastifyReply {
    const mediaType = MEDIA_TYPES.get(file)
    if (mediaType === undefined) throw routeNotFound(originalUrl)
    const { text, etag } = readFile(file)
    reply.headers({ ...HEADERS, etag })
    return isKnown(headers['if-none-match'], etag) ? reply.code(304).send() : reply.type(mediaType).send(text)
  }

  app.get('/', { schema: { hide: true } }, async (request, reply) => answer('index.html', request, reply))
  // A route for each of them would take a tenth of the time of a start.
  app.get('/page/:file', { schema: { hide: true, params: FileSchema } }, async (request, reply) => answer(request.params.file, request, reply))
}

function read (file: string) {
  const text = readFileSync(packageFile(`page/${file}`), 'utf8')
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
}

/** Whether If-None-Match names the file as it is (RFC 9110, section 13.1.2). */
function isKnown (header: string | undefined, etag: string): boolean {
  return header === '*' || header?.split(',').some(one => one.trim().replace(/^W\//, '') === etag) === true
}
