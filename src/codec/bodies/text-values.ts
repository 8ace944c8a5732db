import type { TObject, TSchema } from '@sinclair/typebox'
import { CALENDAR_FORMAT, DECIMAL_NUMBER, WHOLE_NUMBER } from '../../carriers/scalars.js'
import { isProperties, type Properties } from '../properties.js'
import { itemsVariant, objectVariant, variantOf, variantsOf } from '../variants.js'

const BOOLEANS = new Map([['true', true], ['1', true], ['false', false], ['0', false]])

/** The number or boolean that a text says, by .NET's rules: blanks around it do not count. Undefined if it says none. */
export function scalarOf (text: string, schema: TSchema): number | boolean | undefined {
  const trimmed = text.trim()
  switch (schema['type']) {
    case 'boolean': return BOOLEANS.get(trimmed.toLowerCase())
    case 'number': return numberOf(trimmed, DECIMAL_NUMBER, Number.isFinite)
    default: return numberOf(trimmed, WHOLE_NUMBER, Number.isSafeInteger)
  }
}

function numberOf (text: string, form: RegExp, isTaken: (number: number) => boolean): number | undefined {
  const number = form.test(text) ? Number(text) : NaN
  return isTaken(number) ? number : undefined
}

/** Puts values of the schema's types in the place of texts, and leaves texts that say no such value. */
export type TextConversion = (properties: Properties, emptyIsNull: boolean) => void

/** Compiles the conversion of an entity with documented names whose values are all texts. */
export function compileTextConversion (schema: TObject): TextConversion {
  const parts = Object.entries<TSchema>(schema.properties).map(([name, property]) => {
    const nested = objectVariant(property)
    const items = itemsVariant(property)
    return {
      name,
      variant: variantOf(property),
      isNullable: variantsOf(property).some(({ type }) => type === 'null'),
      convertNested: nested && compileTextConversion(nested),
      convertItem: items && compileTextConversion(items),
    }
  })

  return function convert (properties, emptyIsNull) {
    for (const { name, variant, isNullable, convertNested, convertItem } of parts) {
      const text = properties[name]
      if (typeof text === 'string') properties[name] = valueOf(text, variant, emptyIsNull && isNullable)
      const value = properties[name]
      if (convertNested !== undefined && isProperties(value)) convertNested(value, emptyIsNull)
      if (convertItem === undefined || !Array.isArray(value)) continue
      for (const [index, item] of value.entries()) {
        if (isProperties(item)) convertItem(item, emptyIsNull)
        else if (typeof item === 'string' && item.trim() === '') value[index] = {}
      }
    }
  }
}

function valueOf (text: string, schema: TSchema, emptyIsNull: boolean): unknown {
  switch (schema['type']) {
    case 'integer':
    case 'number':
    case 'boolean': return scalarOf(text, schema) ?? text
    case 'object': return text.trim() !== '' ? text : emptyIsNull ? null : {}
    case 'array': return text.trim() !== '' ? text : emptyIsNull ? null : []
  }
  if (schema['enum'] !== undefined) return text.trim()
  if (schema['format'] !== CALENDAR_FORMAT) return text
  return text.trim() === '' && emptyIsNull ? null : text.trim()
}
