import { Type } from '@sinclair/typebox'
import { FAULT_HEADER, MOCK_HEADER, VIOLATIONS_HEADER } from '../config/version.js'

const header = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

/** No example: Swagger UI pre-fills examples, and a stale date would make "Try it out" fail. */
const withoutExample = (description: string) => Type.Optional(Type.String({ description }))

/** The request headers of every documented call (page v1Product_PutImageInfo, Request Headers). */
const EVERY_CALL = {
  'SO-AppToken': header('The secret of the app, needed beside a SoTicket online.', 'my-app-token'),
  'Accept-Language': header('The language of texts, when SO-Language is not there.', 'nb, en;q=0.5'),
  'SO-Language': header('The language of texts; *, x, - or nothing gives them as they are stored.', 'de'),
  'SO-Culture': header('A culture; it has no effect on dates and numbers.', 'nb-NO'),
  'SO-TimeZone': header('The time zone of dates by code or id, with or without includeTZOffset.', 'US-NY, includeTZOffset'),
}

/** The conditional request headers, by the status that a call must have for them. */
const BY_STATUS = {
  412: { 'If-Unmodified-Since': withoutExample('412 when the entity was changed after this HTTP date.') },
  304: { 'If-Modified-Since': withoutExample('304 when the entity was not changed after this HTTP date.') },
}

/** The request header of calls on which fault rules act. */
const ASKED_FAULT = {
  [FAULT_HEADER]: withoutExample('A fault for this call: a status, delay=200, drop, reset, truncate, malform, trickle=500 or a preset; ;phase=after may follow.'),
}

/** Returns the request headers of a documented call. */
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

const OF_CALLS = {
  'SO-TimeZone': said('The time zone in force, as the request header says it.'),
  [VIOLATIONS_HEADER]: said('Languages and properties that are not known and were ignored, with the nearest names; and with SUPEROFFICE_MOCK_VALIDATION=warn the values that were corrected or left out.'),
}
const LAST_MODIFIED = { 'Last-Modified': said('The last change as an HTTP date; absent from what was never saved and from answers to saves.') }
const CHALLENGE = { 'WWW-Authenticate': said('The schemes of Authorization that are taken.') }
const RETRY_AFTER = { 'Retry-After': said('The seconds to wait, when the rule says any.') }
const FAULT = { [FAULT_HEADER]: said('The fault that the call has met, if any.') }

/** A response as far as its headers depend on it. */
interface DescribedResponse {
  /** Such as `200`, or `default` for the responses of fault rules. */
  readonly status: string
  /** All responses of the call, by status. */
  readonly answers: object
  /** True for a documented call, to which the protocol of the API applies. */
  readonly isCall: boolean
}

/** Returns the headers of a response. */
export const answerHeaders = ({ status, answers, isCall }: DescribedResponse) => ({
  ...EVERY_ANSWER,
  // Authentication comes first, so its refusals have no time zone yet.
  ...((isCall || status === 'default') && status !== '401' && status !== '403' && OF_CALLS),
  ...('412' in answers && (status === '200' || status === '304') && LAST_MODIFIED),
  ...((status === '401' || status === 'default') && CHALLENGE),
  ...(status === 'default' && RETRY_AFTER),
  ...('default' in answers && FAULT),
})
