import { Type } from '@sinclair/typebox'
import { PriceListCarrierSchema } from '../../carriers/price-list.js'
import { ENTITY_RIGHT } from '../../carriers/table-right.js'
import type { Config } from '../../config/config.js'
import { PRICE_LIST_FIELDS } from '../../context/unlimited-rights.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { READ_FAILURES, createFailures } from '../failures.js'

interface PriceListOptions {
  readonly store: Store
  readonly config: Pick<Config, 'errorMessageKey'>
}

const PriceListsSchema = Type.Array(PriceListCarrierSchema, { xml: { name: 'ArrayOfPriceList' }, description: 'The price lists, ordered by id.' })

/** Adds the route that returns the price lists. */
export const addPriceListRoutes: Routes<PriceListOptions> = (app, { store, config }) => {
  app.get('/api/v1/PriceList', {
    schema: {
      operationId: 'v1PriceList_GetAll',
      tags: ['PriceList'],
      summary: 'Lists the price lists',
      response: { 200: PriceListsSchema, ...createFailures(config).negotiatedFailures(READ_FAILURES) },
    },
  }, async ({ tenant, wording, dates }) => {
    const priceLists = await store.listPriceLists(tenant)
    return priceLists.map(priceList => ({
      ...priceList,
      Name: wording.text(priceList.Name),
      Description: wording.text(priceList.Description),
      CurrencyName: wording.text(priceList.CurrencyName),
      ValidFrom: dates.write(priceList.ValidFrom),
      ValidTo: dates.write(priceList.ValidTo),
      TableRight: ENTITY_RIGHT,
      FieldProperties: PRICE_LIST_FIELDS,
    }))
  })
}
