// Creates random writes, and computes the data that a tenant must have after each.
import { createHash } from 'node:crypto'
import sharp from 'sharp'

const COLOURS = ['#0b6e63', '#a33', '#36c', '#fc0']

export const PICTURES = await Promise.all(COLOURS.map(background =>
  sharp({ create: { width: 8, height: 8, channels: 3, background } }).png().toBuffer()))

const sha = bytes => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

/** Creates data without entries. `products` has names of products by id, and `pictures` has descriptions and hashes by product id. */
const emptyData = () => ({ products: new Map(), pictures: new Map() })
const copyData = ({ products, pictures }) => ({ products: new Map(products), pictures: new Map([...pictures].map(([id, picture]) => [id, { ...picture }])) })

export function readData ({ Products, Blobs }) {
  const data = emptyData()
  for (const { ProductId, Name } of Products) data.products.set(ProductId, Name)
  for (const { ImageOf, Description, Bytes } of Blobs) {
    for (const id of ImageOf) data.pictures.set(id, { description: Description, hash: Bytes === undefined ? null : sha(Buffer.from(Bytes, 'base64')) })
  }
  return data
}

const writeText = ({ products, pictures }) =>
  JSON.stringify([[...products].sort(([one], [other]) => one - other), [...pictures].sort(([one], [other]) => one - other)])

/** True if `found` equals the expected data. If `created` is set, `found` must have one more product, with this name and any id. */
export function isSame (found, { data, created }) {
  if (created === undefined) return writeText(found) === writeText(data)
  return [...found.products].some(([id, name]) => {
    if (name !== created || data.products.has(id)) return false
    const whole = copyData(data)
    whole.products.set(id, name)
    return writeText(found) === writeText(whole)
  })
}

const json = body => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const api = (path, method, options = {}) => ({ path: `/api/v1/${path}`, method, ...options })
const control = (path, method, options = {}) => ({ path: `/_mock/${path}`, method, ...options })

const PRODUCT_IDS = [1001, 1002, 1003, 4, 5]
const SNAPSHOTS = ['one', 'two']

/**
 * Returns a random write: its request, and the data that the tenant has after it. If the write creates a product, `created` is its name,
 * and the data do not contain the product, because its id is not known. If the write saves a snapshot, `snapshot` is the name and the data
 * of the snapshot. Returns undefined if the kind of write that was chosen is not possible.
 * @param model `data` of the tenant, its `snapshots`, and `seed`: the data of the tenant after a reset
 * @param text the name, if a product is written, or the description, if an image info is written
 */
export function nextWrite (random, model, text) {
  const id = random.pick(PRODUCT_IDS)
  const data = copyData(model.data)
  const { products, pictures } = data
  switch (random.below(20)) {
    case 0:
    case 1: return { request: api('Product', 'POST', json({ Name: text })), data, created: text }
    case 2: {
      if (!products.has(id)) return undefined
      products.set(id, text)
      return { request: api(`Product/${id}`, 'PUT', json({ Name: text })), data }
    }
    case 3: {
      products.delete(id)
      pictures.delete(id)
      return { request: api(`Product/${id}`, 'DELETE'), data }
    }
    case 4:
    case 5: {
      const bytes = random.pick(PICTURES)
      pictures.set(id, { description: pictures.get(id)?.description ?? '', hash: sha(bytes) })
      return { request: api(`Product/${id}/Image`, 'PUT', { headers: { 'content-type': 'image/png' }, body: bytes }), data }
    }
    case 6: {
      pictures.delete(id)
      return { request: api(`Product/${id}/Image`, 'DELETE'), data }
    }
    case 7: return { request: control('reset', 'POST'), data: copyData(model.seed) }
    case 8: {
      const loaded = emptyData()
      loaded.products.set(id, text)
      return { request: control('state', 'PUT', json({ Products: [{ ProductId: id, Name: text }] })), data: loaded }
    }
    case 9: {
      const name = random.pick(SNAPSHOTS)
      return { request: control(`snapshots/${name}`, 'PUT'), data, snapshot: [name, data] }
    }
    case 10: {
      const name = random.pick(SNAPSHOTS)
      const kept = model.snapshots.get(name)
      return kept && { request: control(`snapshots/${name}/restore`, 'POST'), data: copyData(kept) }
    }
    default: {
      pictures.set(id, { description: text, hash: pictures.get(id)?.hash ?? null })
      return { request: api(`Product/${id}/ImageInfo`, 'PUT', json({ Description: text })), data }
    }
  }
}
