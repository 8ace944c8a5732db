import { Type, type Static } from '@sinclair/typebox'
import { INT32_MAX, Words } from '../../carriers/scalars.js'
import { directionUnknown, parameterTooLong } from '../../errors/api-errors.js'
import type { ProductQuery } from '../../storage/product-query.js'
import { readFilter } from './filter.js'
import { COLUMN_NAMES, DEFAULT_COLUMNS, columnNamed, type Column } from './list-columns.js'

/** In UTF-16 code units: as many as URLs have anywhere, and few enough for one turn of the event loop. */
const LONGEST_PARAMETER = 4000

const count = (description: string) => Type.Optional(Type.Integer({ format: 'int32', minimum: 0, maximum: INT32_MAX, description }))
const word = (words: readonly [string, ...string[]], description: string) =>
  Type.Optional(Words(words, { default: undefined, description }))
const named = COLUMN_NAMES.join(', ')

/** The parameters of the list (docs, GET Product); those of them that are missing here are refused. */
export const ListParametersSchema = Type.Object({
  $select: Type.Optional(Type.String({ description: `The columns to give, with commas between them: ${named}.`, examples: ['name,listPrice'] })),
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

/** What is asked for, whichever page of it. */
export interface ListRequest {
  readonly columns: readonly Column[]
  readonly query: Omit<ProductQuery, 'skip' | 'top'>
}

/**
 * Reads the parameters that have a language of their own.
 * @throws ApiError 400 that says what is wrong with which parameter
 */
export function readListRequest ({ $select, $filter, $orderBy }: ListParameters): ListRequest {
  for (const [name, text = ''] of Object.entries({ $select, $filter, $orderBy })) {
    if (text.length > LONGEST_PARAMETER) throw parameterTooLong(name, LONGEST_PARAMETER, text.length)
  }
  const columns = $select === undefined ? DEFAULT_COLUMNS : partsOf($select).map(part => columnNamed(part, '$select'))
  return {
    columns,
    query: {
      properties: columns.map(({ property }) => property),
      order: $orderBy === undefined ? [] : partsOf($orderBy).map(readOrder),
      ...($filter !== undefined && { condition: readFilter($filter) }),
    },
  }
}

/** What stands between the commas, once if it is there twice. */
const partsOf = (list: string) => [...new Set(list.split(',').map(part => part.trim()))]

function readOrder (part: string): ProductQuery['order'][number] {
  const [name = '', direction = 'asc', ...others] = part.split(/\s+/)
  const { property } = columnNamed(name, '$orderBy')
  const came = [direction, ...others].join(' ')
  if (!/^(asc|desc)$/i.test(came)) throw directionUnknown(name, came)
  return { property, isDescending: direction.toLowerCase() === 'desc' }
}
