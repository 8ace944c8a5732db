import { Type, type Static } from '@sinclair/typebox'
import { Nullable, Words } from '../../carriers/scalars.js'
import type { ErrorBody } from '../../errors.js'
import { routeTemplate } from '../../protocol/route-template.js'
import { MOST_BODY_BYTES, type Call, type KeptBody } from './call.js'
import { REMOVED, compileRedaction, isSecretHeader, redactQuery, type Redaction } from './secrets.js'

const MessageSchema = Type.Object({
  Headers: Type.Record(Type.String(), Type.String(), { description: 'By their names in lower case; secrets are removed.' }),
  Body: Nullable(Type.String(), { description: 'As text; null when nothing of it was kept.' }),
  BodyBytes: Nullable(Type.Integer(), { description: 'How long it was; null when that is not known.' }),
  BodyKept: Words(['all', 'beginning', 'none'], {
    description: `Of texts all, or of those that are longer the first ${MOST_BODY_BYTES} bytes; of pictures and what else is no text, none.`,
  }),
})

/** A call and its answer. */
export const JournalEntrySchema = Type.Object({
  Id: Type.Integer({ description: 'Counts the calls of the tenant, from 1.' }),
  Time: Type.String({ description: 'When it was answered, by the clock of the tenant, in UTC.' }),
  Method: Type.String(),
  Path: Type.String({ description: 'Without the tenant and the query.' }),
  Query: Type.String({ description: 'What stands behind the question mark; secrets are removed.' }),
  Route: Nullable(Type.String(), { description: 'The path of the route, such as /api/v1/Product/{productId}; null when none takes the call.' }),
  Caller: Nullable(Type.String(), { description: 'The user name; null when none is named, or the call was refused before.' }),
  Status: Nullable(Type.Integer(), { description: 'Null when the connection ended before the answer.' }),
  Milliseconds: Type.Number({ description: 'From the arrival of its head to its answer.' }),
  FaultId: Nullable(Type.Integer(), { description: 'The rule of /_mock/faults that it met.' }),
  Reason: Nullable(Type.String(), { description: 'Why it was refused, in sentences.' }),
  Request: MessageSchema,
  Response: MessageSchema,
}, { $id: 'JournalEntry', description: 'A call and its answer.' })

export type JournalEntry = Static<typeof JournalEntrySchema>

/** Where a call went: the path, and the query behind the question mark. */
export function addressOf ({ url }: Pick<Call, 'url'>): { readonly path: string, readonly query: string } {
  const end = url.indexOf('?')
  return end < 0 ? { path: url, query: '' } : { path: url.slice(0, end), query: url.slice(end + 1) }
}

/** What a call says under a name, in any case, that is given in lower case; several values with commas between them. */
export function headerOf ({ requestHeaders }: Call, name: string): string | undefined {
  const values = requestHeaders.filter((_text, index) => index % 2 === 1 && requestHeaders[index - 1]?.toLowerCase() === name)
  return values.length === 0 ? undefined : values.join(', ')
}

/** Makes the entry of a call that somebody reads, without its secrets. */
export function entryOf (call: Call): JournalEntry {
  const { path, query } = addressOf(call)
  const redact = compileRedaction(query)
  const { failure } = call
  const names = new Set(call.requestHeaders.filter((_text, index) => index % 2 === 0).map(name => name.toLowerCase()))
  return {
    Id: call.id,
    Time: new Date(call.time).toISOString(),
    Method: call.method,
    Path: path,
    Query: redactQuery(query),
    Route: call.route === undefined ? null : routeTemplate(call.route),
    Caller: call.caller ?? null,
    Status: call.status ?? null,
    Milliseconds: Number(call.milliseconds.toFixed(3)),
    FaultId: call.faultId ?? null,
    Reason: failure === undefined ? null : redact(sentencesOf(failure)),
    Request: messageOf([...names].map(name => [name, headerOf(call, name)]), call.requestBody, redact),
    Response: messageOf(Object.entries(call.answerHeaders), call.answerBody, redact),
  }
}

const sentencesOf = (failure: ErrorBody) => 'MessageDetail' in failure ? `${failure.Message} ${failure.MessageDetail}` : failure.Message

function messageOf (headers: readonly (readonly [name: string, value: unknown])[], body: KeptBody, redact: Redaction): JournalEntry['Request'] {
  const { Body, ...kept } = bodyOf(body)
  return {
    Headers: Object.fromEntries(headers.map(([name, value]) => [name, isSecretHeader(name) ? REMOVED : redact(String(value))])),
    Body: Body === null ? null : redact(Body),
    ...kept,
  }
}

function bodyOf (body: KeptBody): Pick<JournalEntry['Request'], 'Body' | 'BodyBytes' | 'BodyKept'> {
  if (typeof body === 'string') return { Body: body, BodyBytes: Buffer.byteLength(body), BodyKept: 'all' }
  if (Buffer.isBuffer(body)) return { Body: body.toString(), BodyBytes: body.length, BodyKept: 'all' }
  const { beginning, bytes = null } = body
  if (beginning === undefined) return { Body: null, BodyBytes: bytes, BodyKept: 'none' }
  // The last character may be cut in its middle.
  return { Body: new TextDecoder().decode(beginning, { stream: true }), BodyBytes: bytes, BodyKept: 'beginning' }
}
