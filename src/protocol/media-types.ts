import { parse } from 'content-type'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { charsetNotSupported, contentEncodingNotSupported, mediaTypeNotSupported } from '../errors.js'
import { readJson } from './json.js'

type Reader = (body: Buffer) => unknown

/** What reads a body, by its media type. */
const READERS: Readonly<Record<string, Reader>> = {
  'application/json': readJson,
}

/** The media types that a body may have. */
export const REQUEST_MEDIA_TYPES: readonly string[] = Object.keys(READERS)

/** Callers send few different headers, and each costs more to parse than to look up. */
const MOST_REMEMBERED = 100

/** Lets the server read bodies of the documented media types; one without a type is read as JSON. */
export function addMediaTypes (app: FastifyInstance): void {
  const readers = new Map<string, Reader>()

  function readerOf (contentType: string): Reader {
    const known = readers.get(contentType)
    if (known !== undefined) return known
    const { type, parameters } = parse(contentType)
    const reader = READERS[type.toLowerCase()]
    if (reader === undefined) throw mediaTypeNotSupported(contentType, REQUEST_MEDIA_TYPES)
    const charset = parameters['charset'] ?? 'utf-8'
    if (!/^utf-?8$/i.test(charset)) throw charsetNotSupported(charset)
    if (readers.size >= MOST_REMEMBERED) readers.clear()
    readers.set(contentType, reader)
    return reader
  }

  async function readBody (request: FastifyRequest, body: Buffer): Promise<unknown> {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') throw contentEncodingNotSupported(encoding)
    return readerOf(request.headers['content-type'] ?? 'application/json')(body)
  }

  app.removeAllContentTypeParsers()
  // Fastify looks types up that it knows by name, and parses the header of others each time.
  for (const type of [...REQUEST_MEDIA_TYPES, '*']) app.addContentTypeParser(type, { parseAs: 'buffer' }, readBody)
}
