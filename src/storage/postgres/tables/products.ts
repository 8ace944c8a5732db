import type { Product } from '../../../carriers/product.js'
import type { AuditedProduct } from '../../../carriers/product-audit.js'
import type { Associate } from '../../../carriers/associate.js'
import { STORED_PROPERTIES, toProduct, valuesOfProduct } from '../../product-columns.js'
import type { ProductSave } from '../../store.js'
import type { Query } from '../engine/connections.js'
import { readAssociate, writeAssociate } from './associates.js'
import { findAuthor, keepAuthor } from './callers.js'
import { freeId, retireId } from './ids.js'
import { SET, knownSet, type SetReference } from './set-reference.js'
import { listTableColumns } from './table-columns.js'

const COLUMNS = listTableColumns('product')
const AUDIT_COLUMNS = COLUMNS.length - STORED_PROPERTIES.length
const STORED_COLUMNS = COLUMNS.slice(AUDIT_COLUMNS)

const SELECT = `SELECT ${STORED_COLUMNS} FROM product WHERE set_id = ${SET} AND product_id = $3`
const SELECT_ALL = `SELECT ${COLUMNS} FROM product WHERE set_id = ${SET} ORDER BY product_id`
// A save of a stored product does not change registered_date and registered_by, and does not make updated_date earlier.
const UPSERT = `INSERT INTO product (set_id, ${COLUMNS}) VALUES ($1, ${COLUMNS.map((_, index) => `$${index + 2}`)})
  ON CONFLICT (set_id, product_id) DO UPDATE SET ${STORED_COLUMNS.map(column => `${column} = excluded.${column}`)},
    updated_date = greatest(product.updated_date, excluded.updated_date), updated_by = excluded.updated_by`
const DELETE = 'DELETE FROM product WHERE set_id = $1 AND product_id = $2 RETURNING product_id'

/** The values of the first AUDIT_COLUMNS columns, which are not properties of a Product. */
type AuditValues = [registeredDate: string, registeredBy: string | null, updatedDate: string, updatedBy: string | null]

export async function findProduct (query: Query, set: SetReference, productId: number): Promise<Product | undefined> {
  const [row] = await query(SELECT, [...set, productId])
  return row && toProduct(row)
}

/** Returns all products of a set, ordered by id. */
export const allProducts = async (query: Query, set: SetReference): Promise<AuditedProduct[]> => (await query(SELECT_ALL, set)).map(toAuditedProduct)

/**
 * Calls `revise`, and stores and returns the resulting product. If the caller is not a stored user, also stores a new user for the caller.
 *
 * `saveProduct` and `removeProduct` must be called in a transaction that has locked the tenant.
 */
export async function saveProduct (query: Query, setId: string, { productId, wantedId, caller, now, revise }: ProductSave): Promise<Product> {
  const set = knownSet(setId)
  const product = productId === undefined
    ? revise(undefined, { newProductId: await freeId(query, 'Product', set, wantedId) })
    : revise(await findProduct(query, set, productId), { newProductId: productId })
  const author = await findAuthor(query, set, caller)
  await keepAuthor(query, setId, author)
  await query(UPSERT, [setId, ...productValues({ ...product, ...auditBy(author.associate, now) })])
  return product
}

const auditBy = (author: Associate, now: string) => ({ RegisteredDate: now, RegisteredBy: author, UpdatedDate: now, UpdatedBy: author })

export async function removeProduct (query: Query, setId: string, productId: number): Promise<void> {
  const removed = await query(DELETE, [setId, productId])
  if (removed.length > 0) await retireId(query, 'Product', knownSet(setId), productId)
}

/** Returns the values of a product in the order of `SET_TABLES.product`. */
export const productValues = (product: AuditedProduct): unknown[] => [
  product.RegisteredDate, writeAssociate(product.RegisteredBy), product.UpdatedDate, writeAssociate(product.UpdatedBy), ...valuesOfProduct(product),
]

function toAuditedProduct (row: readonly unknown[]): AuditedProduct {
  const [RegisteredDate, registeredBy, UpdatedDate, updatedBy] = row as AuditValues
  return {
    ...toProduct(row.slice(AUDIT_COLUMNS)), RegisteredDate, RegisteredBy: readAssociate(registeredBy), UpdatedDate, UpdatedBy: readAssociate(updatedBy),
  }
}
