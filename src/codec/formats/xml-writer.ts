import type { TSchema } from '@sinclair/typebox'
import { isProperties, type Properties } from '../properties.js'
import { rememberingConstants } from '../../http/memoize.js'
import { variantOf } from '../variants.js'
import { SCHEMA_INSTANCE } from './xml-reader.js'

/** What cannot stand in an element as it is: markup, what readers take for a line feed, and what XML has no form for. */
const TO_ESCAPE = /[&<>\r\x85\u2028\0-\x08\v\f\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu // eslint-disable-line no-control-regex
const ESCAPES = new Map([
  ['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['\r', '&#xD;'], ['\x85', '&#x85;'], ['\u2028', '&#x2028;'],
])
const REPLACEMENT_CHARACTER = '\ufffd'

/** Writes what stands between the tags of an element. */
type ContentWriter<Value = unknown> = (value: Value) => string

/**
 * Compiles the writing of an XML document: elements in the order of the schema, null as `i:nil`, nothing for
 * what is undefined. The keyword `xml` of the schema names the root.
 */
export function compileXmlWriter (schema: TSchema): (value: unknown) => string {
  const name: string = schema['xml'].name
  const start = `<${name} xmlns:i="${SCHEMA_INSTANCE}"`
  const writeContent = compileContentWriter(schema)
  return value => value === null ? `${start} i:nil="true"/>` : `${start}>${writeContent(value)}</${name}>`
}

function compileContentWriter (schema: TSchema): ContentWriter {
  const variant = variantOf(schema)
  if (variant['type'] === 'array') return compileListWriter(variant['items'])
  const writeObject = compileObjectWriter(variant)
  return rememberingConstants(value => isProperties(value) ? writeObject(value) : escaped(String(value)))
}

/** Writes an element for each item; the keyword `xml` of their schema names it. */
function compileListWriter (items: TSchema): ContentWriter {
  const name: string = items['xml'].name
  const writeItem = compileContentWriter(items)
  return list => Array.from(Object(list), item => `<${name}>${writeItem(item)}</${name}>`).join('')
}

const escaped = (text: string) => text.replace(TO_ESCAPE, character => ESCAPES.get(character) ?? REPLACEMENT_CHARACTER)

function compileObjectWriter (schema: TSchema): ContentWriter<Properties> {
  return schema['patternProperties'] === undefined
    ? compilePropertiesWriter(schema['properties'] ?? {})
    : compileDictionaryWriter(schema)
}

function compilePropertiesWriter (properties: Record<string, TSchema>): ContentWriter<Properties> {
  const elements = Object.entries(properties).map(([name, property]) => ({
    name, start: `<${name}>`, end: `</${name}>`, nil: `<${name} i:nil="true"/>`, writeContent: compileContentWriter(property),
  }))

  return carrier => {
    let xml = ''
    for (const { name, start, end, nil, writeContent } of elements) {
      const value = carrier[name]
      if (value === undefined) continue
      xml += value === null ? nil : start + writeContent(value) + end
    }
    return xml
  }
}

/** Writes an entry for each property; the keyword `x-xml-entry` names it. */
function compileDictionaryWriter (schema: TSchema): ContentWriter<Properties> {
  const entry: string = schema['x-xml-entry']
  const [valueSchema = schema]: TSchema[] = Object.values(schema['patternProperties'])
  const writeValue = compileContentWriter(valueSchema)

  return dictionary => Object.entries(dictionary).map(([key, value]) =>
    `<${entry}><Key>${escaped(key)}</Key><Value>${writeValue(value)}</Value></${entry}>`).join('')
}
