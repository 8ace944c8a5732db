import { Type } from '@sinclair/typebox'
import { LIST_NAMES, ListItemCarrierSchema, type ListItem, type ListItemCarrier } from '../../carriers/list-item.js'
import { Bool } from '../../carriers/scalars.js'
import { ENTITY_RIGHT } from '../../carriers/table-right.js'
import type { Config } from '../../config/config.js'
import { LIST_ITEM_FIELDS } from '../../context/unlimited-rights.js'
import { listUnknown } from '../../errors/api-errors.js'
import type { Wording } from '../../context/wording.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { READ_FAILURES, createFailures } from '../failures.js'

interface ListOptions {
  readonly store: Store
  readonly config: Pick<Config, 'errorMessageKey'>
}

const ItemsSchema = Type.Array(ListItemCarrierSchema, { xml: { name: 'ArrayOfListItemEntity' }, description: 'The items, ordered by rank and id.' })

const ItemsQuerySchema = Type.Object({
  includeDeleted: Type.Optional(Bool({ description: 'True to include deleted items.' })),
})

/** Adds a route for each of LIST_NAMES, and refuses other lists. */
export const addListRoutes: Routes<ListOptions> = (app, { store, config }) => {
  const response = { 200: ItemsSchema, ...createFailures(config).negotiatedFailures(READ_FAILURES) }

  for (const list of LIST_NAMES) {
    app.get(`/api/v1/List/${list}/Items`, {
      schema: {
        operationId: `v1${list}List_GetAll`,
        tags: ['List'],
        summary: `Lists the items of the list ${list}`,
        querystring: ItemsQuerySchema,
        response,
      },
    }, async ({ tenant, query: { includeDeleted = false }, wording }) => {
      const items = await store.listItems(tenant, list)
      return items.filter(({ Deleted }) => includeDeleted || !Deleted).map(item => listItemCarrier(item, wording))
    })
  }

  // The service has many more lists. The error names those that the mock supports.
  app.get('/api/v1/List/:name/Items', {
    schema: { hide: true, params: Type.Object({ name: Type.String() }) },
  }, async ({ params: { name } }) => { throw listUnknown(name, LIST_NAMES) })
}

const listItemCarrier = ({ Id, Name, Tooltip, Deleted, Rank }: ListItem, wording: Wording): ListItemCarrier => ({
  Id,
  Name: wording.text(Name),
  Tooltip: wording.text(Tooltip),
  Deleted,
  UdListDefinitionId: 0,
  Rank,
  TableRight: ENTITY_RIGHT,
  FieldProperties: LIST_ITEM_FIELDS,
})
