import type { TSchema } from '@sinclair/typebox'
import { isProperties, type Properties } from '../properties.js'
import { memoizeConstants } from '../../http/memoize.js'
import { selectVariant } from '../../carriers/variants.js'
import { formatDouble, isDouble } from './double.js'
import { SCHEMA_INSTANCE } from './xml-reader.js'

/** Matches characters that are escaped or replaced: markup, line ends that parsers can normalize, and characters that XML forbids. */
const TO_ESCAPE = /[&<>\r\x85\u2028\0-\x08\v\f\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu // eslint-disable-line no-control-regex
const ESCAPES = new Map([
  ['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['\r', '&#xD;'], ['\x85', '&#x85;'], ['\u2028', '&#x2028;'],
])
const REPLACEMENT_CHARACTER = '\ufffd'

/** Writes the content of an element, without its tags. */
type ContentWriter<Value = unknown> = (value: Value) => string

/**
 * Compiles a writer of XML documents. The `properties` of a schema are written in its order. One that is null is written with `i:nil`, and
 * one that is undefined is omitted. The keyword `xml` of the schema has the name of the root element.
 */
export function compileXmlWriter (schema: TSchema): (value: unknown) => string {
  const name: string = schema['xml'].name
  const start = `<${name} xmlns:i="${SCHEMA_INSTANCE}"`
  const writeContent = compileContentWriter(schema)
  return value => value === null ? `${start} i:nil="true"/>` : `${start}>${writeContent(value)}</${name}>`
}

function compileContentWriter (schema: TSchema): ContentWriter {
  const variant = selectVariant(schema)
  if (variant['type'] === 'array') return compileListWriter(variant['items'])
  if (isDouble(variant)) return value => formatDouble(Number(value))
  const writeObject = compileObjectWriter(variant)
  return memoizeConstants(value => isProperties(value) ? writeObject(value) : escapeXml(String(value)))
}

function compileListWriter (items: TSchema): ContentWriter {
  const name: string = items['xml'].name
  const writeItem = compileContentWriter(items)
  return list => Array.from(Object(list), item => `<${name}>${writeItem(item)}</${name}>`).join('')
}

const escapeXml = (text: string) => text.replace(TO_ESCAPE, character => ESCAPES.get(character) ?? REPLACEMENT_CHARACTER)

function compileObjectWriter (schema: TSchema): ContentWriter<Properties> {
  return schema['patternProperties'] === undefined
    ? compilePropertiesWriter(schema['properties'] ?? {})
    : compileDictionaryWriter(schema)
}

/** Returns the element name of a property. Encodes a slash, which names of archive columns can contain, as .NET's XmlConvert does. */
const elementName = (name: string) => name.replaceAll('/', '_x002F_')

function compilePropertiesWriter (properties: Record<string, TSchema>): ContentWriter<Properties> {
  const elements = Object.entries(properties).map(([name, property]) => {
    const element = elementName(name)
    return { name, start: `<${element}>`, end: `</${element}>`, nil: `<${element} i:nil="true"/>`, writeContent: compileContentWriter(property) }
  })

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

function compileDictionaryWriter (schema: TSchema): ContentWriter<Properties> {
  const entry: string = schema['x-xml-entry']
  const [valueSchema = schema]: TSchema[] = Object.values(schema['patternProperties'])
  const writeValue = compileContentWriter(valueSchema)

  return dictionary => Object.entries(dictionary).map(([key, value]) =>
    `<${entry}><Key>${escapeXml(key)}</Key><Value>${writeValue(value)}</Value></${entry}>`).join('')
}
