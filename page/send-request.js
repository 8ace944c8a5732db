// Sends the requests of the page, with the credentials of the session.

/** The path at which a reverse proxy serves the mock. Empty without such a proxy, or if the proxy serves the mock at `/`. */
const BASE = new URL('..', import.meta.url).pathname.slice(0, -1)

const CONTROL = '/_mock/'

/**
 * Header of the page's requests. Requests with this header are not recorded in the journal, and faults do not apply to them. The header has
 * this effect only together with `Sec-Fetch-Site: same-origin`, which browsers send only to HTTPS and loopback addresses.
 */
const OF_PAGE = { 'x-superoffice-mock-page': '1' }

/** Thrown when a request fails. Its message can be shown to the user. */
export class RequestError extends Error {
  /**
   * @param {number} status the HTTP status; 0 if no response was received, or if the body of a successful response cannot be read; also 400
   * for the tenants "." and "..", to which no request is sent
   * @param {string} message
   */
  constructor (status, message) {
    super(message)
    this.status = status
  }
}

/**
 * Dispatches the event `refused` after each response 401, and `accepted` after each other response. In the detail of the event,
 * `who` is `token` for a request to a control route and `user` for other requests, and `asked` is the option with which the request was
 * sent.
 */
export const refusals = new EventTarget()

export const session = {
  get user () { return sessionStorage.getItem('user') ?? 'ADM0' },
  get password () { return sessionStorage.getItem('password') ?? '' },
  get tenant () { return new URLSearchParams(location.search).get('tenant') ?? '' },
  get token () { return sessionStorage.getItem('token') ?? '' },
  /**
   * True if, according to the last response 401 of the API, the mock accepts tokens but no passwords. The value in the field of the
   * password is then sent as a token.
   */
  get takesTokens () { return sessionStorage.getItem('takesTokens') === 'true' },
  set takesTokens (value) { sessionStorage.setItem('takesTokens', String(value)) },
  /** @param {string} user @param {string} password @param {string} token the control token */
  signIn (user, password, token) {
    sessionStorage.setItem('user', user)
    sessionStorage.setItem('password', password)
    sessionStorage.setItem('token', token)
  },
}

/** Returns the header Authorization, or {} without a credential. @param {boolean} isControl @returns {Record<string, string>} */
function credential (isControl) {
  if (isControl) return session.token === '' ? {} : { authorization: `Bearer ${session.token}` }
  if (session.takesTokens) return session.password === '' ? {} : { authorization: `Bearer ${session.password}` }
  if (session.user === '') return {}
  const bytes = new TextEncoder().encode(`${session.user}:${session.password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}

/**
 * Returns a function that sends requests to a tenant, even after the user has switched to another tenant.
 * @param {string} tenant empty for the default tenant
 */
export const createSender = tenant =>
  /**
   * @param {string} path without the tenant
   * @param {RequestInit & { asked?: boolean }} [init] `asked` is true by default; false for requests such as those of a timer
   * @throws {RequestError} if the tenant is "." or "..", if no response is received, or if the response is not a success. An AbortError is
   * thrown if the signal is aborted before a response is received.
   */
  async (path, init) => {
    // The tenants "." and ".." are refused here, because browsers resolve these path segments.
    if (/^\.{1,2}$/.test(tenant)) throw new RequestError(400, `The name of a tenant must be 1 to 64 letters, digits, “-” or “_”; got “${tenant}”.`)
    return sendTo(`${BASE}${tenant && `/${encodeURIComponent(tenant)}`}${path}`, path.startsWith(CONTROL), init)
  }

/** @param {string} url @param {boolean} isControl @param {RequestInit & { asked?: boolean }} [init] */
async function sendTo (url, isControl, { asked = true, ...init } = {}) {
  const response = await fetch(url, {
    ...init,
    headers: { ...OF_PAGE, ...credential(isControl), ...init.headers },
    // Without these options, the browser could open its own dialog for a password, or return a cached response.
    credentials: 'omit',
    cache: 'no-store',
  }).catch(cause => {
    if (cause.name === 'AbortError') throw cause
    throw new RequestError(0, `The server could not be reached${init.body instanceof Blob ? ', or the file could not be read' : ''}.`)
  })
  if (response.status === 401) {
    const schemes = response.headers.get('www-authenticate') ?? ''
    if (!isControl) session.takesTokens = /\bBearer\b/.test(schemes) && !/\bBasic\b/.test(schemes)
  }
  refusals.dispatchEvent(new CustomEvent(response.status === 401 ? 'refused' : 'accepted', { detail: { asked, who: isControl ? 'token' : 'user' } }))
  if (!response.ok) throw new RequestError(response.status, await readMessage(response))
  return response
}

/** @param {Response} response */
async function readMessage (response) {
  const body = await response.json().catch(() => ({}))
  const sentences = [body.Message ?? body.ErrorMessage, body.MessageDetail].filter(Boolean)
  // Adds a full stop before the next sentence, because some messages of the real service lack it.
  return sentences.map((sentence, index) => index < sentences.length - 1 ? sentence.replace(/\w$/, '$&.') : sentence).join(' ') || `The server responded with ${response.status} ${response.statusText}.`
}

/**
 * Parses the JSON body of a response.
 * @param {Response} response
 * @throws the error that `unreadable` returns, if the body cannot be read or is not JSON
 */
export const readJson = response => response.json().catch(cause => { throw unreadable(cause) })

/**
 * Reads the bytes of a response.
 * @param {Response} response
 * @throws the error that `unreadable` returns, if the body cannot be read
 */
export const readBlob = response => response.blob().catch(cause => { throw unreadable(cause) })

/** Returns the error to throw if a response body cannot be read. An AbortError is returned unchanged. @param {Error} cause */
export function unreadable (cause) {
  if (cause.name === 'AbortError') return cause
  return new RequestError(0, cause instanceof SyntaxError ? 'The response of the server is not JSON.' : 'The response of the server is incomplete.')
}

export const json = { 'content-type': 'application/json' }
