import { Type, type Static } from '@sinclair/typebox'
import { FieldPropertiesSchema } from './field-properties.js'
import { ResponseDateTime, Bool, Int32, Text } from './scalars.js'
import { TableRightSchema } from './table-right.js'

/** The ValidTo of a price list without a last day: the latest date of .NET's DateTime, truncated to whole seconds. */
const LATEST_DATE = '9999-12-31T23:59:59'

/** A price list in stored form: the documented properties (the vendor's documentation, GET Pricelist/default). */
export const PriceListSchema = Type.Object({
  PriceListId: Int32({ minimum: 1, description: 'Primary key.' }),
  ERPPriceListKey: Text({ description: 'The key of the price list. Products refer to it by their ERPPriceListKey.' }),
  QuoteConnectionId: Int32({ description: 'Id of the connection to the system from which the prices come.' }),
  Name: Text({ description: 'The name that is shown to users.' }),
  Description: Text({ description: 'The tooltip of the price list.' }),
  Currency: Text({ description: 'The ISO 4217 code of the currency, such as NOK.' }),
  CurrencyName: Text({ description: 'The name of the currency that is shown to users.' }),
  ValidFrom: ResponseDateTime({ description: 'The first day on which the price list is valid; the unset date if it has no first day.' }),
  ValidTo: ResponseDateTime({ default: LATEST_DATE, description: 'The last day on which the price list is valid; the end of the year 9999 if it has no last day.' }),
  IsActive: Bool({ default: true, description: 'True if the price list is in use.' }),
})

export type PriceList = Static<typeof PriceListSchema>

export const PriceListCarrierSchema = Type.Object({
  ...PriceListSchema.properties,
  TableRight: TableRightSchema,
  FieldProperties: FieldPropertiesSchema,
}, { $id: 'PriceList', xml: { name: 'PriceList' }, description: 'A list of prices, which contains products.' })
