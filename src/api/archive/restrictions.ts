import { Type, type Static } from '@sinclair/typebox'
import { Bool, Int32, Nullable, Words } from '../../carriers/scalars.js'
import { operatorOf, restrictedColumn } from './filter.js'

/** Limits of a body: no known client comes near. */
const MOST_RESTRICTIONS = 200
const MOST_VALUES = 1000

const ignored = () => Type.Optional(Type.Unknown({ description: 'Ignored.' }))

/** The vendor's ArchiveRestrictionInfo (docs, POST Agents/Archive/GetArchiveListByColumns). */
const RestrictionSchema = Type.Object({
  Name: Type.String({ description: 'The column.' }),
  Operator: Type.String({ description: 'An operator of $filter, such as equals, begins or oneOf.' }),
  Values: Type.Optional(Nullable(Type.Array(Type.String(), { maxItems: MOST_VALUES }), { description: 'What the column is compared with.' })),
  DisplayValues: ignored(),
  ColumnInfo: ignored(),
  IsActive: Type.Optional(Bool({ default: true, description: 'Whether the restriction counts.' })),
  SubRestrictions: ignored(),
  InterParenthesis: Type.Optional(Int32({ description: 'How many brackets open before the restriction, or below zero, how many close behind it.' })),
  InterOperator: Type.Optional(Words(['None', 'And', 'Or'], { default: 'And', description: 'What joins the restriction to the next one; None joins it as And does.' })),
  UniqueHash: ignored(),
}, { $id: 'ArchiveRestrictionInfo', xml: { name: 'ArchiveRestrictionInfo' }, description: 'A condition on a column.' })

export const RestrictionsSchema = Type.Optional(Nullable(Type.Array(RestrictionSchema, { maxItems: MOST_RESTRICTIONS }), {
  description: 'Which rows to give; all without it.',
}))

type Restriction = Static<typeof RestrictionSchema>

/**
 * Returns restrictions as a filter, which has the same operators. Values are in quotes there, as they are strings here.
 * @param parameter the property that has them, for error messages
 * @throws ApiError 400 for an unknown column or operator
 */
export function toFilter (restrictions: readonly Restriction[], parameter: string): string {
  const active = restrictions.filter(({ IsActive = true }) => IsActive)
  return active.map((restriction, index) => {
    const { InterParenthesis = 0, InterOperator } = restriction
    const brackets = Math.min(Math.abs(InterParenthesis), MOST_RESTRICTIONS)
    const condition = comparisonOf(restriction, parameter)
    const bracketed = InterParenthesis > 0 ? '('.repeat(brackets) + condition : condition + ')'.repeat(brackets)
    return index < active.length - 1 ? `${bracketed} ${InterOperator === 'Or' ? 'or' : 'and'} ` : bracketed
  }).join('')
}

function comparisonOf ({ Name, Operator, Values }: Restriction, parameter: string): string {
  const column = restrictedColumn(Name, parameter)
  const { kind } = operatorOf(column, Operator, parameter)
  const values = (Values ?? []).map(value => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`)
  const operands = kind === 'in' || kind === 'between' ? `(${values.join(',')})` : values.join(' ')
  return `${column.name} ${Operator} ${operands}`
}
