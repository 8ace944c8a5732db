import { Type } from '@sinclair/typebox'
import { FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER } from '../config/version.js'

const header = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

/** Without an example, which the page would send as it stands, and so refuse what was changed since, or fail. */
const withoutExample = (description: string) => Type.Optional(Type.String({ description }))

/** The request headers of every documented call (put-product-imageinfo, Request Headers). */
const EVERY_CALL = {
  'SO-AppToken': header('The secret of the app, needed beside a SoTicket online.', 'my-app-token'),
  'Accept-Language': header('The language of texts, when SO-Language is not there.', 'nb, en;q=0.5'),
  'SO-Language': header('The language of texts; *, x, - or nothing gives them as they are stored.', 'de'),
  'SO-Culture': header('A culture; it has no effect on dates and numbers.', 'nb-NO'),
  'SO-TimeZone': header('The time zone of dates by code or id, with or without includeTZOffset.', 'US-NY, includeTZOffset'),
}

/** The request headers that need a status which not all calls can answer. */
const BY_STATUS = {
  412: { 'If-Unmodified-Since': withoutExample('412 when the entity was changed after this HTTP date.') },
  304: { 'If-Modified-Since': withoutExample('304 when the entity was not changed after this HTTP date.') },
}

/** The request header where rules of testers may answer. */
const ASKED_FAULT = {
  [FAULT_HEADER]: withoutExample('A fault for this call: a status, delay=200, drop, reset, truncate, malform, trickle=500 or a preset; ;phase=after may follow.'),
}

/** The request headers of a documented call, by what it can answer. */
export const requestHeaders = (response: object) => Type.Object({
  ...EVERY_CALL,
  ...('412' in response && BY_STATUS[412]),
  ...('304' in response && BY_STATUS[304]),
  ...('default' in response && ASKED_FAULT),
})

const said = (description: string) => Type.String({ description })

const EVERY_ANSWER = {
  [MOCK_HEADER]: said('The version of this mock, so that nobody takes it for the real service.'),
  Vary: said('The request headers that the answer depends on.'),
}

const TIME_ZONE = { 'SO-TimeZone': said('The time zone in force, as the request header says it.') }
const LAST_MODIFIED = { 'Last-Modified': said('The last change as an HTTP date; absent from what was never saved.') }
const CHALLENGE = { 'WWW-Authenticate': said('The schemes of Authorization that are taken.') }
const RETRY_AFTER = { 'Retry-After': said('The seconds to wait, when the rule says any.') }
const FAULT = { [FAULT_HEADER]: said('The fault that the call has met, if any.') }
const VIOLATIONS = { [VIOLATIONS_HEADER]: said('What was wrong with a body that was taken all the same (VALIDATION=warn).') }

/** What the headers of an answer depend on. */
interface Answer {
  /** `200`, or `default` for what rules of testers answer. */
  readonly status: string
  /** The answers of the call by status. */
  readonly answers: object
  /** Whether it is a call of the API, with all that the protocol does to it. */
  readonly isCall: boolean
  /** Whether the body is taken though it is wrong. */
  readonly mayBeWrong: boolean
}

/** The headers of an answer. */
export const answerHeaders = ({ status, answers, isCall, mayBeWrong }: Answer) => ({
  ...EVERY_ANSWER,
  // Who has no credential is refused before anything else is looked at.
  ...(isCall && status !== '401' && status !== '403' && TIME_ZONE),
  ...('304' in answers && (status === '200' || status === '304') && LAST_MODIFIED),
  ...((status === '401' || status === 'default') && CHALLENGE),
  ...(status === 'default' && RETRY_AFTER),
  ...('default' in answers && FAULT),
  ...(mayBeWrong && VIOLATIONS),
})
