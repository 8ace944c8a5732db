import type Database from 'better-sqlite3'
import type { Product } from '../../../carriers/product.js'
import type { ProductQuery, ProductRow } from '../../product-query.js'
import type { ProductSave } from '../../store.js'
import { BLOB_LINKS, BLOB_LINK_NAMES } from '../../../carriers/blob-links.js'
import { createFreeIds } from './free-ids.js'
import { PRODUCT_COLUMNS, keptValue, propertiesOf } from './product-columns.js'
import { addConditionFunctions, sortKey, toSql } from './product-conditions.js'

const STORED_PROPERTIES = Object.keys(PRODUCT_COLUMNS) as (keyof Product)[]
const STORED_COLUMNS = STORED_PROPERTIES.map(property => PRODUCT_COLUMNS[property].column)

export interface Products {
  has (tenantId: number, productId: number): boolean
  find (tenantId: number, productId: number): Product | undefined
  /** Returns all products by id as they are now. Each is made from its row when the iterator reaches it. */
  all (tenantId: number): Iterable<Product>
  list (tenantId: number, query: ProductQuery): ProductRow[]
  /** Stores a product. Must be called within a transaction. */
  add (tenantId: number, product: Product): void
  /** Stores what the revision returns. Must be called within a transaction. */
  save (tenantId: number, save: ProductSave): Product
  /** Must be called within a transaction. */
  remove (tenantId: number, productId: number): void
}

export function createProducts (db: Database.Database): Products {
  addConditionFunctions(db)
  const exists = db.prepare<[number, number]>('SELECT 1 FROM product WHERE tenant_id = ? AND product_id = ?')
  const select = db.prepare<[number, number], unknown[]>(
    `SELECT ${STORED_COLUMNS} FROM product WHERE tenant_id = ? AND product_id = ?`).raw()
  const selectAll = db.prepare<[number], unknown[]>(`SELECT ${STORED_COLUMNS} FROM product WHERE tenant_id = ? ORDER BY product_id`).raw()
  const write = db.prepare<[unknown[]]>(
    `INSERT INTO product (${STORED_COLUMNS}, tenant_id) VALUES (${STORED_COLUMNS.map(() => '?')}, ?)
     ON CONFLICT DO UPDATE SET ${STORED_COLUMNS.map(column => `${column} = excluded.${column}`)}`)
  const remove = db.prepare<[number, number]>('DELETE FROM product WHERE tenant_id = ? AND product_id = ?')
  // A product that is not stored may have a picture.
  const freeId = createFreeIds(db, [
    { table: 'product', column: 'product_id' },
    ...BLOB_LINK_NAMES.map(link => BLOB_LINKS[link]).filter(({ entity }) => entity === 'Product')
      .map(({ type }) => ({ table: 'entity_blob', column: 'owner_id', condition: `link_type = ${type}` })),
  ])

  function find (tenantId: number, productId: number): Product | undefined {
    const row = select.get(tenantId, productId)
    return row && propertiesOf(STORED_PROPERTIES, row) as Product
  }

  function * productsOf (rows: readonly unknown[][]): Generator<Product> {
    for (const row of rows) yield propertiesOf(STORED_PROPERTIES, row) as Product
  }

  function add (tenantId: number, product: Product): void {
    write.run([...STORED_PROPERTIES.map(property => keptValue(property, product[property])), tenantId])
  }

  return {
    find,
    all: tenantId => productsOf(selectAll.all(tenantId)),
    has: (tenantId, productId) => exists.get(tenantId, productId) !== undefined,
    list (tenantId, { properties, condition, order, skip, top }) {
      const selected = [...new Set(['ProductId', ...properties] as const)]
      const bound: unknown[] = [tenantId]
      const where = condition === undefined ? '' : `AND ${toSql(condition, bound)}`
      const orderBy = [...order.map(({ property, isDescending }) => `${sortKey(property)} ${isDescending ? 'DESC' : 'ASC'}`), 'product_id']
      const rows = db.prepare<[unknown[]], unknown[]>(
        `SELECT ${selected.map(property => PRODUCT_COLUMNS[property].column)} FROM product
         WHERE tenant_id = ? ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?`).raw().all([...bound, top, skip])
      return rows.map(row => propertiesOf(selected, row) as ProductRow)
    },
    add,
    save (tenantId, { productId, wantedId, revise }) {
      const product = productId === undefined
        ? revise(undefined, { newProductId: freeId(tenantId, wantedId) })
        : revise(find(tenantId, productId), { newProductId: productId })
      add(tenantId, product)
      return product
    },
    remove (tenantId, productId) {
      remove.run(tenantId, productId)
    },
  }
}
