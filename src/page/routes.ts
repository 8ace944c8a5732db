import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyPluginAsync } from 'fastify'
import { packageFile } from '../package-files.js'
import { remembering } from '../protocol/remembering.js'

const HTML = 'text/html; charset=utf-8'
const CSS = 'text/css; charset=utf-8'
const JAVASCRIPT = 'text/javascript; charset=utf-8'
const SVG = 'image/svg+xml'

const MODULES = [
  'page', 'call', 'elements', 'views', 'product-calls', 'grid', 'cards', 'dialogs', 'pictures', 'control-calls', 'clock',
]

/** The files of the folder page. Their names stand in each other, so they are served below `/page/` as they are. */
const FILES: readonly (readonly [url: string, file: string, mediaType: string])[] = [
  ['/', 'page/index.html', HTML],
  ['/page/page.css', 'page/page.css', CSS],
  ['/page/icon.svg', 'page/icon.svg', SVG],
  ...MODULES.map(name => [`/page/${name}.js`, `page/${name}.js`, JAVASCRIPT] as const),
]

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
export const page: FastifyPluginAsync = async app => {
  const readFile = remembering(read)

  for (const [url, file, mediaType] of FILES) {
    app.get(url, { schema: { hide: true } }, async (request, reply) => {
      const { text, etag } = readFile(file)
      reply.headers({ ...HEADERS, etag })
      if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
      reply.type(mediaType)
      return text
    })
  }
}

function read (file: string) {
  const text = readFileSync(packageFile(file), 'utf8')
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
}

/** Whether If-None-Match names the file as it is (RFC 9110, section 13.1.2). */
function isKnown (header: string | undefined, etag: string): boolean {
  return header === '*' || header?.split(',').some(one => one.trim().replace(/^W\//, '') === etag) === true
}
