// The calls of the mock that the page makes, as whoever is signed in.

const EPOCH = new Date(0).toUTCString()

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

/** Hears `refused` when nobody knows the caller; the event's detail says whether the call was `asked` for by somebody. */
export const refusals = new EventTarget()

/** Who calls, about which tenant. Kept for this tab and no longer. */
export const session = {
  get user () { return sessionStorage.getItem('user') ?? 'ADM0' },
  get password () { return sessionStorage.getItem('password') ?? '' },
  get tenant () { return new URLSearchParams(location.search).get('tenant') ?? '' },
  /** @param {string} user @param {string} password */
  signIn (user, password) {
    sessionStorage.setItem('user', user)
    sessionStorage.setItem('password', password)
  },
}

/** @returns {Record<string, string>} */
function credential () {
  if (session.user === '') return {}
  const bytes = new TextEncoder().encode(`${session.user}:${session.password}`)
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }
}

/**
 * @param {string} path behind the tenant
 * @param {RequestInit & { asked?: boolean }} [init]
 * @throws {CallError} for every answer that is no success
 */
async function call (path, { asked = true, ...init } = {}) {
  const { tenant } = session
  const url = `${tenant && `/${encodeURIComponent(tenant)}`}${path}`
  const answer = await fetch(url, {
    ...init,
    headers: { ...credential(), ...init.headers },
    // The browser would ask for a password in a window of its own, or answer from before a change.
    credentials: 'omit',
    cache: 'no-store',
  }).catch(cause => {
    if (cause.name === 'AbortError') throw cause
    throw new CallError(0, `The server could not be reached${init.body instanceof Blob ? ', or the file could not be read' : ''}.`)
  })
  if (answer.status === 401) refusals.dispatchEvent(new CustomEvent('refused', { detail: { asked } }))
  if (!answer.ok) throw new CallError(answer.status, await sentenceOf(answer))
  return answer
}

/** @param {Response} answer */
async function sentenceOf (answer) {
  const body = await answer.json().catch(() => ({}))
  const sentences = [body.Message ?? body.ErrorMessage, body.MessageDetail].filter(Boolean)
  return sentences.join(' ') || `The server answered ${answer.status} ${answer.statusText}.`
}

const inOwnLanguage = () => ({ 'so-language': navigator.language })
const asStored = { 'so-language': '*' }
const json = { 'content-type': 'application/json' }

/**
 * @typedef {{ ProductId: number, Name: string | null, BlobId: number, Description: string | null, MimeType: string | null,
 *   OriginalSize: number, UpdatedDate: string, HasImage: boolean }} Picture
 */

/**
 * @param {{ after?: number, limit?: number, signal?: AbortSignal }} range
 * @returns {Promise<{ Pictures: Picture[], Next: number | null }>}
 */
export async function listPictures ({ after = 0, limit = 60, signal }) {
  const answer = await call(`/_mock/pictures?after=${after}&limit=${limit}`, { headers: inOwnLanguage(), signal })
  return answer.json()
}

/**
 * What the list has of one product now; undefined when it is not in it any more.
 * @param {number} productId
 */
export async function findPicture (productId) {
  const { Pictures: [picture] } = await listPictures({ after: productId - 1, limit: 1 })
  return picture?.ProductId === productId ? picture : undefined
}

/** @param {number} productId */
const product = productId => `/api/v1/Product/${productId}`

/**
 * The image info as it is stored, with the date that a save must name so as not to write over somebody else's.
 * @param {number} productId
 */
export async function readInfo (productId) {
  const answer = await call(`${product(productId)}/ImageInfo`, { headers: asStored })
  // What was never saved has no date, and whatever has been saved since is later than this one.
  return { info: await answer.json(), unmodifiedSince: answer.headers.get('last-modified') ?? EPOCH }
}

/** @param {number} productId @param {object} info @param {string} unmodifiedSince */
export async function saveInfo (productId, info, unmodifiedSince) {
  const headers = { ...json, ...asStored, 'if-unmodified-since': unmodifiedSince }
  await call(`${product(productId)}/ImageInfo`, { method: 'PUT', headers, body: JSON.stringify(info) })
}

/**
 * The picture, no larger than it is shown, in a type that browsers show: what the image info says of it may be edited.
 * @param {Picture} picture @param {AbortSignal} signal
 */
export async function readImage ({ ProductId }, signal) {
  const scale = Math.min(Math.ceil(devicePixelRatio), 2)
  const path = `${product(ProductId)}/Image?w=${320 * scale}&h=${240 * scale}`
  const image = await (await call(path, { signal, asked: false })).blob()
  return image.type === 'image/tiff' ? (await call(`${path}&type=PNG`, { signal, asked: false })).blob() : image
}

/** @param {number} productId @param {File} file */
export async function saveImage (productId, file) {
  // The bytes say what it is; what the browser takes it for, by its name, may be nothing.
  const headers = { 'content-type': 'image/png' }
  await call(`${product(productId)}/Image`, { method: 'PUT', headers, body: file })
}

/** @param {number} productId */
export async function removeImage (productId) {
  await call(`${product(productId)}/Image`, { method: 'DELETE' })
}

/**
 * @param {{ Name: string, Code: string }} properties
 * @returns {Promise<number>} the id of the new product
 */
export async function addProduct (properties) {
  const answer = await call('/api/v1/Product', { method: 'POST', headers: json, body: JSON.stringify(properties) })
  return (await answer.json()).ProductId
}

/** @param {number} productId */
export async function removeProduct (productId) {
  await call(product(productId), { method: 'DELETE' })
}
