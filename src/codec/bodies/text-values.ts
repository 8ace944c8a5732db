import type { TObject, TSchema } from '@sinclair/typebox'
import { CALENDAR_FORMAT, DECIMAL_NUMBER, WHOLE_NUMBER } from '../../carriers/scalars.js'
import { isProperties, type Properties } from '../properties.js'
import { itemsVariant, objectVariant, selectVariant, listVariants } from '../../carriers/variants.js'

/** The values of xsd:boolean, by spelling in lower case. */
const XML_BOOLEANS = new Map([['true', true], ['1', true], ['false', false], ['0', false]])

/** Parses a number or boolean, without the white space around it. Returns undefined if the string is not a value of the schema's type. */
export function parseScalar (text: string, schema: TSchema): number | boolean | undefined {
  const trimmed = text.trim()
  switch (schema['type']) {
    case 'boolean': return XML_BOOLEANS.get(trimmed.toLowerCase())
    case 'number': return parseNumber(trimmed, DECIMAL_NUMBER, Number.isFinite)
    default: return parseNumber(trimmed, WHOLE_NUMBER, Number.isSafeInteger)
  }
}

function parseNumber (text: string, form: RegExp, isValid: (number: number) => boolean): number | undefined {
  const number = form.test(text) ? Number(text) : NaN
  return isValid(number) ? number : undefined
}

/** Converts the strings of an entity in place to the types of the schema. A string that cannot be converted stays a string. */
type TextConversion = (properties: Properties, emptyIsNull: boolean) => void

/** Compiles the conversion of an entity whose names have the documented spelling. */
export function compileTextConversion (schema: TObject): TextConversion {
  const parts = Object.entries<TSchema>(schema.properties).map(([name, property]) => {
    const nested = objectVariant(property)
    const items = itemsVariant(property)
    return {
      name,
      variant: selectVariant(property),
      isNullable: listVariants(property).some(({ type }) => type === 'null'),
      convertNested: nested && compileTextConversion(nested),
      convertItem: items && compileTextConversion(items),
    }
  })

  return function convert (properties, emptyIsNull) {
    for (const { name, variant, isNullable, convertNested, convertItem } of parts) {
      const text = properties[name]
      if (typeof text === 'string') properties[name] = convertText(text, variant, emptyIsNull && isNullable)
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

function convertText (text: string, schema: TSchema, emptyIsNull: boolean): unknown {
  switch (schema['type']) {
    case 'integer':
    case 'number':
    case 'boolean': return parseScalar(text, schema) ?? text
    case 'object': return text.trim() !== '' ? text : emptyIsNull ? null : {}
    case 'array': return text.trim() !== '' ? text : emptyIsNull ? null : []
  }
  if (schema['enum'] !== undefined) return text.trim()
  if (schema['format'] !== CALENDAR_FORMAT) return text
  return text.trim() === '' && emptyIsNull ? null : text.trim()
}
