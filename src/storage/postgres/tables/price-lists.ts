import type { PriceList } from '../../../carriers/price-list.js'
import type { Query } from '../engine/connections.js'
import { SET, type SetReference } from './set-reference.js'
import { listTableColumns } from './table-columns.js'

type Row = [
  id: number, key: string | null, connectionId: number, name: string | null, description: string | null,
  currency: string | null, currencyName: string | null, validFrom: string, validTo: string, isActive: boolean
]

const SELECT_ALL = `SELECT ${listTableColumns('price_list')} FROM price_list WHERE set_id = ${SET} ORDER BY price_list_id`

/** Returns all price lists of a set, ordered by id. */
export const allPriceLists = async (query: Query, set: SetReference): Promise<PriceList[]> => (await query<Row>(SELECT_ALL, set)).map(toPriceList)

/** Returns the values of a price list in the order of `SET_TABLES.price_list`. */
export const priceListValues = (
  { PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive }: PriceList
): Row => [PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive]

const toPriceList = (
  [PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive]: Row
): PriceList =>
  ({ PriceListId, ERPPriceListKey, QuoteConnectionId, Name, Description, Currency, CurrencyName, ValidFrom, ValidTo, IsActive })
