import { Type, type Static } from '@sinclair/typebox'
import { Bool, Int32, Nullable, Words } from '../../carriers/scalars.js'
import { requireOperator, restrictedColumn } from './filter.js'

/** Maximum numbers of restrictions in a request, and of values in a restriction. Known clients send far fewer. */
const MOST_RESTRICTIONS = 200
const MOST_VALUES = 1000

const ignored = () => Type.Optional(Type.Unknown({ description: 'Ignored.' }))

/** Schema of the vendor's ArchiveRestrictionInfo (the vendor's documentation, POST Agents/Archive/GetArchiveListByColumns). */
const RestrictionSchema = Type.Object({
  Name: Type.String({ description: 'The column.' }),
  Operator: Type.String({ description: 'An operator of $filter, such as equals, begins or oneOf.' }),
  Values: Type.Optional(Nullable(Type.Array(Type.String(), { maxItems: MOST_VALUES }), { description: 'The values that the column is compared with.' })),
  DisplayValues: ignored(),
  ColumnInfo: ignored(),
  IsActive: Type.Optional(Bool({ default: true, description: 'True if the restriction is applied.' })),
  SubRestrictions: ignored(),
  InterParenthesis: Type.Optional(Int32({ description: 'The number of brackets to open before the restriction; a negative number closes brackets after it.' })),
  InterOperator: Type.Optional(Words(['None', 'And', 'Or'], { default: 'And', description: 'The conjunction with the next restriction; None has the effect of And.' })),
  UniqueHash: ignored(),
}, { $id: 'ArchiveRestrictionInfo', xml: { name: 'ArchiveRestrictionInfo' }, description: 'A condition on a column.' })

export const RestrictionsSchema = Type.Optional(Nullable(Type.Array(RestrictionSchema, { maxItems: MOST_RESTRICTIONS }), {
  description: 'The conditions on rows; by default all rows are returned.',
}))

type Restriction = Static<typeof RestrictionSchema>

/**
 * Formats the active restrictions as a filter, because restrictions and filters have the same operators. Values become quoted strings.
 * @param parameter the property that contains the restrictions, for error messages
 * @throws ApiError 400 if a column does not exist or filters cannot compare it, or if an operator does not exist or the column does not
 * support it
 */
export function formatFilter (restrictions: readonly Restriction[], parameter: string): string {
  const active = restrictions.filter(({ IsActive = true }) => IsActive)
  return active.map((restriction, index) => {
    const { InterParenthesis = 0, InterOperator } = restriction
    const brackets = Math.min(Math.abs(InterParenthesis), MOST_RESTRICTIONS)
    const condition = formatComparison(restriction, parameter)
    const bracketed = InterParenthesis > 0 ? '('.repeat(brackets) + condition : condition + ')'.repeat(brackets)
    return index < active.length - 1 ? `${bracketed} ${InterOperator === 'Or' ? 'or' : 'and'} ` : bracketed
  }).join('')
}

function formatComparison ({ Name, Operator, Values }: Restriction, parameter: string): string {
  const column = restrictedColumn(Name, parameter)
  const { kind } = requireOperator(column, Operator, parameter)
  const values = (Values ?? []).map(value => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
  const operands = kind === 'in' || kind === 'between' ? `(${values.join(',')})` : values.join(' ')
  return `${column.name} ${Operator} ${operands}`
}
