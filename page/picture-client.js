// Sends the requests about the owners of one kind and their pictures.

import { readBlob, createSender, json, readJson } from './send-request.js'

const EPOCH = new Date(0).toUTCString()

/** Requested widths are rounded up to a multiple of this number of CSS pixels, so that windows of similar width request the same size. */
const SIDE_STEP = 160

const inOwnLanguage = () => ({ 'so-language': navigator.language })
/** Request headers for texts in all their languages, and for dates with offsets. */
const asStored = { 'so-language': '*', 'so-timezone': 'includeTZOffset' }

/**
 * @typedef {{ Owner: string, OwnerId: number, Name: string | null, BlobId: number, Description: string | null, MimeType: string | null,
 * OriginalSize: number, UpdatedDate: string, HasImage: boolean }} Picture
 */

/** @typedef {ReturnType<typeof createPictureClient>} PictureClient */

/** Creates a client for the pictures of one kind of owner. @param {string} tenant @param {import('./owner-kinds.js').OwnerKind} kind */
export function createPictureClient (tenant, kind) {
  const send = createSender(tenant)
  /** @param {number} ownerId */
  const buildPath = ownerId => `/api/v1/${kind.entity}/${ownerId}`

  /**
   * @param {{ after?: number, limit?: number, signal?: AbortSignal }} range
   * @returns {Promise<{ Pictures: Picture[], Next: number | null }>}
   */
  async function listPictures ({ after = 0, limit = 60, signal }) {
    return readJson(await send(`/_mock/pictures?after=${after}&limit=${limit}&owner=${kind.entity}`, { headers: inOwnLanguage(), signal }))
  }

  return {
    tenant,
    kind,
    listPictures,

    /** @param {number} ownerId */
    async findPicture (ownerId) {
      const { Pictures: [picture] } = await listPictures({ after: ownerId - 1, limit: 1 })
      return picture?.OwnerId === ownerId ? picture : undefined
    },

    /**
     * Returns the stored image info, and the date for If-Unmodified-Since.
     * @param {number} ownerId
     */
    async readInfo (ownerId) {
      const response = await send(`${buildPath(ownerId)}/ImageInfo`, { headers: asStored })
      // An image info that was never saved has no Last-Modified. The epoch is used then, so that `saveInfo` usually fails with 412 if
      // another client has saved it.
      return { info: await readJson(response), unmodifiedSince: response.headers.get('last-modified') ?? EPOCH }
    },

    /**
     * @param {number} ownerId @param {object} info @param {string} unmodifiedSince an HTTP date @param {AbortSignal} signal
     * @throws {RequestError} for example with the status 412 if the server finds that the image info was changed after the date
     */
    async saveInfo (ownerId, info, unmodifiedSince, signal) {
      const query = kind.saveQuery === undefined ? '' : `?${kind.saveQuery}=${ownerId}`
      const headers = { ...json, ...asStored, 'if-unmodified-since': unmodifiedSince }
      await send(`${buildPath(ownerId)}/ImageInfo${query}`, { method: 'PUT', headers, body: JSON.stringify(info), signal })
    },

    /**
     * Returns the picture, scaled down to about the displayed size. Its type is read from the response, and not from the property MimeType,
     * which users can edit.
     * @param {Picture} picture @param {number} width displayed width in CSS pixels @param {AbortSignal} signal
     */
    async readImage ({ OwnerId }, width, signal) {
      const scale = Math.min(Math.ceil(devicePixelRatio), 2)
      const side = Math.ceil(Math.max(width, 1) / SIDE_STEP) * SIDE_STEP * scale
      const path = `${buildPath(OwnerId)}/Image?w=${side}&h=${side * 3 / 4}`
      const image = await readBlob(await send(path, { signal, asked: false }))
      return needsConversion(image.type) ? readBlob(await send(`${path}&type=PNG`, { signal, asked: false })) : image
    },

    /** @param {number} ownerId @param {File} file @param {AbortSignal} [signal] */
    async saveImage (ownerId, file, signal) {
      // The header can name any type of image, because the server detects the type from the bytes. `file.type` is not used: the browser
      // derives it from the name of the file, and it can be empty.
      const headers = { 'content-type': 'image/png' }
      await send(`${buildPath(ownerId)}/Image`, { method: 'PUT', headers, body: file, signal })
    },

    /** @param {number} ownerId */
    async removeImage (ownerId) {
      await send(`${buildPath(ownerId)}/Image`, { method: 'DELETE' })
    },

    /**
     * @param {{ Name: string, Code: string }} properties @param {AbortSignal} signal
     * @returns {Promise<number>} the id of the new product
     */
    async addProduct (properties, signal) {
      const response = await send('/api/v1/Product', { method: 'POST', headers: json, body: JSON.stringify(properties), signal })
      return (await readJson(response)).ProductId
    },

    /**
     * Returns the stored name in all its languages, and the code.
     * @param {number} ownerId
     * @returns {Promise<{ Name: string, Code: string }>}
     */
    async readProduct (ownerId) {
      return readJson(await send(`${buildPath(ownerId)}?$select=Name,Code`, { headers: asStored }))
    },

    /** @param {number} ownerId @param {object} changes @param {AbortSignal} signal */
    async changeProduct (ownerId, changes, signal) {
      const headers = { ...asStored, 'content-type': 'application/merge-patch+json' }
      await send(buildPath(ownerId), { method: 'PUT', headers, body: JSON.stringify(changes), signal })
    },

    /** @param {number} ownerId */
    async removeProduct (ownerId) {
      await send(buildPath(ownerId), { method: 'DELETE' })
    },
  }
}

/**
 * True if pictures of a type must be converted to PNG: TIFF, which most browsers do not support, and GIF if the user prefers reduced
 * motion.
 * @param {string} type
 */
const needsConversion = type => type === 'image/tiff' || (type === 'image/gif' && matchMedia('(prefers-reduced-motion: reduce)').matches)
