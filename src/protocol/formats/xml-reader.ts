import { SaxesParser, type SaxesAttributeNS } from 'saxes'
import { bodyMalformed } from '../../errors.js'
import { emptyProperties, type Properties } from '../properties.js'
import { TextBody, putProperty } from './parsed-body.js'
import { readUtf8 } from './utf8.js'

/** The namespace of the attribute `nil`. */
export const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/** Four times as deep as the deepest carrier. */
const MOST_NESTED = 32
const LONGEST_REASON = 200

/** An element whose end has not come; the document itself is the outermost. */
interface OpenElement {
  readonly name: string
  readonly isNil: boolean
  readonly depth: number
  readonly parent?: OpenElement
  text: string
  children: Properties | undefined
}

/**
 * Reads an XML body into a tree of texts by local names, whatever the namespaces; an empty one is undefined.
 * Elements that hold elements are objects, those with `nil="true"` null. What the XML declaration says of the
 * encoding does not count: the bytes are UTF-8, though .NET's StringWriter writes utf-16 there.
 * @throws ApiError 400 that says where the text stops being XML, and for a document type declaration
 */
export function readXml (body: Buffer): TextBody | undefined {
  const xml = readUtf8(body, 'XML')
  if (xml.trim() === '') return undefined

  const roots = emptyProperties()
  const document: OpenElement = { name: '', isNil: false, depth: 0, text: '', children: roots }
  let current = document
  const addText = (text: string) => { current.text += text }

  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', ({ message }) => { throw bodyMalformed('XML', reasonOf(message)) })
  parser.on('doctype', () => { throw bodyMalformed('XML', 'it must have no document type declaration') })
  parser.on('opentag', ({ local, attributes }) => {
    const depth = current.depth + 1
    if (depth > MOST_NESTED) throw bodyMalformed('XML', `its elements must be at most ${MOST_NESTED} deep`)
    const isNil = Object.values(attributes).some(saysNil)
    current = { name: local, isNil, depth, parent: current, text: '', children: undefined }
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const { name, isNil, text, children, parent = document } = current
    parent.children ??= emptyProperties()
    putProperty(parent.children, name, isNil ? null : children ?? text)
    current = parent
  })
  parser.write(xml).close()

  const [[root, value] = []] = Object.entries(roots)
  const isBlank = typeof value === 'string' && value.trim() === ''
  return new TextBody(isBlank ? emptyProperties() : value, false, root)
}

const saysNil = ({ uri, local, value }: SaxesAttributeNS) =>
  uri === SCHEMA_INSTANCE && local === 'nil' && /^\s*(true|1)\s*$/.test(value)

/** Half a sentence from one of the parser's, which are as long as the names in them: `3:14: unclosed tag: Blob` */
function reasonOf (message: string): string {
  const short = message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message.replace(/\.$/, '')
  return short.replace(/^(\d+):(\d+):/, 'line $1, column $2:')
}
