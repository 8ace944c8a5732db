import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { packageFile } from '../config/package-files.js'
import { routeNotFound } from '../errors/api-errors.js'
import { assertDefined } from '../errors/assert-defined.js'
import { memoize } from './memoize.js'

const HTML = 'text/html; charset=utf-8'

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['html', HTML],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml'],
])

const HEADERS = {
  'referrer-policy': 'no-referrer',
  // Browsers may cache the file but must revalidate it at each use, because it can change with the version of the mock.
  'cache-control': 'no-cache',
}

interface StaticFiles {
  /** The paths of the served files within this package, by the names in requests. */
  readonly paths: ReadonlyMap<string, string>
  readonly policy: string
}

/**
 * Returns a function that responds with a file, or with 304 if If-None-Match matches the entity tag of the file. The function throws
 * ApiError 404 for an unknown name.
 */
export function serveFiles ({ paths, policy }: StaticFiles) {
  const readFile = memoize(readPackageFile)

  return function sendFile (name: string, { headers, originalUrl, prefix }: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = paths.get(name)
    if (path === undefined) throw routeNotFound(originalUrl)
    const file = readFile(path)
    const { bytes, etag, mediaType } = prefix === '' || file.mediaType !== HTML ? file : withPrefix(file, prefix)
    reply.headers({ ...HEADERS, 'content-security-policy': policy, etag })
    return matchesEtag(headers['if-none-match'], etag) ? reply.code(304).send() : reply.type(mediaType).send(bytes)
  }
}

interface StaticFile {
  readonly bytes: Buffer
  readonly etag: string
  readonly mediaType: string
}

const createFile = (bytes: Buffer, mediaType: string): StaticFile =>
  ({ bytes, mediaType, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` })

function readPackageFile (path: string): StaticFile {
  const extension = path.slice(path.lastIndexOf('.') + 1)
  return createFile(readFileSync(packageFile(path)), assertDefined(MEDIA_TYPES.get(extension), `The media type of ${path} is unknown.`))
}

/** Inserts the prefix of the proxy at the beginning of each `href` and `src` whose value begins with a slash. */
const withPrefix = ({ bytes, mediaType }: StaticFile, prefix: string): StaticFile =>
  createFile(Buffer.from(bytes.toString().replaceAll(/ (href|src)="\//g, ` $1="${prefix}/`)), mediaType)

/** True if If-None-Match is `*` or contains the entity tag (RFC 9110, section 13.1.2). */
function matchesEtag (header: string | undefined, etag: string): boolean {
  return header === '*' || header?.split(',').some(one => one.trim().replace(/^W\//, '') === etag) === true
}
