import { Type, type Static } from '@sinclair/typebox'
import { Nullable, Words } from '../../carriers/scalars.js'
import { routeTemplate } from '../../http/route-list.js'
import { FAULT_HEADER } from '../../config/version.js'
import { shownFault } from '../faults/fault-header.js'
import { MOST_BODY_BYTES, type Call, type KeptBody } from './call.js'
import { OTHER_FORMAT } from '../../codec/formats/form.js'
import { compileRedaction, type Redaction } from './redaction/redaction.js'
import { REMOVED, isSecretName, redactQuery } from '../../http/secrets.js'

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
  Reason: Nullable(Type.String(), { description: 'Why it was refused, in sentences, or that its response was cut off.' }),
  Request: MessageSchema,
  Response: MessageSchema,
}, { $id: 'JournalEntry', description: 'A call and its answer.' })

/** A request and its response, without secrets. */
export type JournalEntry = Static<typeof JournalEntrySchema>

/** Where a call went: the path, and the query behind the question mark. */
export function addressOf ({ url }: Pick<Call, 'url'>): { readonly path: string, readonly query: string } {
  const end = url.indexOf('?')
  return end < 0 ? { path: url, query: '' } : { path: url.slice(0, end), query: url.slice(end + 1) }
}

/** What a call says in its headers, by their names in lower case; several values with commas between them. */
export function headersOf ({ requestHeaders }: Call): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [came, value] of pairsOf(requestHeaders)) {
    const name = came.toLowerCase()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}

/** Names with their values, of names and values in turn. */
function * pairsOf (headers: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (const [index, value] of headers.entries()) {
    if (index % 2 === 1) yield [String(headers[index - 1]), value]
  }
}

/** Reason of a call whose client was not reached by the whole response. */
const CUT_OFF = 'The connection was closed before the whole response was sent.'

/** Makes the entry of a call that somebody reads, without its secrets. */
export function entryOf (call: Call): JournalEntry {
  const { path, query } = addressOf(call)
  const redact = compileRedaction(query)
  const request = messageOf(headersOf(call), call.requestBody, redact, shownRequestHeader)
  const redactReply: Redaction = isAltered(call.requestBody, request) ? (text, isCut) => redact(withoutSource(text), isCut) : redact
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
    Reason: call.isCutOff ? CUT_OFF : redactReply(call.reason) || null,
    Request: request,
    Response: messageOf(new Map(pairsOf(call.answerHeaders)), call.answerBody, redactReply),
  }
}

/** What a header of an answer says, without secrets. */
const shownHeader = (name: string, value: string, redact: Redaction) => isSecretName(name) ? REMOVED : redact(value)

/** What a header of a call says, without secrets. */
export const shownRequestHeader: typeof shownHeader = (name, value, redact) =>
  name === FAULT_HEADER ? shownFault(value) : shownHeader(name, value, redact)

function messageOf (
  headers: ReadonlyMap<string, string>, body: KeptBody, redact: Redaction, shown = shownHeader
): JournalEntry['Request'] {
  const { bytes = null, kept } = body
  const text = textOf(body)
  const isForm = FORM.test(headers.get('content-type') ?? '') && !OTHER_FORMAT.test(text)
  return {
    Headers: Object.fromEntries(Array.from(headers, ([name, value]) => [name, shown(name, value, redact)])),
    Body: kept === 'none' ? null : redact(isForm ? redactQuery(text) : text, kept === 'beginning'),
    BodyBytes: bytes,
    BodyKept: kept,
  }
}

const FORM = /^\s*application\/x-www-form-urlencoded/i

/** What is kept of a body; the last character of a beginning may be cut in its middle. */
const textOf = ({ content, kept }: KeptBody) => new TextDecoder().decode(content, { stream: kept === 'beginning' })

/** Whether there were secrets in a body. */
const isAltered = (body: KeptBody, { Body }: JournalEntry['Request']) => Body !== null && Body !== textOf(body)

/** What refusals quote of a body that is malformed, from the middle of whatever is there: V8 of JSON, and the reader of XML. */
const QUOTED_SOURCE = /(?<=Unexpected token .{1,10}, ).{1,300}?(?= is not valid JSON)|(?<=not both; the text ).{1,300}?(?= came)/gs

const withoutSource = (text: string) => text.replace(QUOTED_SOURCE, REMOVED)
