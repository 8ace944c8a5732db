// The calls about products and their pictures.

import { call, json } from './call.js'

const EPOCH = new Date(0).toUTCString()

const inOwnLanguage = () => ({ 'so-language': navigator.language })
const asStored = { 'so-language': '*' }

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
