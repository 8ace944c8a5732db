import { Type, type Static } from '@sinclair/typebox'
import { Nullable, Words } from '../../carriers/scalars.js'
import { routeTemplate } from '../../http/route-list.js'
import { FAULT_HEADER } from '../../config/version.js'
import { shownFault } from '../faults/fault-header.js'
import { MOST_BODY_BYTES, addressOf, headersOf, pairsOf, type Call, type KeptBody } from './call.js'
import { OTHER_FORMAT } from '../../codec/formats/form.js'
import type { Redaction } from './redaction/redaction.js'
import { findNamedSecrets } from './redaction/secret-names.js'
import { REMOVED, isSecretName, redactQuery, redactUrl } from '../../http/secrets.js'

const MessageSchema = Type.Object({
  Headers: Type.Record(Type.String(), Type.String(), { description: 'By their names in lower case; secrets are removed.' }),
  Body: Nullable(Type.String(), { description: 'As text; null when nothing of it was kept.' }),
  BodyBytes: Nullable(Type.Integer(), { description: 'How long it was; null when that is not known.' }),
  BodyKept: Words(['all', 'beginning', 'none'], {
    description: `Of texts all, or of those that are longer the first ${MOST_BODY_BYTES} bytes; of pictures and what else is no text, none.`,
  }),
})

/** A request and its response, without their secrets. */
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
  Violations: Nullable(Type.String(), { description: 'What was corrected or ignored in the request, as X-SuperOffice-Mock-Violations says; null when nothing was.' }),
  Request: MessageSchema,
  Response: MessageSchema,
}, { $id: 'JournalEntry', description: 'A call and its answer.' })

/** A request and its response, without secrets. */
export type JournalEntry = Static<typeof JournalEntrySchema>

/** Reason of a request whose client did not get the whole response. */
const CUT_OFF_REASON = 'The connection was closed before the whole response was sent.'

/** Writes the journal entry of a request, without its secrets. */
export function entryOf (call: Call, redact: Redaction): JournalEntry {
  const { path, query } = addressOf(call)
  return {
    Id: call.id,
    Time: new Date(call.time).toISOString(),
    Method: call.method,
    Path: redact(path),
    Query: redact(redactQuery(query)),
    Route: call.route === undefined ? null : routeTemplate(call.route),
    Caller: call.caller ?? null,
    Status: call.status ?? null,
    Milliseconds: Number(call.milliseconds.toFixed(3)),
    FaultId: call.faultId ?? null,
    Reason: call.isCutOff ? CUT_OFF_REASON : redact(call.reason) || null,
    Violations: redact(call.violations) || null,
    Request: messageOf(headersOf(call), call.requestBody, redact, shownRequestHeader),
    Response: messageOf(new Map(pairsOf(call.answerHeaders)), call.answerBody, redact, shownHeader),
  }
}

/** Removes the secrets that the name of a header, or of a parameter in its URL, marks. */
const shownHeader = (name: string, value: string) => isSecretName(name) ? REMOVED : redactUrl(value)

/** Does the same for a request header, and removes the control token from X-Mock-Fault. */
export const shownRequestHeader: typeof shownHeader = (name, value) => name === FAULT_HEADER ? shownFault(value) : shownHeader(name, value)

function messageOf (headers: ReadonlyMap<string, string>, body: KeptBody, redact: Redaction, shown: typeof shownHeader): JournalEntry['Request'] {
  const { bytes = null, kept } = body
  return {
    Headers: Object.fromEntries(Array.from(headers, ([name, value]) => [name, redact(shown(name, value))])),
    Body: kept === 'none' ? null : shownBody(decodeKept(body), headers.get('content-type') ?? '', redact),
    BodyBytes: bytes,
    BodyKept: kept,
  }
}

const FORM = /^\s*application\/x-www-form-urlencoded/i

function shownBody (text: string, contentType: string, redact: Redaction): string {
  const isForm = FORM.test(contentType) && !OTHER_FORMAT.test(text)
  return isForm ? redact(redactQuery(text)) : redact(text, findNamedSecrets(text))
}

/** Decodes the kept part of a body, without a last character that was cut. */
const decodeKept = ({ content, kept }: KeptBody) => new TextDecoder().decode(content, { stream: kept === 'beginning' })
