import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { Int32, Nullable, Words } from '../../carriers/scalars.js'
import { SelectionSchema, compileSelection } from '../../codec/selection.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import { BODY_FAILURES, createFailures } from '../failures.js'
import { describeByGet } from '../service-info/operation-list.js'
import { ArchiveListItemSchema, ArchiveListSchema, createListItem } from './list-items.js'
import { parseListRequest, type ListStrings } from './list-parameters.js'
import { RestrictionsSchema, formatFilter } from './restrictions.js'
import { filterContext, requireProvider, type ArchiveOptions } from './routes.js'

/**
 * Maximum length, in UTF-16 code units, of each of four strings: the list of columns, the filter, the order and the list of entities. A
 * string of this length is parsed within some milliseconds.
 */
const LONGEST_TEXT = 32_000

/** Maximum number of items in each list of columns, sort columns or entities in a request body. The archive has about 60 columns. */
const MOST_COLUMNS = 200

/** Default of PageSize (the vendor's documentation, IArchiveProvider, SetPagingInfo). */
const PAGE_ROWS = 1000

const MOST_PAGE_ROWS = 10_000

const page = {
  Page: Type.Optional(Int32({ description: 'The page, counted from 0. If negative, its absolute value is the number of rows to skip.' })),
  PageSize: Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: MOST_PAGE_ROWS, default: PAGE_ROWS, description: 'The number of rows on a page.' })),
}

const ProviderName = Type.String({ description: 'The archive provider: Product.' })
const names = (description: string) => Type.Optional(Nullable(Type.Array(Type.String(), { maxItems: MOST_COLUMNS }), { description }))
const text = (description: string) => Type.Optional(Nullable(Type.String(), { description }))

const SortOrderSchema = Type.Object({
  Name: Type.String({ description: 'The column.' }),
  Direction: Type.Optional(Nullable(Words(['ASC', 'DESC']), { description: 'The direction; ASC by default.' })),
}, { $id: 'ArchiveOrderByInfo', xml: { name: 'ArchiveOrderByInfo' } })

const ByColumnsSchema = Type.Object({
  ProviderName,
  Columns: names('The columns to return; by default the documented ones without a slash in their names, except getAllRows and getNoRows.'),
  SortOrder: Type.Optional(Nullable(Type.Array(SortOrderSchema, { maxItems: MOST_COLUMNS }), { description: 'The columns by which rows are ordered.' })),
  Restriction: RestrictionsSchema,
  Entities: names('The entities to list; by default all.'),
  ...page,
}, { $id: 'GetArchiveListByColumnsRequest', xml: { name: 'GetArchiveListByColumnsRequest' } })

const ByColumns2Schema = Type.Object({
  ProviderName,
  Columns: text('The columns to return, separated by commas; by default the documented ones without a slash in their names, except ' +
    'getAllRows and getNoRows.'),
  SortOrder: text('The columns by which rows are ordered, separated by commas, each optionally followed by asc or desc.'),
  Restrictions: text('The filter, with the grammar of $filter; by default all rows are returned.'),
  Entities: text('The entities to list, separated by commas; by default all.'),
  ...page,
}, { $id: 'GetArchiveListByColumns2Request', xml: { name: 'GetArchiveListByColumns2Request' } })

interface Paging {
  readonly ProviderName: string
  readonly Page?: number
  readonly PageSize?: number
}

/**
 * Adds the operations GetArchiveListByColumns and GetArchiveListByColumns2 of the archive agent. `app` must be a separate plugin, because
 * the hook of `describeByGet` must apply only to these routes.
 */
export const addArchiveAgentRoutes: Routes<ArchiveOptions> = (app, { store, config }) => {
  describeByGet(app)
  const { negotiatedFailures } = createFailures(config)
  const readSelection = compileSelection(ArchiveListItemSchema)
  const response = {
    200: { ...ArchiveListSchema, description: 'The rows.' },
    ...negotiatedFailures(BODY_FAILURES),
  }
  const describe = (name: string, summary: string) =>
    ({ operationId: `v1ArchiveAgent_${name}`, tags: ['Archive agent'], summary, querystring: SelectionSchema, response })

  async function listItems (request: FastifyRequest, $select: string | undefined, { ProviderName, Page = 0, PageSize = PAGE_ROWS }: Paging, texts: ListStrings) {
    const { tenant, wording, dates, rights } = request
    const select = readSelection($select)
    requireProvider(ProviderName, 400)
    requireRight(rights.ofProduct(), 'Select')
    const { columns, query } = parseListRequest(texts, await filterContext(store, request, texts.filter.text))
    const skip = Page < 0 ? -Page : Page * PageSize
    const rows = await store.listProducts(tenant, { ...query, skip, top: PageSize })
    return rows.map(row => select(createListItem(row, columns, wording, dates), dates.write))
  }

  app.post('/api/v1/Agents/Archive/GetArchiveListByColumns', {
    schema: { ...describe('GetArchiveListByColumns', 'Lists the rows that restrictions select'), body: ByColumnsSchema },
  }, async request => listItems(request, request.query.$select, request.body, joinLists(request.body)))

  app.post('/api/v1/Agents/Archive/GetArchiveListByColumns2', {
    schema: { ...describe('GetArchiveListByColumns2', 'Lists the rows that a filter selects'), body: ByColumns2Schema },
  }, async request => {
    const { Columns, SortOrder, Restrictions, Entities } = request.body
    return listItems(request, request.query.$select, request.body, {
      columns: { name: 'Columns', text: Columns ?? '' },
      filter: { name: 'Restrictions', text: Restrictions ?? '' },
      order: { name: 'SortOrder', text: SortOrder ?? '' },
      entities: { name: 'Entities', text: Entities ?? '' },
      longest: LONGEST_TEXT,
    })
  })
}

/** Formats each list of a request body as a string that `parseListRequest` can parse. */
function joinLists ({ Columns, SortOrder, Restriction, Entities }: Static<typeof ByColumnsSchema>): ListStrings {
  return {
    columns: { name: 'Columns', text: (Columns ?? []).join(',') },
    filter: { name: 'Restriction', text: formatFilter(Restriction ?? [], 'Restriction') },
    order: { name: 'SortOrder', text: (SortOrder ?? []).map(({ Name, Direction }) => `${Name} ${Direction ?? 'ASC'}`).join(',') },
    entities: { name: 'Entities', text: (Entities ?? []).join(',') },
    longest: LONGEST_TEXT,
  }
}
