// How the page calls the mock: as whom, and about which tenant.

/** Where the calls are that do something to the mock itself. */
const CONTROL = '/_mock/'

/** A call that failed, with a sentence for people. */
export class CallError extends Error {
  /**
   * @param {number} status the HTTP status, or 0 when there was no answer
   * @param {string} message
   */
  constructor (status, message) {
    super(message)
    this.status = status
  }
}

/**
 * Hears `refused` when nobody knows the caller, or the token of the tester; the event's detail says `who` of them it is, and
 * whether the call was `asked` for by somebody. Hears `accepted` when they are known.
 */
export const refusals = new EventTarget()

/** Who calls, and which tenant the address names. Kept for this tab and no longer. */
export const session = {
  get user () { return sessionStorage.getItem('user') ?? 'ADM0' },
  get password () { return sessionStorage.getItem('password') ?? '' },
  get tenant () { return new URLSearchParams(location.search).get('tenant') ?? '' },
  get token () { return sessionStorage.getItem('token') ?? '' },
  /** Whether the mock takes tokens and no passwords, as an online installation does: what is entered as the password is one. */
  get takesTokens () { return sessionStorage.getItem('takesTokens') === 'true' },
  set takesTokens (value) { sessionStorage.setItem('takesTokens', String(value)) },
  /** @param {string} user @param {string} password @param {string} token what lets a tester do something to the mock itself */
  signIn (user, password, token) {
    sessionStorage.setItem('user', user)
    sessionStorage.setItem('password', password)
    sessionStorage.setItem('token', token)
  },
}

/** @param {boolean} isControl @returns {Record<string, string>} */
function credential (isControl) {
  if (isControl) return session.token === '' ? {} : { authorization: `Bearer ${session.token}` }
  if (session.takesTokens) return session.password === '' ? {} : { authorization: `Bearer ${session.password}` }
  if (session.user === '') return {}
  const bytes = new TextEncoder().encode(`${session.user}:${session.password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}

/**
 * What calls paths of one tenant, whichever is looked at meanwhile.
 * @param {string} tenant empty for that of no name
 */
export const callOf = tenant =>
  /**
   * @param {string} path behind the tenant
   * @param {RequestInit & { asked?: boolean }} [init]
   * @throws {CallError} for every answer that is no success
   */
  async (path, init) => {
    // A browser takes them out of every address.
    if (/^\.{1,2}$/.test(tenant)) throw new CallError(400, `The name of a tenant must be 1 to 64 letters, digits, “-” or “_”; “${tenant}” came.`)
    return call(`${tenant && `/${encodeURIComponent(tenant)}`}${path}`, path.startsWith(CONTROL), init)
  }

/** @param {string} url @param {boolean} isControl @param {RequestInit & { asked?: boolean }} [init] */
async function call (url, isControl, { asked = true, ...init } = {}) {
  const answer = await fetch(url, {
    ...init,
    headers: { ...credential(isControl), ...init.headers },
    // The browser would ask for a password in a window of its own, or answer from before a change.
    credentials: 'omit',
    cache: 'no-store',
  }).catch(cause => {
    if (cause.name === 'AbortError') throw cause
    throw new CallError(0, `The server could not be reached${init.body instanceof Blob ? ', or the file could not be read' : ''}.`)
  })
  if (answer.status === 401) {
    const schemes = answer.headers.get('www-authenticate') ?? ''
    if (!isControl) session.takesTokens = /\bBearer\b/.test(schemes) && !/\bBasic\b/.test(schemes)
  }
  refusals.dispatchEvent(new CustomEvent(answer.status === 401 ? 'refused' : 'accepted', { detail: { asked, who: isControl ? 'token' : 'user' } }))
  if (!answer.ok) throw new CallError(answer.status, await sentenceOf(answer))
  return answer
}

/** @param {Response} answer */
async function sentenceOf (answer) {
  const body = await answer.json().catch(() => ({}))
  const sentences = [body.Message ?? body.ErrorMessage, body.MessageDetail].filter(Boolean)
  // Recorded messages of the service have no full stop.
  return sentences.map((sentence, index) => index < sentences.length - 1 ? sentence.replace(/\w$/, '$&.') : sentence).join(' ') || `The server answered ${answer.status} ${answer.statusText}.`
}

/**
 * What an answer has as JSON.
 * @param {Response} answer
 * @throws {CallError} when it ends too early, or is no JSON
 */
export const jsonOf = answer => answer.json().catch(cause => { throw unreadable(cause) })

/**
 * The bytes of an answer.
 * @param {Response} answer
 * @throws {CallError} when it ends too early
 */
export const blobOf = answer => answer.blob().catch(cause => { throw unreadable(cause) })

/** What an answer that cannot be read fails with. @param {Error} cause */
export function unreadable (cause) {
  if (cause.name === 'AbortError') return cause
  return new CallError(0, cause instanceof SyntaxError ? 'The answer of the server is no JSON.' : 'The answer of the server ended before it was whole.')
}

/** The header of a body that is JSON. */
export const json = { 'content-type': 'application/json' }
