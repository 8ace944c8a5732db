import { Type, type Static } from '@sinclair/typebox'
import { ConfigError } from '../../config/config.js'
import { readJsonFile } from '../../config/json-file.js'

const HeadersSchema = Type.Array(Type.Object({ name: Type.String(), value: Type.String() }))

/**
 * The properties of an HTTP archive (HAR 1.2) that the command `diff` needs. HAR 1.2 does not define a property for the encoding of a
 * request body, so both `encoding` and `_encoding` are read. The mock writes `_encoding`.
 */
const ArchiveSchema = Type.Object({
  log: Type.Object({
    entries: Type.Array(Type.Object({
      request: Type.Object({
        method: Type.String({ minLength: 1 }),
        url: Type.String(),
        headers: HeadersSchema,
        postData: Type.Optional(Type.Object({
          text: Type.Optional(Type.String()),
          encoding: Type.Optional(Type.String()),
          _encoding: Type.Optional(Type.String()),
        })),
      }),
      response: Type.Object({
        status: Type.Integer({ minimum: 0, maximum: 599 }),
        headers: HeadersSchema,
        content: Type.Object({ text: Type.Optional(Type.String()), encoding: Type.Optional(Type.String()) }),
      }),
    })),
  }),
})

type ArchiveEntry = Static<typeof ArchiveSchema>['log']['entries'][number]
type Headers = Static<typeof HeadersSchema>

export interface ComparedResponse {
  readonly status: number
  readonly contentType: string
  /** The bytes of the body; undefined if the archive does not contain them. */
  readonly body: Buffer | undefined
}

export interface HarRequest {
  /** The JSON pointer of the entry in the archive. */
  readonly pointer: string
  readonly method: string
  /** The path from `/api` on, with the query. */
  readonly path: string
  /** The values of the headers by name in lower case: for a repeated header, the last value. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer | undefined
  readonly response: ComparedResponse
}

/** Matches the start of the API path in the path of a URL. The preceding segments, such as a tenant, are those of the recorded service. */
const API_PATH = /\/api(?=[/?]|$)/i

/**
 * Reads the requests to the API from an HTTP archive. Omits all other requests, and requests without a response.
 * @throws ConfigError if the file cannot be read, is not an archive, or contains no request to the API with a response
 */
export function readHarRequests (path: string): HarRequest[] {
  const subject = 'The archive'
  const { log: { entries } } = readJsonFile(ArchiveSchema, {
    name: path, subject, advice: 'It must be a HAR file.', isSecret: true, error: message => new ConfigError(message),
  })
  const requests = entries.map(toHarRequest).filter(request => request !== undefined)
  if (requests.length === 0) throw new ConfigError(`${subject} ${path} must have a request with a path below /api and its response; got ${entries.length} other entries.`)
  return requests
}

function toHarRequest ({ request, response }: ArchiveEntry, index: number): HarRequest | undefined {
  if (response.status === 0 || !URL.canParse(request.url)) return undefined
  const { pathname, search } = new URL(request.url)
  const start = pathname.search(API_PATH)
  if (start < 0) return undefined
  const { text, encoding, _encoding } = request.postData ?? {}
  const headers = byName(response.headers)
  return {
    pointer: `/log/entries/${index}`,
    method: request.method.toUpperCase(),
    path: pathname.slice(start) + search,
    headers: byName(request.headers),
    body: decodeRecordedBytes(text, encoding ?? _encoding),
    response: { status: response.status, contentType: headers.get('content-type') ?? '', body: decodeRecordedBytes(response.content.text, response.content.encoding) },
  }
}

const byName = (headers: Headers) => new Map(headers.map(({ name, value }) => [name.toLowerCase(), value]))

const decodeRecordedBytes = (text: string | undefined, encoding: string | undefined) =>
  text === undefined ? undefined : Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8')
