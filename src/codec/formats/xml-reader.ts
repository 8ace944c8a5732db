import { SaxesParser, type SaxesAttributeNS } from 'saxes'
import { bodyMalformed } from '../../errors/api-errors.js'
import { quote, shortened } from '../../errors/expectation.js'
import { emptyProperties, type Properties } from '../properties.js'
import { TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** Namespace of the attribute `nil`. */
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** Limits the nesting of elements. Carriers have fewer levels. */
const MOST_ELEMENT_LEVELS = 32

/** Limits the number of elements and attributes in a body, because parsing hundreds of thousands would block the event loop. */
const MOST_NODES = 20_000

/**
 * Namespace of the attributes `Id` and `Ref`. If several properties refer to the same object, .NET's DataContractSerializer can write the
 * object once, with an `Id`, and write the other properties as references to this `Id`.
 */
const SERIALIZATION = 'http://schemas.microsoft.com/2003/10/Serialization/'

/** An element whose end tag has not been parsed yet. The outermost OpenElement represents the document. */
interface OpenElement {
  readonly name: string
  readonly attributes: readonly SaxesAttributeNS[]
  readonly depth: number
  readonly parent?: OpenElement
  text: string
  children: Properties | undefined
}

/**
 * A parser that throws an ApiError for an error in the XML. It has no handler for errors, because with seven handlers or more, V8 stores
 * the properties of the parser in a dictionary, and parsing takes seven times as long.
 */
class BodyParser extends SaxesParser<{ readonly xmlns: true }> {
  override fail (message: string): this {
    throw bodyMalformed('XML', formatParserError(this.makeError(message).message))
  }
}

/**
 * Parses an XML body. Usually, an element with child elements becomes an object, and any other element a string. The properties have the
 * local names of the elements; the namespaces of elements are ignored. Sibling elements with the same name become a `Repeated`. An element
 * with `Ref` becomes the value of the earlier element with that `Id`. Any other element with `nil="true"` becomes null. The encoding in the
 * XML declaration is ignored, because XML from .NET's StringWriter declares UTF-16 but is often sent as UTF-8. Returns undefined for a body
 * that is empty or white space.
 * @throws ApiError 400, for example for a malformed body, or one that exceeds MOST_NODES or MOST_ELEMENT_LEVELS
 */
export function readXml (body: Buffer): TextBody | undefined {
  const xml = readUtf8(body, 'XML')
  if (xml.trim() === '') return undefined

  const roots = emptyProperties()
  const document: OpenElement = { name: '', attributes: [], depth: 0, text: '', children: roots }
  const identified = new Map<string, unknown>()
  let current = document
  let nodes = 0
  const addText = (text: string) => { current.text += text }
  const countNode = () => {
    if (++nodes > MOST_NODES) throw bodyMalformed('XML', `it must have at most ${MOST_NODES} elements and attributes`)
  }

  const parser = new BodyParser({ xmlns: true })
  parser.on('doctype', () => { throw bodyMalformed('XML', 'it must have no document type declaration') })
  parser.on('attribute', countNode)
  parser.on('opentag', ({ local, attributes }) => {
    countNode()
    const depth = current.depth + 1
    if (depth > MOST_ELEMENT_LEVELS) throw bodyMalformed('XML', `its elements must be at most ${MOST_ELEMENT_LEVELS} deep`)
    current = { name: local, attributes: Object.values(attributes), depth, parent: current, text: '', children: undefined }
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const { name, parent = document } = current
    parent.children ??= emptyProperties()
    putProperty(parent.children, name, convertElement(current, identified))
    current = parent
  })
  parser.write(xml).close()

  const [[root, value] = []] = Object.entries(roots)
  const isBlank = typeof value === 'string' && value.trim() === ''
  return new TextBody(isBlank ? emptyProperties() : value, false, root)
}

function convertElement ({ name, attributes, text, children }: OpenElement, identified: Map<string, unknown>): unknown {
  const attribute = (namespace: string, attributeName: string) =>
    attributes.find(({ uri, local }) => uri === namespace && local === attributeName)?.value.trim()

  const reference = attribute(SERIALIZATION, 'Ref')
  if (reference !== undefined) {
    if (identified.has(reference)) return identified.get(reference)
    throw bodyMalformed('XML', `${quote(name)} must refer to an element before it; none has the Id ${quote(reference)}`)
  }
  if (/^(true|1)$/.test(attribute(SCHEMA_INSTANCE, 'nil') ?? '')) return null
  if (children !== undefined && text.trim() !== '') {
    throw bodyMalformed('XML', `${quote(name)} must contain elements or text, not both; got the text ${quote(text.trim())}`)
  }
  const value = children ?? text
  const id = attribute(SERIALIZATION, 'Id')
  if (id !== undefined) identified.set(id, value)
  return value
}

/** Formats a message of the parser, such as `3:14: unclosed tag: Blob`. */
const formatParserError = (message: string) =>
  shortened(message.replace(/\.$/, '').replace(/^(\d+):(\d+):/, 'line $1, column $2:'))
