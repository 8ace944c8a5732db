import { Type, type Static } from '@sinclair/typebox'
import { Nullable, Words } from '../../carriers/scalars.js'
import { routeTemplate } from '../../http/route-list.js'
import { FAULT_HEADER } from '../../config/version.js'
import { shownFault } from '../faults/fault-header.js'
import { MOST_BODY_BYTES, splitAddress, joinHeaders, pairHeaders, type RecordedRequest, type KeptBody } from './recorded-request.js'
import { OTHER_FORMAT } from '../../codec/formats/form.js'
import type { Redaction } from './redaction/redaction.js'
import { findNamedSecrets } from './redaction/secret-names.js'
import { REMOVED, isSecretName, redactQuery, redactUrl } from '../../http/secrets.js'

const MessageSchema = Type.Object({
  Headers: Type.Record(Type.String(), Type.String(), { description: 'The headers by lower-case name, without secrets.' }),
  Body: Nullable(Type.String(), { description: 'The body as a string; null if nothing of it was kept.' }),
  BodyBytes: Nullable(Type.Integer(), { description: 'The length of the whole body in bytes; null if it is unknown.' }),
  BodyKept: Words(['all', 'beginning', 'none'], {
    description: `The part of the body that was kept: at most the first ${MOST_BODY_BYTES} bytes, and nothing of pictures and other binary bodies.`,
  }),
})

export const JournalEntrySchema = Type.Object({
  Id: Type.Integer({ description: 'The sequence number of the request within its tenant, from 1.' }),
  Time: Type.String({ description: 'When the response was sent, in UTC by the clock of the tenant.' }),
  Method: Type.String(),
  Path: Type.String({ description: 'The path without the tenant and the query.' }),
  Query: Type.String({ description: 'The query without the question mark and without secrets.' }),
  Route: Nullable(Type.String(), { description: 'The path of the route, such as /api/v1/Product/{productId}; null if no route matches.' }),
  Caller: Nullable(Type.String(), { description: 'The user name of the caller; null if the request names none or was refused before authentication.' }),
  Status: Nullable(Type.Integer(), { description: 'The status of the response; null if the connection ended before it.' }),
  Milliseconds: Type.Number({ description: 'The time from the receipt of the request headers to the response.' }),
  FaultId: Nullable(Type.Integer(), { description: 'The id of the rule of /_mock/faults that was applied to the request; null if none was.' }),
  Reason: Nullable(Type.String(), { description: 'The reason why the request was refused or the response is incomplete; null if neither.' }),
  Violations: Nullable(Type.String(), { description: 'Corrected and ignored properties of the request, as in X-SuperOffice-Mock-Violations; null if none.' }),
  Request: MessageSchema,
  Response: MessageSchema,
}, { $id: 'JournalEntry', description: 'A request and its response.' })

/** A request and its response. Recognized secrets are removed. */
export type JournalEntry = Static<typeof JournalEntrySchema>

/** The Reason of an entry whose response was recorded but not sent completely. */
const CUT_OFF_REASON = 'The connection was closed before the whole response was sent.'

/** Returns the journal entry of a request. Removes recognized secrets. */
export function createJournalEntry (recorded: RecordedRequest, redact: Redaction): JournalEntry {
  const { path, query } = splitAddress(recorded)
  return {
    Id: recorded.id,
    Time: new Date(recorded.time).toISOString(),
    Method: recorded.method,
    Path: redact(path),
    Query: redact(redactQuery(query)),
    Route: recorded.route === undefined ? null : routeTemplate(recorded.route),
    Caller: recorded.caller ?? null,
    Status: recorded.status ?? null,
    Milliseconds: Number(recorded.milliseconds.toFixed(3)),
    FaultId: recorded.faultId ?? null,
    Reason: recorded.isCutOff ? CUT_OFF_REASON : redact(recorded.reason) || null,
    Violations: redact(recorded.violations) || null,
    Request: createMessage(joinHeaders(recorded), recorded.requestBody, redact, shownRequestHeader),
    Response: createMessage(new Map(pairHeaders(recorded.responseHeaders)), recorded.responseBody, redact, shownHeader),
  }
}

/**
 * Replaces the whole value of a header if the name of the header is secret. Otherwise, treats the value as a URL: replaces the values of
 * secret parameters after a question mark.
 */
const shownHeader = (name: string, value: string) => isSecretName(name) ? REMOVED : redactUrl(value)

/** Like `shownHeader`, except for the header X-Mock-Fault, which can contain the control token. */
export const shownRequestHeader: typeof shownHeader = (name, value) => name === FAULT_HEADER ? shownFault(value) : shownHeader(name, value)

function createMessage (headers: ReadonlyMap<string, string>, body: KeptBody, redact: Redaction, shown: typeof shownHeader): JournalEntry['Request'] {
  const { bytes = null, kept } = body
  const isText = kept === 'all' || kept === 'beginning'
  return {
    Headers: Object.fromEntries(Array.from(headers, ([name, value]) => [name, redact(shown(name, value))])),
    Body: isText ? shownBody(decodeKept(body), headers.get('content-type') ?? '', redact) : null,
    BodyBytes: bytes,
    BodyKept: isText ? kept : 'none',
  }
}

const FORM = /^\s*application\/x-www-form-urlencoded/i

function shownBody (text: string, contentType: string, redact: Redaction): string {
  const isForm = FORM.test(contentType) && !OTHER_FORMAT.test(text)
  return isForm ? redact(redactQuery(text)) : redact(text, findNamedSecrets(text))
}

/** Decodes the stored bytes of a body as UTF-8. With `stream`, a character that was truncated at the end is omitted. */
const decodeKept = ({ content, kept }: KeptBody) => new TextDecoder().decode(content, { stream: kept === 'beginning' })
