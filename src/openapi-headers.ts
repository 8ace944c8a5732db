import { Type } from '@sinclair/typebox'

const header = (description: string, example: string) => Type.Optional(Type.String({ description, examples: [example] }))

/** Without an example, which the page would send as it stands, and so refuse what was changed since. */
const condition = (description: string) => Type.Optional(Type.String({ description }))

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
  412: { 'If-Unmodified-Since': condition('412 when the entity was changed after this HTTP date.') },
  304: { 'If-Modified-Since': condition('304 when the entity was not changed after this HTTP date.') },
}

/** How callers say who they are (superoffice-protocol, section 1). */
export const SECURITY_SCHEMES = {
  basic: { type: 'http', scheme: 'basic', description: 'User name and password; onsite.' },
  soTicket: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'SoTicket and a ticket; online with SO-AppToken.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token; online.' },
  xsrf: { type: 'apiKey', in: 'header', name: 'X-XSRF-TOKEN', description: 'What the cookie XSRF-TOKEN says.' },
} as const

/** Any of the schemes. */
export const SECURITY = Object.keys(SECURITY_SCHEMES).map(name => ({ [name]: [] }))

/** The request headers of a call, by what it can answer. */
export const headersFor = (response: object) => Type.Object({
  ...EVERY_CALL,
  ...('412' in response && BY_STATUS[412]),
  ...('304' in response && BY_STATUS[304]),
})
