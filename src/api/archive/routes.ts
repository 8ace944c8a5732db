import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config/config.js'
import { requireRight } from '../../context/rights.js'
import { providerUnknown } from '../../errors/filter-errors.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { READ_FAILURES, createFailures } from '../failures.js'
import { PRODUCT_PATH } from '../product/routes.js'
import { PRODUCT_LIST_SAMPLE } from '../product/sample.js'
import { apiAddress } from '../service-info/operation-list.js'
import { COLUMN_ROWS, ColumnListSchema } from './column-rows.js'
import type { FilterContext } from './filter-values.js'
import { ListParametersSchema, LONGEST_PARAMETER, parseListRequest, type ListParameters } from './list-parameters.js'
import { ProductListSchema, createListRow } from './rows.js'

export interface ArchiveOptions {
  readonly store: Store
  readonly config: Pick<Config, 'errorMessageKey'>
}

/**
 * Maximum number of rows in a response with the OData list of products. The number is the `$top` of the example in the vendor's
 * documentation.
 */
const MOST_ROWS = 1000

/** The only archive provider of the mock. */
const PROVIDER = 'Product'

const ARCHIVE_PATH = '/api/v1/Archive/:archiveProviderName'

const description = `A response has at most ${MOST_ROWS} rows; odata.nextLink is the address of the next rows. Unsupported parameters, columns and ` +
  'operators are refused.'

const params = Type.Object({ archiveProviderName: Type.String({ description: `The archive provider: ${PROVIDER}.`, examples: [PROVIDER] }) })

/**
 * Checks that the archive provider `name` exists.
 * @throws ApiError with `status` if the provider does not exist
 */
export function requireProvider (name: string, status: 400 | 404): void {
  if (name.toLowerCase() !== PROVIDER.toLowerCase()) throw providerUnknown(status, name, PROVIDER)
}

/** Adds the OData list of products at `/api/v1/Product` and `/api/v1/Archive/Product`, and `$metadata`, the list of columns. */
export const addArchiveRoutes: Routes<ArchiveOptions> = (app, { store, config }) => {
  const { negotiatedFailures } = createFailures(config)
  const rows = { ...ProductListSchema, examples: [PRODUCT_LIST_SAMPLE], description: 'The rows.' }
  const unknown = { 404: 'The archive provider does not exist.' }

  app.get(PRODUCT_PATH, {
    schema: {
      operationId: 'v1Product_GetAll',
      tags: ['Product'],
      summary: 'Lists products',
      description,
      querystring: ListParametersSchema,
      response: { 200: rows, ...negotiatedFailures(READ_FAILURES) },
    },
  }, request => listProducts(store, request, request.query, 'Product'))

  app.get(ARCHIVE_PATH, {
    schema: {
      operationId: 'v1Archive_GetArchive_GET',
      tags: ['Archive'],
      summary: 'Lists the rows of an archive',
      description,
      params,
      querystring: ListParametersSchema,
      response: { 200: rows, ...negotiatedFailures({ ...READ_FAILURES, ...unknown }) },
    },
  }, async request => {
    requireProvider(request.params.archiveProviderName, 404)
    return listProducts(store, request, request.query, `Archive/${PROVIDER}`)
  })

  app.get(`${ARCHIVE_PATH}/$metadata`, {
    schema: {
      operationId: 'v1Archive_GetArchiveMetadata',
      tags: ['Archive'],
      summary: 'Lists the columns of an archive',
      params,
      response: { 200: { ...ColumnListSchema, description: 'The columns, one in each row.' }, ...negotiatedFailures({ ...READ_FAILURES, ...unknown }) },
    },
  }, async request => {
    requireProvider(request.params.archiveProviderName, 404)
    return { 'odata.metadata': metadataAddress(request), 'odata.nextLink': null, value: COLUMN_ROWS }
  })
}

const metadataAddress = (request: FastifyRequest) => `${apiAddress(request)}/v1/Archive/${PROVIDER}/$metadata`

async function listProducts (store: Store, request: FastifyRequest, query: ListParameters, path: string) {
  const { tenant, wording, rights, dates } = request
  // Rights rules for a single product are not applied to the list, because each row would need a lookup.
  requireRight(rights.ofProduct(), 'Select')
  const { $top = Infinity, $skip = 0, $select, $filter, $orderBy, $entities } = query
  const texts = {
    columns: { name: '$select', text: $select },
    filter: { name: '$filter', text: $filter },
    order: { name: '$orderBy', text: $orderBy },
    entities: { name: '$entities', text: $entities },
    longest: LONGEST_PARAMETER,
  }
  const { columns, query: wanted } = parseListRequest(texts, await filterContext(store, request, $filter))
  const top = Math.min($top, MOST_ROWS)
  // The additional row shows whether more rows exist.
  const rows = await store.listProducts(tenant, { ...wanted, skip: $skip, top: top + 1 })
  const hasMore = rows.length > top && $top > top
  const style = { wording, dates, isJsonSafe: query.$jsonSafe === true }
  return {
    'odata.metadata': metadataAddress(request),
    'odata.nextLink': hasMore ? nextLink(request, path, { ...query, $skip: $skip + top, $top: $top - top }) : null,
    value: rows.slice(0, top).map(row => createListRow(row, columns, style)),
  }
}

/**
 * Returns the FilterContext of a request, without `parameter`. If the caller has no name and the filter contains `currentAssociate`, the
 * administrator's name is read from the store and used.
 */
export async function filterContext (store: Store, { tenant, caller, dates, now }: FastifyRequest, filter = ''): Promise<Omit<FilterContext, 'parameter'>> {
  const { name } = caller
  const callerName = name === undefined && /currentAssociate/i.test(filter) ? (await store.findAdministrator(tenant)).Name : name
  return { dates, now, callerName: callerName ?? null }
}

function nextLink (request: FastifyRequest, path: string, parameters: ListParameters & { readonly $top: number }): string {
  const fields = Object.entries(parameters)
    .filter(([, value]) => value !== Infinity)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${apiAddress(request)}/v1/${path}?${fields.join('&')}`
}
