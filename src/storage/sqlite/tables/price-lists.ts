import type Database from 'better-sqlite3'
import type { PriceList } from '../../../carriers/price-list.js'

export interface PriceLists {
  /** Ordered by id. */
  all (tenantId: number): PriceList[]
  /** Must be called in a transaction. */
  add (tenantId: number, priceList: PriceList): void
}

type Row = [
  id: number, key: string | null, connectionId: number, name: string | null, description: string | null,
  currency: string | null, currencyName: string | null, validFrom: string, validTo: string, isActive: number
]

const COLUMNS = 'price_list_id, erp_price_list_key, quote_connection_id, name, description, currency, currency_name, valid_from, valid_to, is_active'

export function createPriceLists (db: Database.Database): PriceLists {
  const selectAll = db.prepare<[number], Row>(`SELECT ${COLUMNS} FROM price_list WHERE tenant_id = ? ORDER BY price_list_id`).raw()
  const insert = db.prepare<[number, ...Row]>(`INSERT INTO price_list (tenant_id, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)

  return {
    all: tenantId => selectAll.all(tenantId).map(toPriceList),
    add (tenantId, { PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive }) {
      insert.run(tenantId, PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, Number(IsActive))
    },
  }
}

const toPriceList = (
  [PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, isActive]: Row
): PriceList =>
  ({ PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive: isActive === 1 })
