import { Type, type Static } from '@sinclair/typebox'
import { INT32_MAX, Words } from '../../carriers/scalars.js'
import { parameterTooLong } from '../../errors/api-errors.js'
import { columnNotSortable, directionUnknown, entityUnknown } from '../../errors/filter-errors.js'
import type { ProductQuery } from '../../storage/product-query.js'
import { COLUMN_NAMES, GENERAL_COLUMNS, columnNamed, findColumn, type ArchiveColumn } from './columns.js'
import { parseFilter } from './filter.js'
import type { FilterContext } from './filter-values.js'

/** The entity of the provider's rows (docs, archive provider "Product", Supported Entities). */
export const ENTITY_NAME = 'productInAssortment'

/** Limit in UTF-16 code units of a text of a URL: no usual URL is longer. */
export const LONGEST_PARAMETER = 4000

const count = (description: string) => Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: INT32_MAX, description }))
const word = (words: readonly [string, ...string[]], description: string) =>
  Type.Optional(Words(words, { default: undefined, description }))
const columnList = COLUMN_NAMES.join(', ')

/** The query parameters of the list (docs, GET Product). Documented ones that are missing here are refused. */
export const ListParametersSchema = Type.Object({
  $select: Type.Optional(Type.String({
    description: `The columns to give, with commas between them; a name with ? behind it may be one that does not exist. Columns: ${columnList}.`,
    examples: ['name,listPrice'],
  })),
  $filter: Type.Optional(Type.String({
    description: 'Which products to give: comparisons of columns with values, joined by and, or, not and brackets. Texts are compared in any case.',
    examples: ["name begins 'S' and listPrice gt 10"],
  })),
  $orderBy: Type.Optional(Type.String({ description: 'The columns to order by, each with asc or desc behind it or nothing.', examples: ['name asc,listPrice desc'] })),
  $entities: Type.Optional(Type.String({ description: `What to list, with commas between: ${ENTITY_NAME} is all that there is.` })),
  $top: count('How many rows to give.'),
  $skip: count('How many rows to leave out before the first.'),
  $mode: word(['Slim'], 'How much to tell of each value. There is only the value itself.'),
  $format: word(['JSON', 'XML'], 'What the answer is in; goes before Accept.'),
  $jsonSafe: Type.Optional(Type.Boolean({ description: 'Whether names have _ for each / in them.' })),
  $output: word(['Logical'], 'What booleans are. There is only true and false.'),
}, { additionalProperties: false })

export type ListParameters = Static<typeof ListParametersSchema>

/** A text of a request, with its name in messages. A text that is undefined or empty asks for nothing. */
interface NamedText {
  readonly name: string
  readonly text: string | undefined
}

/** What a list of products is asked for by. */
export interface ListTexts {
  readonly columns: NamedText
  readonly filter: NamedText
  readonly order: NamedText
  readonly entities: NamedText
  /** Limit of each text in UTF-16 code units. */
  readonly longest: number
}

/** A request for the list without its page. */
export interface ListRequest {
  readonly columns: readonly ArchiveColumn[]
  readonly query: Omit<ProductQuery, 'skip' | 'top'>
}

/**
 * Parses columns, filter, order and entities, each with its own grammar.
 * @throws ApiError 400 that names the parameter and what is wrong with it
 */
export function parseListRequest ({ longest, ...texts }: ListTexts, context: Omit<FilterContext, 'parameter'>): ListRequest {
  const { columns, filter, order, entities } = texts
  for (const { name, text = '' } of Object.values(texts)) if (text.length > longest) throw parameterTooLong(name, longest, text.length)
  for (const entity of splitList(entities.text)) {
    if (entity.toLowerCase() !== ENTITY_NAME.toLowerCase()) throw entityUnknown(entities.name, entity, ENTITY_NAME)
  }
  const selected = columnsOf(splitList(columns.text), columns.name)
  return {
    columns: selected,
    query: {
      properties: selected.map(({ property }) => property),
      order: splitList(order.text).map(part => readOrder(part, order.name)),
      ...(filter.text && { condition: parseFilter(filter.text, { ...context, parameter: filter.name }) }),
    },
  }
}

/** Splits a list at its commas and drops duplicates. */
const splitList = (list: string | undefined) => list === undefined || list === '' ? [] : [...new Set(list.split(',').map(part => part.trim()))]

/** Returns the columns with these names, or the general ones if there are none. A name with `?` behind it may be unknown, as in the vendor's own queries. */
function columnsOf (names: readonly string[], parameter: string): readonly ArchiveColumn[] {
  if (names.length === 0) return GENERAL_COLUMNS
  const columns = names.flatMap(name => name.endsWith('?') ? findColumn(name.slice(0, -1)) ?? [] : columnNamed(name, parameter))
  return [...new Set(columns)]
}

function readOrder (part: string, parameter: string): ProductQuery['order'][number] {
  const [name = '', direction = 'asc', ...others] = part.split(/\s+/)
  const column = columnNamed(name, parameter)
  const received = [direction, ...others].join(' ')
  if (!/^(asc|desc)$/i.test(received)) throw directionUnknown(parameter, name, received)
  if (!column.isSortable) throw columnNotSortable(parameter, column.name)
  return { property: column.property, isDescending: received.toLowerCase() === 'desc' }
}
