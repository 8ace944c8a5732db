import { Type, type Static } from '@sinclair/typebox'

const PairSchema = Type.Object({ name: Type.String(), value: Type.String() })
const PairsSchema = Type.Array(PairSchema)
const CommentSchema = Type.Optional(Type.String({ description: 'A note that the journal does not keep the body, or only its beginning.' }))
const NoCookiesSchema = Type.Array(PairSchema, { maxItems: 0, description: 'Always empty: cookies are secrets, which are removed.' })
const SizeSchema = Type.Integer({ description: 'The size in bytes; -1 if it is unknown.' })

const MESSAGE = {
  httpVersion: Type.String(),
  cookies: NoCookiesSchema,
  headers: PairsSchema,
  headersSize: SizeSchema,
  bodySize: SizeSchema,
}

const HarEntrySchema = Type.Object({
  startedDateTime: Type.String({ description: 'When the request was received, by the clock of the tenant, in UTC.' }),
  time: Type.Number({ description: 'The duration in milliseconds.' }),
  request: Type.Object({
    method: Type.String(),
    url: Type.String(),
    ...MESSAGE,
    queryString: PairsSchema,
    postData: Type.Optional(Type.Object({
      mimeType: Type.String(),
      text: Type.Optional(Type.String()),
      _encoding: Type.Optional(Type.Literal('base64', { description: 'The encoding of a picture.' })),
      comment: CommentSchema,
    })),
  }),
  response: Type.Object({
    status: Type.Integer({ description: 'The status of the response; 0 if the connection ended before it.' }),
    statusText: Type.String(),
    ...MESSAGE,
    content: Type.Object({
      size: Type.Integer(),
      mimeType: Type.String(),
      text: Type.Optional(Type.String()),
      encoding: Type.Optional(Type.Literal('base64', { description: 'The encoding of a picture.' })),
      comment: CommentSchema,
    }),
    redirectURL: Type.String(),
  }),
  cache: Type.Object({}),
  timings: Type.Object({ send: Type.Number(), wait: Type.Number(), receive: Type.Number() }),
  _resourceType: Type.Literal('fetch', { description: 'The kind of resource, by which the network panel of Chromium filters.' }),
  comment: Type.Optional(Type.String({ description: 'The reason why the request was refused or the response is incomplete.' })),
})

export const HarSchema = Type.Object({
  log: Type.Object({
    version: Type.Literal('1.2'),
    creator: Type.Object({ name: Type.String(), version: Type.String() }),
    entries: Type.Array(HarEntrySchema, { description: 'The newest last.' }),
  }),
}, { $id: 'Har', description: 'Requests and responses as an HTTP archive (HAR 1.2).' })

/** Requests and responses as an HTTP archive (HAR 1.2), which browsers and proxies read. */
export type Har = Static<typeof HarSchema>
export type HarEntry = Har['log']['entries'][number]
