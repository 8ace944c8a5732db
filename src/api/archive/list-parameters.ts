import { Type, type Static } from '@sinclair/typebox'
import { INT32_MAX, Words } from '../../carriers/scalars.js'
import { parameterTooLong } from '../../errors/api-errors.js'
import { columnNotSelectable, columnNotSortable, directionUnknown, entityUnknown } from '../../errors/filter-errors.js'
import type { ProductQuery } from '../../storage/product-query.js'
import { GENERAL_COLUMNS, ROW_COLUMNS, requireColumn, findColumn, type ArchiveColumn } from './columns.js'
import { parseFilter } from './filter.js'
import type { FilterContext } from './filter-values.js'

/** The EntityName of the rows of products (the vendor's documentation, archive provider "Product", Supported Entities). */
export const ENTITY_NAME = 'productInAssortment'

/**
 * Maximum length of each of `$select`, `$filter`, `$orderBy` and `$entities`, in UTF-16 code units. Known clients send far shorter strings.
 */
export const LONGEST_PARAMETER = 4000

const count = (description: string) => Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: INT32_MAX, description }))
const word = (words: readonly [string, ...string[]], description: string) =>
  Type.Optional(Words(words, { default: undefined, description }))
const columnList = ROW_COLUMNS.map(({ name }) => name).join(', ')

/**
 * The supported query parameters of the list (the vendor's documentation, GET Product). All other parameters are refused, even if they are
 * documented.
 */
export const ListParametersSchema = Type.Object({
  $select: Type.Optional(Type.String({
    description: `The columns to return, separated by commas. A name followed by ? is ignored if the column does not exist. Columns: ${columnList}.`,
    examples: ['name,listPrice'],
  })),
  $filter: Type.Optional(Type.String({
    description: 'The filter: comparisons of columns with values, joined by and, or, not and brackets. Strings are compared case-insensitively.',
    examples: ["name begins 'S' and listPrice gt 10"],
  })),
  $orderBy: Type.Optional(Type.String({ description: 'The columns by which rows are ordered, separated by commas, each optionally followed by asc or desc.', examples: ['name asc,listPrice desc'] })),
  $entities: Type.Optional(Type.String({ description: `The entities to list, separated by commas; only ${ENTITY_NAME} exists.` })),
  $top: count('The maximum number of rows.'),
  $skip: count('The number of rows to skip.'),
  $mode: word(['Slim'], 'The detail of each value. Only one is supported: the value without details.'),
  $format: word(['JSON', 'XML'], 'The format of the response; takes precedence over Accept.'),
  $jsonSafe: Type.Optional(Type.Boolean({ description: 'True to replace / by _ in the names of columns.' })),
  $output: word(['Logical'], 'The form of booleans; only true and false are supported.'),
}, { additionalProperties: false })

export type ListParameters = Static<typeof ListParametersSchema>

interface NamedString {
  /** The name of the parameter or property, for error messages. */
  readonly name: string
  /** The value. An empty string has the same effect as undefined. */
  readonly text: string | undefined
}

export interface ListStrings {
  readonly columns: NamedString
  readonly filter: NamedString
  readonly order: NamedString
  readonly entities: NamedString
  /** Maximum length of each string, in UTF-16 code units. */
  readonly longest: number
}

export interface ListRequest {
  readonly columns: readonly ArchiveColumn[]
  readonly query: Omit<ProductQuery, 'skip' | 'top'>
}

/**
 * Parses columns, filter and order, each with its own grammar, and validates the entities.
 * @throws ApiError 400 with the name of the parameter or property that is invalid or too long
 */
export function parseListRequest ({ longest, ...texts }: ListStrings, context: Omit<FilterContext, 'parameter'>): ListRequest {
  const { columns, filter, order, entities } = texts
  for (const { name, text = '' } of Object.values(texts)) if (text.length > longest) throw parameterTooLong(name, longest, text.length)
  for (const entity of splitList(entities.text)) {
    if (entity.toLowerCase() !== ENTITY_NAME.toLowerCase()) throw entityUnknown(entities.name, entity, ENTITY_NAME)
  }
  const selected = parseColumns(splitList(columns.text), columns.name)
  return {
    columns: selected,
    query: {
      properties: selected.map(({ property }) => property),
      order: splitList(order.text).map(part => readOrder(part, order.name)),
      ...(filter.text && { condition: parseFilter(filter.text, { ...context, parameter: filter.name }) }),
    },
  }
}

const splitList = (list: string | undefined) => list === undefined || list === '' ? [] : [...new Set(list.split(',').map(part => part.trim()))]

/**
 * Returns the columns with these names, or GENERAL_COLUMNS if `names` is empty. A name that ends with `?` is ignored if rows cannot have
 * the column. The vendor's own queries contain such names.
 * @throws ApiError 400 if rows cannot have a column whose name does not end with `?`
 */
function parseColumns (names: readonly string[], parameter: string): readonly ArchiveColumn[] {
  if (names.length === 0) return GENERAL_COLUMNS
  return [...new Set(names.flatMap(name => readColumn(name, parameter)))]
}

function readColumn (name: string, parameter: string): ArchiveColumn | readonly [] {
  if (name.endsWith('?')) {
    const column = findColumn(name.slice(0, -1))
    return column?.isSelectable === true ? column : []
  }
  const column = requireColumn(name, parameter)
  if (!column.isSelectable) throw columnNotSelectable(parameter, column.name)
  return column
}

function readOrder (part: string, parameter: string): ProductQuery['order'][number] {
  const [name = '', direction = 'asc', ...others] = part.split(/\s+/)
  const column = requireColumn(name, parameter)
  const received = [direction, ...others].join(' ')
  if (!/^(asc|desc)$/i.test(received)) throw directionUnknown(parameter, name, received)
  if (!column.isSortable) throw columnNotSortable(parameter, column.name)
  return { property: column.property, isDescending: received.toLowerCase() === 'desc' }
}
