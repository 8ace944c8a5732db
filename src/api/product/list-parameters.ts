import { Type, type Static } from '@sinclair/typebox'
import { INT32_MAX, Words } from '../../carriers/scalars.js'
import { directionUnknown, parameterTooLong } from '../../errors/api-errors.js'
import type { ProductQuery } from '../../storage/product-query.js'
import { parseFilter } from './filter.js'
import { COLUMN_NAMES, DEFAULT_COLUMNS, columnNamed, type ListColumn } from './list-columns.js'

/** Limit in UTF-16 code units. No usual URL is longer, and a filter of this length is parsed within a millisecond. */
const LONGEST_PARAMETER = 4000

const count = (description: string) => Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: INT32_MAX, description }))
const word = (words: readonly [string, ...string[]], description: string) =>
  Type.Optional(Words(words, { default: undefined, description }))
const columnList = COLUMN_NAMES.join(', ')

/** The query parameters of the list (docs, GET Product). Documented ones that are missing here are refused. */
export const ListParametersSchema = Type.Object({
  $select: Type.Optional(Type.String({ description: `The columns to give, with commas between them: ${columnList}.`, examples: ['name,listPrice'] })),
  $filter: Type.Optional(Type.String({
    description: 'Which products to give: comparisons of columns with values, joined by and, or, not and brackets. Texts are compared in any case.',
    examples: ["name begins 'S' and listPrice gt 10"],
  })),
  $orderBy: Type.Optional(Type.String({ description: 'The columns to order by, each with asc or desc behind it or nothing.', examples: ['name asc,listPrice desc'] })),
  $top: count('How many rows to give.'),
  $skip: count('How many rows to leave out before the first.'),
  $mode: word(['Slim'], 'How much to tell of each value. There is only the value itself.'),
  $format: word(['JSON', 'XML'], 'What the answer is in; goes before Accept.'),
  $jsonSafe: Type.Optional(Type.Boolean({ description: 'Whether names may hold letters and the like only. All do.' })),
  $output: word(['Logical'], 'What booleans are. There is only true and false.'),
}, { additionalProperties: false })

export type ListParameters = Static<typeof ListParametersSchema>

/** A request for the list without its page. */
interface ListRequest {
  readonly columns: readonly ListColumn[]
  readonly query: Omit<ProductQuery, 'skip' | 'top'>
}

/**
 * Parses `$select`, `$filter` and `$orderBy`, each with its own grammar.
 * @throws ApiError 400 that names the parameter and what is wrong with it
 */
export function parseListRequest ({ $select, $filter, $orderBy }: ListParameters): ListRequest {
  for (const [name, text = ''] of Object.entries({ $select, $filter, $orderBy })) {
    if (text.length > LONGEST_PARAMETER) throw parameterTooLong(name, LONGEST_PARAMETER, text.length)
  }
  const columns = $select === undefined ? DEFAULT_COLUMNS : splitList($select).map(part => columnNamed(part, '$select'))
  return {
    columns,
    query: {
      properties: columns.map(({ property }) => property),
      order: $orderBy === undefined ? [] : splitList($orderBy).map(readOrder),
      ...($filter !== undefined && { condition: parseFilter($filter) }),
    },
  }
}

/** Splits a list at its commas and drops duplicates. */
const splitList = (list: string) => [...new Set(list.split(',').map(part => part.trim()))]

function readOrder (part: string): ProductQuery['order'][number] {
  const [name = '', direction = 'asc', ...others] = part.split(/\s+/)
  const { property } = columnNamed(name, '$orderBy')
  const came = [direction, ...others].join(' ')
  if (!/^(asc|desc)$/i.test(came)) throw directionUnknown(name, came)
  return { property, isDescending: direction.toLowerCase() === 'desc' }
}
