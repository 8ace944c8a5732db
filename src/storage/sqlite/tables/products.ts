import type Database from 'better-sqlite3'
import type { Associate } from '../../../carriers/associate.js'
import type { Product } from '../../../carriers/product.js'
import type { AuditedProduct } from '../../../carriers/product-audit.js'
import { assertDefined } from '../../../errors/assert-defined.js'
import { PRODUCT_COLUMNS, STORED_PROPERTIES, toProduct, valuesOfProduct } from '../../product-columns.js'
import type { ProductQuery, ProductRow } from '../../product-query.js'
import type { ProductSave } from '../../store.js'
import type { Associates } from './associates.js'
import type { Callers } from './callers.js'
import type { Ids } from './ids.js'
import { LISTED_COLUMNS, mapProperties } from './listed-columns.js'
import { addConditionFunctions, sortKey, toSql } from './product-conditions.js'

const STORED_COLUMNS = STORED_PROPERTIES.map(property => PRODUCT_COLUMNS[property].column)

/** Columns that are not properties of a Product. */
const AUDIT_COLUMNS = ['registered_date', 'registered_by', 'updated_date', 'updated_by']

type AuditValues = [registeredDate: string, registeredBy: number | null, updatedDate: string, updatedBy: number | null]

export interface Products {
  has (tenantId: number, productId: number): boolean
  find (tenantId: number, productId: number): Product | undefined
  /** Reads all products, ordered by id. A row is converted only when the iterator reaches it. */
  all (tenantId: number): Iterable<AuditedProduct>
  list (tenantId: number, query: ProductQuery): ProductRow[]
  /** Must be called in a transaction. */
  add (tenantId: number, product: AuditedProduct): void
  /**
   * Stores and returns the product that `save.revise` returns. If no user has the caller's name, also stores a new user for the caller.
   * Must be called in a transaction.
   */
  save (tenantId: number, save: ProductSave): Product
  /** Must be called in a transaction. */
  remove (tenantId: number, productId: number): void
}

interface ProductsOptions {
  readonly db: Database.Database
  readonly associates: Associates
  readonly callers: Callers
  /** The ids of products. */
  readonly ids: Ids
}

export function createProducts ({ db, associates, callers, ids }: ProductsOptions): Products {
  addConditionFunctions(db)
  const exists = db.prepare<[number, number]>('SELECT 1 FROM product WHERE tenant_id = ? AND product_id = ?')
  const select = db.prepare<[number, number], unknown[]>(
    `SELECT ${STORED_COLUMNS} FROM product WHERE tenant_id = ? AND product_id = ?`).raw()
  const selectAll = db.prepare<[number], unknown[]>(
    `SELECT ${AUDIT_COLUMNS}, ${STORED_COLUMNS} FROM product WHERE tenant_id = ? ORDER BY product_id`).raw()
  const writtenColumns = [...AUDIT_COLUMNS, ...STORED_COLUMNS]
  // The registration of an existing product does not change, and the date of its last change does not become earlier.
  const write = db.prepare<[unknown[]]>(
    `INSERT INTO product (${writtenColumns}, tenant_id) VALUES (${writtenColumns.map(() => '?')}, ?)
     ON CONFLICT DO UPDATE SET ${STORED_COLUMNS.map(column => `${column} = excluded.${column}`)},
       updated_date = max(product.updated_date, excluded.updated_date), updated_by = excluded.updated_by`)
  const remove = db.prepare<[number, number]>('DELETE FROM product WHERE tenant_id = ? AND product_id = ?')

  function find (tenantId: number, productId: number): Product | undefined {
    const row = select.get(tenantId, productId)
    return row && toProduct(row)
  }

  function * mapProducts (rows: readonly unknown[][], authors: ReadonlyMap<number, Associate>): Generator<AuditedProduct> {
    const findAuthor = (key: number | null) => key === null ? null : assertDefined(authors.get(key), `Associate ${key} is missing.`)
    for (const row of rows) {
      const [RegisteredDate, registeredBy, UpdatedDate, updatedBy] = row as AuditValues
      const product = toProduct(row.slice(AUDIT_COLUMNS.length))
      yield { ...product, RegisteredDate, RegisteredBy: findAuthor(registeredBy), UpdatedDate, UpdatedBy: findAuthor(updatedBy) }
    }
  }

  function writeRow (tenantId: number, product: Product, audit: AuditValues): void {
    write.run([...audit, ...valuesOfProduct(product), tenantId])
  }

  function store (tenantId: number, product: Product, now: string, author: Associate): void {
    const key = associates.ensureAssociateKey(tenantId, author)
    writeRow(tenantId, product, [now, key, now, key])
  }

  const addWithAuthor = db.transaction((tenantId: number, product: Product, now: string, author: Associate) => {
    callers.add(tenantId, author)
    store(tenantId, product, now, author)
  })

  return {
    find,
    all: tenantId => mapProducts(selectAll.all(tenantId), associates.all(tenantId)),
    has: (tenantId, productId) => exists.get(tenantId, productId) !== undefined,
    list (tenantId, { properties, condition, order, skip, top }) {
      const selected = [...new Set(['ProductId', ...properties] as const)]
      const bound: unknown[] = [tenantId]
      const where = condition === undefined ? '' : `AND ${toSql(condition, bound)}`
      const orderBy = [...order.map(({ property, isDescending }) => `${sortKey(property)} ${isDescending ? 'DESC' : 'ASC'}`), 'product_id']
      const rows = db.prepare<[unknown[]], unknown[]>(
        `SELECT ${selected.map(property => LISTED_COLUMNS[property].column)} FROM product
         WHERE tenant_id = ? ${where} ORDER BY ${orderBy} LIMIT ? OFFSET ?`).raw().all([...bound, top, skip])
      return rows.map(row => mapProperties(selected, row) as ProductRow)
    },
    add (tenantId, product) {
      const { RegisteredBy, UpdatedBy } = product
      const ensureAuthorKey = (author: Associate | null) => author && associates.ensureAssociateKey(tenantId, author)
      writeRow(tenantId, product, [product.RegisteredDate, ensureAuthorKey(RegisteredBy), product.UpdatedDate, ensureAuthorKey(UpdatedBy)])
    },
    save (tenantId, { productId, wantedId, caller, now, revise }) {
      const product = productId === undefined
        ? revise(undefined, { newProductId: ids.free(tenantId, wantedId) })
        : revise(find(tenantId, productId), { newProductId: productId })
      const { associate, isNew } = callers.find(tenantId, caller)
      if (isNew) addWithAuthor(tenantId, product, now, associate)
      else store(tenantId, product, now, associate)
      return product
    },
    remove (tenantId, productId) {
      if (remove.run(tenantId, productId).changes > 0) ids.retire(tenantId, productId)
    },
  }
}
