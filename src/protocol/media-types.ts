import { TypeGuard, type TObject } from '@sinclair/typebox'
import { parse } from 'content-type'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import Negotiator from 'negotiator'
import type { Config } from '../config.js'
import { charsetNotSupported, contentEncodingNotSupported, mediaTypeNotSupported, noMediaTypeAcceptable } from '../errors.js'
import { readForm } from './formats/form.js'
import { compileJsonWriter, readJson } from './formats/json.js'
import { JsonPatchBody, MergePatchBody } from './formats/parsed-body.js'
import { readXml } from './formats/xml-reader.js'
import { compileXmlWriter } from './formats/xml-writer.js'
import type { Properties } from './properties.js'
import { remembering } from './remembering.js'

type Reader = (body: Buffer) => unknown
type Writer = (carrier: Properties) => string

/** What a body without Content-Type has, and an answer without Accept. */
const DEFAULT_TYPE = 'application/json'

/** What reads a body, by the documented media types (put-product-imageinfo, Content-Type). */
const READERS: Readonly<Record<string, Reader>> = {
  [DEFAULT_TYPE]: readJson,
  'text/json': readJson,
  'application/xml': readXml,
  'text/xml': readXml,
  'application/x-www-form-urlencoded': readForm,
  'application/json-patch+json': body => new JsonPatchBody(readJson(body)),
  'application/merge-patch+json': body => new MergePatchBody(readJson(body)),
}

/** The other reading of the patch types, by PUT_PATCH=entity. */
const ENTITY_READERS: typeof READERS = {
  ...READERS,
  'application/json-patch+json': readJson,
  'application/merge-patch+json': readJson,
}

/** The media types that a body may have. */
export const REQUEST_MEDIA_TYPES: readonly string[] = Object.keys(READERS)

/** The media types that an answer may have (put-product-imageinfo, Accept). */
const ANSWER_MEDIA_TYPES = [
  DEFAULT_TYPE, 'text/json', 'application/xml', 'text/xml', 'application/json-patch+json', 'application/merge-patch+json',
] as const

type AnswerType = typeof ANSWER_MEDIA_TYPES[number]

/** Lets the server read bodies of the documented media types. */
export function addRequestTypes (app: FastifyInstance, putPatch: Config['putPatch']): void {
  const readers = putPatch === 'apply' ? READERS : ENTITY_READERS

  const readerOf = remembering(contentType => {
    const { type, parameters } = parse(contentType)
    const reader = readers[type.toLowerCase()]
    if (reader === undefined) throw mediaTypeNotSupported(contentType, REQUEST_MEDIA_TYPES)
    const charset = parameters['charset'] ?? 'utf-8'
    if (!/^utf-?8$/i.test(charset)) throw charsetNotSupported(charset)
    return reader
  })

  async function readBody (request: FastifyRequest, body: Buffer): Promise<unknown> {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') throw contentEncodingNotSupported(encoding)
    return readerOf(request.headers['content-type'] ?? DEFAULT_TYPE)(body)
  }

  app.removeAllContentTypeParsers()
  // Fastify looks types up that it knows by name, and parses the header of others each time.
  for (const type of [...REQUEST_MEDIA_TYPES, '*']) app.addContentTypeParser(type, { parseAs: 'buffer' }, readBody)
}

/** Parameters of Accept other than the quality, which the service does not look at: `;charset=utf-8`. */
const OTHER_PARAMETERS = /;\s*(?!q\s*=)[^\s;,="]+\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)/gi

/** What callers like best of what there is; none when no media type will do. */
const acceptedBy = remembering(accept => {
  const headers = { accept: accept.replace(OTHER_PARAMETERS, '') }
  const [liked] = new Negotiator({ headers }).mediaTypes([...ANSWER_MEDIA_TYPES])
  return ANSWER_MEDIA_TYPES.filter(type => type === liked)
})

function acceptedType ({ headers: { accept = '' } }: FastifyRequest): AnswerType | undefined {
  return accept === '' ? DEFAULT_TYPE : acceptedBy(accept)[0]
}

/** What answers depend on beside the address. */
const VARY = 'Accept'

/** What writes the answers of one schema. */
type AnswerWriters = Readonly<Record<AnswerType, Writer>>

function compileWriters (schema: TObject): AnswerWriters {
  const json = compileJsonWriter(schema)
  const xml = compileXmlWriter(schema)
  return {
    'application/json': json,
    'text/json': json,
    'application/xml': xml,
    'text/xml': xml,
    'application/json-patch+json': json,
    'application/merge-patch+json': json,
  }
}

/** Lets the routes that are added after it answer in the media type that the caller would like best. */
export function addAnswerTypes (app: FastifyInstance, notAcceptable: Config['notAcceptable']): void {
  app.addHook('onRoute', route => {
    const carrier: unknown = Object(route.schema?.response)['200']
    if (TypeGuard.IsObject(carrier)) {
      route.schema = { ...route.schema, consumes: [...REQUEST_MEDIA_TYPES], produces: [...ANSWER_MEDIA_TYPES] }
      route.onRequest = [compileNegotiation(compileWriters(carrier), notAcceptable), ...[route.onRequest ?? []].flat()]
    }
  })
}

function compileNegotiation (writers: AnswerWriters, notAcceptable: Config['notAcceptable']): onRequestHookHandler {
  return function negotiate (request, reply, done) {
    reply.header('vary', VARY)
    const type = acceptedType(request)
    if (type === undefined && notAcceptable === 'strict') {
      return done(noMediaTypeAcceptable(String(request.headers.accept), ANSWER_MEDIA_TYPES))
    }
    // What Fastify compiled from the schema writes the default type, and with less ado.
    if (type !== undefined && type !== DEFAULT_TYPE) reply.type(contentType(type)).serializer(writers[type])
    done()
  }
}

const contentType = (type: AnswerType) => `${type}; charset=utf-8`

/** Compiles what answers carriers of a schema on any route, in the media type that the caller would like best. */
export function compileAnswer (schema: TObject): (carrier: Properties, request: FastifyRequest, reply: FastifyReply) => void {
  const writers = compileWriters(schema)

  return function answer (carrier, request, reply) {
    const type = acceptedType(request) ?? DEFAULT_TYPE
    reply.header('vary', VARY).type(contentType(type)).serializer(writers[type]).send(carrier)
  }
}
