import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { Int32, Nullable, Words } from '../../carriers/scalars.js'
import { SelectionSchema, compileSelection } from '../../codec/selection.js'
import { requireRight } from '../../context/rights.js'
import type { Routes } from '../../http/routes.js'
import { BODY_FAILURES, createFailures } from '../failures.js'
import { describeByGet } from '../service-info/call-list.js'
import { ArchiveListItemSchema, ArchiveListSchema, toListItem } from './list-items.js'
import { parseListRequest, type ListTexts } from './list-parameters.js'
import { RestrictionsSchema, toFilter } from './restrictions.js'
import { filterContext, requireProvider, type ArchiveOptions } from './routes.js'

/** Limit in UTF-16 code units of a text of a body, and of restrictions as a filter. It is parsed within some milliseconds. */
const LONGEST_TEXT = 32_000

/** Limits of columns in a body: there are about 60. */
const MOST_COLUMNS = 200

/** Rows of a page without PageSize (docs, IArchiveProvider, SetPagingInfo). */
const PAGE_ROWS = 1000

/** Rows of a page at most. */
const MOST_PAGE_ROWS = 10_000

const page = {
  Page: Type.Optional(Int32({ description: 'The page, from 0; below zero, the number of rows to leave out.' })),
  PageSize: Type.Optional(Type.Integer({ format: 'int32', minimum: 1, maximum: MOST_PAGE_ROWS, default: PAGE_ROWS, description: 'Rows of a page.' })),
}

const ProviderName = Type.String({ description: 'The archive provider: Product.' })
const names = (description: string) => Type.Optional(Nullable(Type.Array(Type.String(), { maxItems: MOST_COLUMNS }), { description }))
const text = (description: string) => Type.Optional(Nullable(Type.String(), { description }))

const SortOrderSchema = Type.Object({
  Name: Type.String({ description: 'The column.' }),
  Direction: Type.Optional(Nullable(Words(['ASC', 'DESC']), { description: 'ASC without it.' })),
}, { $id: 'ArchiveOrderByInfo', xml: { name: 'ArchiveOrderByInfo' } })

const ByColumnsSchema = Type.Object({
  ProviderName,
  Columns: names('The columns to give; the general ones without it.'),
  SortOrder: Type.Optional(Nullable(Type.Array(SortOrderSchema, { maxItems: MOST_COLUMNS }), { description: 'The columns to order by.' })),
  Restriction: RestrictionsSchema,
  Entities: names('What to list; all without it.'),
  ...page,
}, { $id: 'GetArchiveListByColumnsRequest', xml: { name: 'GetArchiveListByColumnsRequest' } })

const ByColumns2Schema = Type.Object({
  ProviderName,
  Columns: text('The columns to give, with commas between them; the general ones without it.'),
  SortOrder: text('The columns to order by, each with asc or desc behind it or nothing.'),
  Restrictions: text('Which rows to give, as $filter of a list; all without it.'),
  Entities: text('What to list, with commas between; all without it.'),
  ...page,
}, { $id: 'GetArchiveListByColumns2Request', xml: { name: 'GetArchiveListByColumns2Request' } })

/** The page of a list that a body asks for. */
interface Paging {
  readonly ProviderName: string
  readonly Page?: number
  readonly PageSize?: number
}

/** Adds the calls of the archive agent. The hook that this adds is for its routes only, so `app` must be a plugin of their own. */
export const addArchiveAgentRoutes: Routes<ArchiveOptions> = (app, { store, config }) => {
  describeByGet(app)
  const { failuresOfAnswers } = createFailures(config)
  const readSelection = compileSelection(ArchiveListItemSchema)
  const response = {
    200: { ...ArchiveListSchema, description: 'The rows.' },
    ...failuresOfAnswers(BODY_FAILURES),
  }
  const call = (name: string, summary: string) =>
    ({ operationId: `v1ArchiveAgent_${name}`, tags: ['Archive agent'], summary, querystring: SelectionSchema, response })

  async function listItems (request: FastifyRequest, $select: string | undefined, { ProviderName, Page = 0, PageSize = PAGE_ROWS }: Paging, texts: ListTexts) {
    const { tenant, wording, dates, rights } = request
    const select = readSelection($select)
    requireProvider(ProviderName, 400)
    requireRight(rights.ofProduct(), 'Select')
    const { columns, query } = parseListRequest(texts, await filterContext(store, request, texts.filter.text))
    const skip = Page < 0 ? -Page : Page * PageSize
    const rows = await store.listProducts(tenant, { ...query, skip, top: PageSize })
    return rows.map(row => select(toListItem(row, columns, wording, dates), dates.write))
  }

  app.post('/api/v1/Agents/Archive/GetArchiveListByColumns', {
    schema: { ...call('GetArchiveListByColumns', 'Lists rows by restrictions'), body: ByColumnsSchema },
  }, async request => listItems(request, request.query.$select, request.body, textsOf(request.body)))

  app.post('/api/v1/Agents/Archive/GetArchiveListByColumns2', {
    schema: { ...call('GetArchiveListByColumns2', 'Lists rows by a filter'), body: ByColumns2Schema },
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

/** Returns the lists of a body as the texts that other requests send. */
function textsOf ({ Columns, SortOrder, Restriction, Entities }: Static<typeof ByColumnsSchema>): ListTexts {
  return {
    columns: { name: 'Columns', text: (Columns ?? []).join(',') },
    filter: { name: 'Restriction', text: toFilter(Restriction ?? [], 'Restriction') },
    order: { name: 'SortOrder', text: (SortOrder ?? []).map(({ Name, Direction }) => `${Name} ${Direction ?? 'ASC'}`).join(',') },
    entities: { name: 'Entities', text: (Entities ?? []).join(',') },
    longest: LONGEST_TEXT,
  }
}
