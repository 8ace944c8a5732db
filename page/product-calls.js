// The calls about products and their pictures.

import { blobOf, callOf, json, jsonOf } from './call.js'

const EPOCH = new Date(0).toUTCString()

/** Pixels: windows of nearly the same width ask for the same picture. */
const SIDE_STEP = 160

const inOwnLanguage = () => ({ 'so-language': navigator.language })
/** In all languages, and with dates that say which zone they are of. */
const asStored = { 'so-language': '*', 'so-timezone': 'includeTZOffset' }

/**
 * @typedef {{ ProductId: number, Name: string | null, BlobId: number, Description: string | null, MimeType: string | null,
 *   OriginalSize: number, UpdatedDate: string, HasImage: boolean }} Picture
 */

/** @typedef {ReturnType<typeof productCallsOf>} ProductCalls */

/** @param {number} productId */
const product = productId => `/api/v1/Product/${productId}`

/** The calls of one tenant. @param {string} tenant */
export function productCallsOf (tenant) {
  const call = callOf(tenant)

  /**
   * @param {{ after?: number, limit?: number, signal?: AbortSignal }} range
   * @returns {Promise<{ Pictures: Picture[], Next: number | null }>}
   */
  async function listPictures ({ after = 0, limit = 60, signal }) {
    return jsonOf(await call(`/_mock/pictures?after=${after}&limit=${limit}`, { headers: inOwnLanguage(), signal }))
  }

  return {
    tenant,
    listPictures,

    /**
     * What the list has of one product now; undefined when it is not in it any more.
     * @param {number} productId
     */
    async findPicture (productId) {
      const { Pictures: [picture] } = await listPictures({ after: productId - 1, limit: 1 })
      return picture?.ProductId === productId ? picture : undefined
    },

    /**
     * The image info as it is stored, with the date that a save must name so as not to write over somebody else's.
     * @param {number} productId
     */
    async readInfo (productId) {
      const answer = await call(`${product(productId)}/ImageInfo`, { headers: asStored })
      // What was never saved has no date, and whatever has been saved since is later than this one.
      return { info: await jsonOf(answer), unmodifiedSince: answer.headers.get('last-modified') ?? EPOCH }
    },

    /** @param {number} productId @param {object} info @param {string} unmodifiedSince @param {AbortSignal} signal */
    async saveInfo (productId, info, unmodifiedSince, signal) {
      const headers = { ...json, ...asStored, 'if-unmodified-since': unmodifiedSince }
      await call(`${product(productId)}/ImageInfo`, { method: 'PUT', headers, body: JSON.stringify(info), signal })
    },

    /**
     * The picture, no larger than it is shown, in a type that browsers show: what the image info says of it may be edited.
     * @param {Picture} picture @param {number} width of the place where it is shown, which is three quarters of that high
     * @param {AbortSignal} signal
     */
    async readImage ({ ProductId }, width, signal) {
      const scale = Math.min(Math.ceil(devicePixelRatio), 2)
      const side = Math.ceil(Math.max(width, 1) / SIDE_STEP) * SIDE_STEP * scale
      const path = `${product(ProductId)}/Image?w=${side}&h=${side * 3 / 4}`
      const image = await blobOf(await call(path, { signal, asked: false }))
      return isToStand(image.type) ? blobOf(await call(`${path}&type=PNG`, { signal, asked: false })) : image
    },

    /** @param {number} productId @param {File} file */
    async saveImage (productId, file) {
      // The bytes say what it is; what the browser takes it for, by its name, may be nothing.
      const headers = { 'content-type': 'image/png' }
      await call(`${product(productId)}/Image`, { method: 'PUT', headers, body: file })
    },

    /** @param {number} productId */
    async removeImage (productId) {
      await call(`${product(productId)}/Image`, { method: 'DELETE' })
    },

    /**
     * @param {{ Name: string, Code: string }} properties @param {AbortSignal} signal
     * @returns {Promise<{ ProductId: number }>} the new product
     */
    async addProduct (properties, signal) {
      const answer = await call('/api/v1/Product', { method: 'POST', headers: json, body: JSON.stringify(properties), signal })
      return jsonOf(answer)
    },

    /** @param {number} productId */
    async removeProduct (productId) {
      await call(product(productId), { method: 'DELETE' })
    },
  }
}

/** Whether a picture is to be shown as one that browsers know and that does not move. @param {string} type */
const isToStand = type => type === 'image/tiff' || (type === 'image/gif' && matchMedia('(prefers-reduced-motion: reduce)').matches)
