import { STATUS_CODES } from 'node:http'
import { VERSION } from '../../config/version.js'
import { DEFAULT_TENANT } from '../../http/tenant.js'
import { takeTurn } from '../../http/turns.js'
import { BINARY_TYPE } from '../../pictures/picture-types.js'
import type { RecordedRequest, KeptBody } from './recorded-request.js'
import type { JournalEntry } from './entry.js'
import type { HarEntry } from './har-schema.js'

/** The parts of a request's URL that its journal entry does not contain. */
interface HarPlace {
  readonly tenant: string
  /** `http` or `https`. The journal does not store the protocol, so this is the protocol of the request that reads the archive. */
  readonly protocol: string
}

/**
 * Returns the entry of an HTTP archive for a recorded request. `recorded` contains secrets: only its binary bodies, such as pictures, may
 * be shown.
 */
export function createHarEntry (recorded: RecordedRequest, entry: JournalEntry, place: HarPlace): HarEntry {
  const { Time, Milliseconds, Method, Query, Status, Reason, Request, Response } = entry
  const status = Status ?? 0
  const hasBody = Request.BodyBytes !== 0
  return {
    startedDateTime: new Date(Date.parse(Time) - Milliseconds).toISOString(),
    time: Milliseconds,
    request: {
      method: Method,
      url: buildHarUrl(entry, place),
      ...createHarMessage(Request),
      queryString: Array.from(new URLSearchParams(Query), ([name, value]) => ({ name, value })),
      ...(hasBody && { postData: createPostData(Request, recorded.requestBody) }),
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      ...createHarMessage(Response),
      content: { size: Math.max(0, createHarMessage(Response).bodySize), ...createHarContent(Response, recorded.responseBody) },
      redirectURL: '',
    },
    cache: {},
    timings: { send: 0, wait: Milliseconds, receive: 0 },
    _resourceType: 'fetch',
    ...(Reason !== null && { comment: Reason }),
  }
}

/** Returns the absolute URL of a recorded request. The host is `localhost` if the request has no Host header. */
function buildHarUrl ({ Path, Query, Request }: JournalEntry, { tenant, protocol }: HarPlace): string {
  const prefix = tenant.toLowerCase() === DEFAULT_TENANT ? '' : `/${tenant}`
  return `${protocol}://${Request.Headers['host'] ?? 'localhost'}${prefix}${Path}${Query === '' ? '' : `?${Query}`}`
}

const createHarMessage = ({ Headers, BodyBytes }: JournalEntry['Request']) => ({
  httpVersion: 'HTTP/1.1',
  cookies: [],
  headers: Object.entries(Headers).map(([name, value]) => ({ name, value })),
  headersSize: -1,
  bodySize: BodyBytes ?? -1,
})

function createPostData (message: JournalEntry['Request'], kept: KeptBody): NonNullable<HarEntry['request']['postData']> {
  const { encoding, ...body } = createHarContent(message, kept)
  return { ...body, ...(encoding !== undefined && { _encoding: encoding }) }
}

const formatBytes = (bytes: number) => bytes === 1 ? '1 byte' : `${bytes} bytes`

function createHarContent ({ Headers, Body, BodyBytes, BodyKept }: JournalEntry['Request'], { kept, content }: KeptBody) {
  const mimeType = Headers['content-type'] ?? ''
  if (kept === 'picture') return { mimeType, text: content.toString('base64'), encoding: 'base64' as const }
  if (Body === null) {
    // Only the storage of binary bodies can depend on this setting.
    const advice = BINARY_TYPE.test(mimeType) ? '; see SUPEROFFICE_MOCK_JOURNAL_PICTURES' : ''
    return { mimeType, comment: `The journal does not keep this body${BodyBytes === null ? '' : ` of ${formatBytes(BodyBytes)}`}${advice}.` }
  }
  return { mimeType, text: Body, ...(BodyKept === 'beginning' && { comment: `The journal keeps the beginning of this body of ${BodyBytes} bytes.` }) }
}

/** Yields an archive in chunks of JSON, because an archive can have many megabytes. */
export async function * harText (entries: readonly HarEntry[]): AsyncGenerator<string> {
  yield `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'superoffice-mock', version: VERSION })},"entries":[`
  for (const [index, entry] of entries.entries()) {
    await takeTurn()
    yield `${index === 0 ? '' : ','}${JSON.stringify(entry)}`
  }
  yield ']}}'
}
