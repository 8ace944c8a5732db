import type Database from 'better-sqlite3'
import type { Product } from '../../../carriers/product.js'
import type { ProductQuery, ProductRow } from '../../product-query.js'
import type { ProductRevision } from '../../store.js'
import { createFreeIds } from './free-ids.js'
import { PRODUCT_COLUMNS, keptValue, propertiesOf } from './product-columns.js'
import { addConditionFunctions, sortKey, toSql } from './product-conditions.js'

const PROPERTIES = Object.keys(PRODUCT_COLUMNS) as (keyof Product)[]
const COLUMNS = PROPERTIES.map(property => PRODUCT_COLUMNS[property].column)

export interface Products {
  has (tenantId: number, productId: number): boolean
  find (tenantId: number, productId: number): Product | undefined
  /** Returns all products by id as they are now; each is mapped from its row when it is iterated. */
  all (tenantId: number): Iterable<Product>
  list (tenantId: number, query: ProductQuery): ProductRow[]
  /** Stores what the revision returns for the current product, if an id is given. To be called within a transaction. */
  save (tenantId: number, productId: number | undefined, revise: ProductRevision): Product
  /** To be called within a transaction. */
  remove (tenantId: number, productId: number): void
}

export function createProducts (db: Database.Database): Products {
  addConditionFunctions(db)
  const exists = db.prepare<[number, number]>('SELECT 1 FROM product WHERE tenant_id = ? AND product_id = ?')
  const select = db.prepare<[number, number], unknown[]>(
    `SELECT ${COLUMNS} FROM product WHERE tenant_id = ? AND product_id = ?`).raw()
  const selectAll = db.prepare<[number], unknown[]>(`SELECT ${COLUMNS} FROM product WHERE tenant_id = ? ORDER BY product_id`).raw()
  const save = db.prepare<[unknown[]]>(
    `INSERT INTO product (${COLUMNS}, tenant_id) VALUES (${COLUMNS.map(() => '?')}, ?)
     ON CONFLICT DO UPDATE SET ${COLUMNS.map(column => `${column} = excluded.${column}`)}`)
  const remove = db.prepare<[number, number]>('DELETE FROM product WHERE tenant_id = ? AND product_id = ?')
  const freeIdsOf = createFreeIds(db, ['product', 'product_blob'], 'product_id')

  function find (tenantId: number, productId: number): Product | undefined {
    const row = select.get(tenantId, productId)
    return row && propertiesOf(PROPERTIES, row) as Product
  }

  function * productsOf (rows: readonly unknown[][]): Generator<Product> {
    for (const row of rows) yield propertiesOf(PROPERTIES, row) as Product
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
    save (tenantId, productId, revise) {
      const current = productId === undefined ? undefined : find(tenantId, productId)
      const product = revise(current, freeIdsOf(tenantId))
      save.run([...PROPERTIES.map(property => keptValue(property, product[property])), tenantId])
      return product
    },
    remove (tenantId, productId) {
      remove.run(tenantId, productId)
    },
  }
}
