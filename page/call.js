// How the page calls the mock: about which tenant, and as whom.

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
 * Hears `refused` when nobody knows the caller, or the token of the tester; the event's detail says which of them was
 * `refused`, and whether the call was `asked` for by somebody.
 */
export const refusals = new EventTarget()

/** Who calls, about which tenant. Kept for this tab and no longer. */
export const session = {
  get user () { return sessionStorage.getItem('user') ?? 'ADM0' },
  get password () { return sessionStorage.getItem('password') ?? '' },
  get tenant () { return new URLSearchParams(location.search).get('tenant') ?? '' },
  get token () { return sessionStorage.getItem('token') ?? '' },
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
  if (session.user === '') return {}
  const bytes = new TextEncoder().encode(`${session.user}:${session.password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}

/**
 * @param {string} path behind the tenant
 * @param {RequestInit & { asked?: boolean }} [init]
 * @throws {CallError} for every answer that is no success
 */
export async function call (path, { asked = true, ...init } = {}) {
  const { tenant } = session
  const isControl = path.startsWith(CONTROL)
  const url = `${tenant && `/${encodeURIComponent(tenant)}`}${path}`
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
    refusals.dispatchEvent(new CustomEvent('refused', { detail: { asked, refused: isControl ? 'token' : 'user' } }))
  }
  if (!answer.ok) throw new CallError(answer.status, await sentenceOf(answer))
  return answer
}

/** @param {Response} answer */
async function sentenceOf (answer) {
  const body = await answer.json().catch(() => ({}))
  const sentences = [body.Message ?? body.ErrorMessage, body.MessageDetail].filter(Boolean)
  return sentences.join(' ') || `The server answered ${answer.status} ${answer.statusText}.`
}

/** The header of a body that is JSON. */
export const json = { 'content-type': 'application/json' }
