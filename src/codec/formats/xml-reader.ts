import { SaxesParser, type SaxesAttributeNS } from 'saxes'
import { bodyMalformed } from '../../errors/api-errors.js'
import { quote, shortened } from '../../errors/expectation.js'
import { emptyProperties, type Properties } from '../properties.js'
import { TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** The namespace of the attribute `nil`. */
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** Over four times as deep as the deepest carrier, which has seven levels. */
const MOST_NESTED = 32

/** The namespace in which DataContractSerializer writes `Id` and `Ref`, for an object that stands in two places. */
const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/'

/** An element whose end has not come; the document itself is the outermost. */
interface OpenElement {
  readonly name: string
  readonly attributes: readonly SaxesAttributeNS[]
  readonly depth: number
  readonly parent?: OpenElement
  text: string
  children: Properties | undefined
}

/**
 * Reads an XML body into a tree of texts by local names, whatever the namespaces; an empty one is undefined.
 * Elements that hold elements are objects, those with `nil="true"` null, those with `Ref` are what has that `Id`.
 * What the XML declaration says of the encoding does not count: the bytes are UTF-8, though .NET's StringWriter
 * writes utf-16 there.
 * @throws ApiError 400 that says where the text stops being XML, and for a document type declaration
 */
export function readXml (body: Buffer): TextBody | undefined {
  const xml = readUtf8(body, 'XML')
  if (xml.trim() === '') return undefined

  const roots = emptyProperties()
  const document: OpenElement = { name: '', attributes: [], depth: 0, text: '', children: roots }
  const identified = new Map<string, unknown>()
  let current = document
  const addText = (text: string) => { current.text += text }

  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', ({ message }) => { throw bodyMalformed('XML', reasonOf(message)) })
  parser.on('doctype', () => { throw bodyMalformed('XML', 'it must have no document type declaration') })
  parser.on('opentag', ({ local, attributes }) => {
    const depth = current.depth + 1
    if (depth > MOST_NESTED) throw bodyMalformed('XML', `its elements must be at most ${MOST_NESTED} deep`)
    current = { name: local, attributes: Object.values(attributes), depth, parent: current, text: '', children: undefined }
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const { name, parent = document } = current
    parent.children ??= emptyProperties()
    putProperty(parent.children, name, valueOf(current, identified))
    current = parent
  })
  parser.write(xml).close()

  const [[root, value] = []] = Object.entries(roots)
  const isBlank = typeof value === 'string' && value.trim() === ''
  return new TextBody(isBlank ? emptyProperties() : value, false, root)
}

/** The value of an element that has ended; what can be referred to is kept. */
function valueOf ({ name, attributes, text, children }: OpenElement, identified: Map<string, unknown>): unknown {
  const attribute = (namespace: string, attributeName: string) =>
    attributes.find(({ uri, local }) => uri === namespace && local === attributeName)?.value.trim()

  const reference = attribute(SERIALIZATION, 'Ref')
  if (reference !== undefined) {
    if (identified.has(reference)) return identified.get(reference)
    throw bodyMalformed('XML', `${quote(name)} must refer to an element before it; none has the Id ${quote(reference)}`)
  }
  if (/^(true|1)$/.test(attribute(SCHEMA_INSTANCE, 'nil') ?? '')) return null
  if (children !== undefined && text.trim() !== '') {
    throw bodyMalformed('XML', `${quote(name)} must hold elements or a text, not both; the text ${quote(text.trim())} came`)
  }
  const value = children ?? text
  const id = attribute(SERIALIZATION, 'Id')
  if (id !== undefined) identified.set(id, value)
  return value
}

/** Half a sentence from one of the parser's, which are as long as the names in them: `3:14: unclosed tag: Blob` */
const reasonOf = (message: string) =>
  shortened(message.replace(/\.$/, '').replace(/^(\d+):(\d+):/, 'line $1, column $2:'))
