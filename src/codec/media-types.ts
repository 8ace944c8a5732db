import type { TSchema } from '@sinclair/typebox'
import { parse } from 'content-type'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import Negotiator from 'negotiator'
import type { Config } from '../config/config.js'
import { charsetNotSupported, contentEncodingNotSupported, mediaTypeNotSupported, noMediaTypeAcceptable } from '../errors/api-errors.js'
import { readForm } from './formats/form.js'
import { readJson } from './formats/json-reader.js'
import { compileJsonWriter } from './formats/json-writer.js'
import { JsonPatchBody, MergePatchBody } from './formats/parsed-body.js'
import { readXml } from './formats/xml-reader.js'
import { compileXmlWriter } from './formats/xml-writer.js'
import { isProperties } from './properties.js'
import { compilingAtFirstCall, memoize } from '../http/memoize.js'

type Writer = (value: unknown) => string

interface MediaType {
  readonly name: string
  /** Parses a body. `isLenient` has an effect only if the format is JSON. */
  readonly read: (body: Buffer, isLenient: boolean) => unknown
  /** Undefined if the vendor documents the media type only for request bodies. */
  readonly compileWriter?: (schema: TSchema) => Writer
}

/**
 * Default media type of responses whose type `compileAcceptance` chooses, and of request bodies of the API, except on the routes of
 * `addImageBodies`.
 */
export const DEFAULT_TYPE = 'application/json'

export const FORM_TYPE = 'application/x-www-form-urlencoded'

/** The media types that the vendor documents on the page v1Product_PutImageInfo (Content-Type and Accept). */
const MEDIA_TYPES: readonly MediaType[] = [
  { name: DEFAULT_TYPE, read: readJson, compileWriter: compileJsonWriter },
  { name: 'text/json', read: readJson, compileWriter: compileJsonWriter },
  { name: 'application/xml', read: readXml, compileWriter: compileXmlWriter },
  { name: 'text/xml', read: readXml, compileWriter: compileXmlWriter },
  { name: FORM_TYPE, read: readForm },
  { name: 'application/json-patch+json', read: (body, isLenient) => new JsonPatchBody(readJson(body, isLenient)), compileWriter: compileJsonWriter },
  { name: 'application/merge-patch+json', read: (body, isLenient) => new MergePatchBody(readJson(body, isLenient)), compileWriter: compileJsonWriter },
]

/** The supported media types of request bodies of the API, except on the routes of `addImageBodies`. */
export const REQUEST_MEDIA_TYPES: readonly string[] = MEDIA_TYPES.map(({ name }) => name)

export const RESPONSE_MEDIA_TYPES: readonly string[] = MEDIA_TYPES.filter(({ compileWriter }) => compileWriter !== undefined).map(({ name }) => name)

const parseMediaType = memoize(header => {
  const { type, parameters } = parse(header)
  const mediaType = MEDIA_TYPES.find(({ name }) => name === type.toLowerCase())
  if (mediaType === undefined) throw mediaTypeNotSupported(header, REQUEST_MEDIA_TYPES)
  const charset = parameters['charset'] ?? 'utf-8'
  if (!/^utf-?8$/i.test(charset)) throw charsetNotSupported(charset)
  return mediaType
})

/**
 * Parses a body by its Content-Type.
 * @param isLenient true to accept the extensions of JSON that `readJson` describes
 * @throws ApiError 400 for a malformed body, 415 for an unsupported media type or charset
 */
export const readAs = (contentType: string, body: Buffer, isLenient: boolean): unknown => parseMediaType(contentType).read(body, isLenient)

declare module 'fastify' {
  interface FastifyRequest {
    /** The received Content-Type, set by the hook `keepBodyType`; undefined if it is missing or empty. */
    bodyType: string | undefined
    /** The bytes of the request body. Undefined unless `parseBody` has run. */
    rawBody: Buffer | undefined
  }
}

/**
 * Matches the values of Content-Type that Fastify accepts (RFC 9110, section 8.3.1). The hook `keepBodyType` removes other values from the
 * headers, because Fastify would refuse them before it reads the body.
 */
const WELL_FORMED_TYPE = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/

/** Replaces the body parsers of `app` by `parseBody`, for all media types. */
export function addBodyParsers (app: FastifyInstance, isLenient: boolean): void {
  function parseBody (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void): void {
    const { headers: { 'content-encoding': encoding = 'identity' }, bodyType = DEFAULT_TYPE } = request
    request.rawBody = body
    if (body.length === 0) return done(null)
    if (encoding.toLowerCase() !== 'identity') throw contentEncodingNotSupported(encoding)
    done(null, readAs(bodyType, body, isLenient))
  }

  app.removeAllContentTypeParsers()
  // `*` alone matches all types. But Fastify does not cache its choice of `*`, and would parse Content-Type again for every request.
  for (const type of [...REQUEST_MEDIA_TYPES, '*']) app.addContentTypeParser(type, { parseAs: 'buffer' }, parseBody)
}

/** Adds the body parsers, and the hook that sets `request.bodyType` and removes a malformed Content-Type from the headers. */
export function addRequestTypes (app: FastifyInstance, isLenient: boolean): void {
  app.decorateRequest('rawBody')
  app.decorateRequest('bodyType')
  app.addHook('onRequest', function keepBodyType (request, _reply, done) {
    const { headers } = request
    const { 'content-type': type } = headers
    request.bodyType = type === '' ? undefined : type
    if (type !== undefined && !WELL_FORMED_TYPE.test(type)) delete headers['content-type']
    done()
  })
  addBodyParsers(app, isLenient)
}

/** Matches the parameters of media types in Accept, such as `;charset=utf-8`, but not `q`. ASP.NET Web API ignores these parameters. */
const OTHER_PARAMETERS = /;\s*(?!q\s*=)[^\s;,="]+\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)/gi

/**
 * Compiles a function that returns the media type that Accept prefers: JSON if Accept is missing or empty, and "" if Accept allows none of
 * the available types.
 */
export const compileAcceptance = (available: readonly string[]) => {
  const acceptedBy = memoize(accept => {
    const headers = { accept: accept.replace(OTHER_PARAMETERS, '') }
    const [type = ''] = new Negotiator({ headers }).mediaTypes([...available])
    return { type }
  })
  return ({ headers: { accept = '' } }: FastifyRequest): string => accept === '' ? DEFAULT_TYPE : acceptedBy(accept).type
}

const acceptedType = compileAcceptance(RESPONSE_MEDIA_TYPES)

/** Media types by value of the parameter `$format`. */
const FORMATS = new Map([['json', DEFAULT_TYPE], ['xml', 'application/xml']])

function requestedType (request: FastifyRequest): string {
  const [, format] = Object.entries(Object(request.query)).find(([name]) => name.toLowerCase() === '$format') ?? []
  return FORMATS.get(String(format).toLowerCase()) ?? acceptedType(request)
}

/** Value of the header Vary of responses with content negotiation by `compileAcceptance`. */
export const VARY = 'Accept, SO-Language, Accept-Language, SO-Culture, SO-TimeZone, Origin'

interface ResponseWriter {
  readonly contentType: string
  readonly write: Writer
}

function compileWriters (schema: TSchema): ReadonlyMap<string, ResponseWriter> {
  return new Map(MEDIA_TYPES.flatMap(({ name, compileWriter }) =>
    compileWriter === undefined
      ? []
      : [[name, { contentType: contentType(name), write: compilingAtFirstCall(() => compileWriter(schema)) }]]))
}

const contentType = (type: string) => `${type}; charset=utf-8`

const isNegotiable = (schema: unknown): schema is TSchema => isProperties(schema) && schema['xml'] !== undefined

/**
 * Adds content negotiation to the routes that are registered later, if the schema of their response with status 200 has the keyword `xml`.
 * The media type, except that of errors, is chosen by the parameter `$format`, if the route supports it and its value is valid, otherwise
 * by Accept. If Accept allows no supported type, JSON is chosen, or the request is refused under NOT_ACCEPTABLE=strict. Also sets
 * `consumes` and `produces` in the schemas of routes that do not set them.
 */
export function addResponseTypes (app: FastifyInstance, notAcceptable: Config['notAcceptable']): void {
  app.addHook('onRoute', route => {
    const response = route.schema?.response
    const querystring = route.schema?.querystring
    route.schema = { consumes: [...REQUEST_MEDIA_TYPES], produces: [...RESPONSE_MEDIA_TYPES], ...route.schema }
    if (isProperties(response) && isNegotiable(response['200'])) {
      const hasFormat = isProperties(querystring) && isProperties(querystring['properties']) && '$format' in querystring['properties']
      const negotiate = compileNegotiation(compileWriters(response['200']), hasFormat ? requestedType : acceptedType, notAcceptable)
      route.onRequest = [negotiate, ...[route.onRequest ?? []].flat()]
    }
  })
}

function compileNegotiation (
  writers: ReadonlyMap<string, ResponseWriter>, readType: (request: FastifyRequest) => string, notAcceptable: Config['notAcceptable']
): onRequestHookHandler {
  return function negotiate (request, reply, done) {
    reply.header('vary', VARY)
    const type = readType(request)
    // For the default type, Fastify uses the serializer of the route.
    if (type === DEFAULT_TYPE) return done()
    const writer = writers.get(type)
    if (writer !== undefined) reply.type(writer.contentType).serializer(writer.write)
    if (writer === undefined && notAcceptable === 'strict') {
      return done(noMediaTypeAcceptable(String(request.headers.accept), RESPONSE_MEDIA_TYPES))
    }
    done()
  }
}

/** Compiles a function that sends values in the media type that Accept prefers, or in JSON if Accept allows no supported type. */
export function compileResponse (schema: TSchema): (value: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  const writers = compileWriters(schema)
  const fallback = { contentType: contentType(DEFAULT_TYPE), write: compileJsonWriter(schema) }

  return function send (value, request, reply) {
    const writer = writers.get(acceptedType(request)) ?? fallback
    reply.header('vary', VARY).type(writer.contentType).serializer(writer.write).send(value)
  }
}
