// A small application that keeps the pictures of products in SuperOffice.

/** What SuperOffice answered instead of what was asked for. */
export class SuperOfficeError extends Error {
  constructor (status, message) {
    super(message)
    this.status = status
  }
}

/** Calls the SuperOffice at a URL, which is what stands before `/api`. Tests may give another `fetch`. */
export function createProductPictures ({ url, authorization, fetch = globalThis.fetch }) {
  async function call (path, { headers, ...init } = {}) {
    const answer = await fetch(`${url}/api/v1/Product/${path}`, {
      ...init, headers: { authorization, accept: 'application/json', ...headers },
    })
    if (answer.ok) return answer
    const { Message } = await answer.json()
    throw new SuperOfficeError(answer.status, Message)
  }

  return {
    /** Saves the picture of a product with what it shows. */
    async save (productId, picture, description) {
      await call(`${productId}/Image`, { method: 'PUT', headers: { 'content-type': 'image/png' }, body: picture })
      await call(`${productId}/ImageInfo`, {
        method: 'PUT',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ Description: description }),
      })
    },

    /** The picture of a product and what it shows; undefined when it has none. */
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
