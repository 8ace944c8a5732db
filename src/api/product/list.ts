import type { FastifyRequest } from 'fastify'
import { envelopeOf } from '../../carriers/list-envelope.js'
import type { Wording } from '../../context/wording.js'
import { apiAddress } from '../service-info/call-list.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import type { ProductRow } from '../../storage/product-query.js'
import { createFailures } from '../failures.js'
import { ProductRowSchema, type ListColumn } from './list-columns.js'
import { ListParametersSchema, parseListRequest, type ListParameters } from './list-parameters.js'
import { PRODUCT_PATH, type ProductOptions } from './routes.js'
import { PRODUCT_LIST_SAMPLE } from './sample.js'

/** Limit of rows in a response, whatever `$top` says: the `$top` of the documented example. */
const MOST_ROWS = 1000

const ENTITY_NAME = 'product'

const ProductListSchema = envelopeOf(ProductRowSchema, 'ProductList')

/** Adds the list of products in the form of OData. */
export const addProductListRoutes: Routes<ProductOptions> = (app, { store, config }) => {
  app.get(PRODUCT_PATH, {
    schema: {
      operationId: 'v1Product_GetAll',
      tags: ['Product'],
      summary: 'Lists products',
      description: `At most ${MOST_ROWS} rows come at once; odata.nextLink leads to the next. Parameters, columns and operators ` +
        'that are not supported are refused and never ignored.',
      querystring: ListParametersSchema,
      response: {
        200: { ...ProductListSchema, examples: [PRODUCT_LIST_SAMPLE], description: 'The rows.' },
        ...createFailures(config).failuresOfAnswers({ 400: 'A parameter or a header is wrong.' }),
      },
    },
  }, async request => {
    const { tenant, query, wording, rights } = request
    // Rules on single products are not applied, because that would take a lookup per row.
    requireRight(rights.ofProduct(), 'Select')
    const { $top = Infinity, $skip = 0 } = query
    const { columns, query: wanted } = parseListRequest(query)
    const top = Math.min($top, MOST_ROWS)
    // One extra row tells whether there are more.
    const rows = await store.listProducts(tenant, { ...wanted, skip: $skip, top: top + 1 })
    const hasMore = rows.length > top && $top > top
    return {
      'odata.metadata': `${apiAddress(request)}/v1/Archive/Product/$metadata`,
      'odata.nextLink': hasMore ? nextLink(request, { ...query, $skip: $skip + top, $top: $top - top }) : null,
      value: rows.slice(0, top).map(row => toListRow(row, columns, wording)),
    }
  })
}

function toListRow (product: ProductRow, columns: readonly ListColumn[], wording: Wording) {
  const values = columns.map(({ name, property, isWording }) => {
    const value = product[property]
    return [name, isWording && typeof value === 'string' ? wording.text(value) : value]
  })
  return { PrimaryKey: String(product.ProductId), EntityName: ENTITY_NAME, ...Object.fromEntries(values) }
}

/** Returns the URL of the remaining rows. */
function nextLink (request: FastifyRequest, parameters: ListParameters & { readonly $top: number }): string {
  const fields = Object.entries(parameters)
    .filter(([, value]) => value !== Infinity)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${apiAddress(request)}/v1/Product?${fields.join('&')}`
}
