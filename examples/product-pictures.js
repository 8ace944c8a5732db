// A small application that stores the pictures of products in SuperOffice.

/** Thrown if SuperOffice responds with an error whose body is a JSON object. */
export class SuperOfficeError extends Error {
  constructor (status, message) {
    super(message)
    this.status = status
  }
}

/** Creates a client of SuperOffice. `url` is the address of SuperOffice without `/api/…`. Tests can pass another `fetch`. */
export function createProductPictures ({ url, authorization, fetch = globalThis.fetch }) {
  async function call (path, { headers, ...init } = {}) {
    const response = await fetch(`${url}/api/v1/Product/${path}`, {
      ...init, headers: { authorization, accept: 'application/json', ...headers },
    })
    if (response.ok) return response
    const { Message } = await response.json()
    throw new SuperOfficeError(response.status, Message)
  }

  async function describe (productId, description) {
    await call(`${productId}/ImageInfo`, {
      method: 'PUT',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ Description: description }),
    })
  }

  return {
    describe,

    async save (productId, picture, description) {
      await call(`${productId}/Image`, { method: 'PUT', headers: { 'content-type': 'image/png' }, body: picture })
      await describe(productId, description)
    },

    /** Returns the picture of a product and the description of the picture, or undefined after a SuperOfficeError with the status 404. */
    async read (productId) {
      try {
        const picture = await call(`${productId}/Image`, { headers: { accept: '*/*' } })
        const info = await call(`${productId}/ImageInfo`)
        const { Description: description } = await info.json()
        return { picture: Buffer.from(await picture.arrayBuffer()), description }
      } catch (error) {
        if (error.status === 404) return undefined
        throw error
      }
    },
  }
}
