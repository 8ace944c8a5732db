import { REMOVED, isPlaceName, isSecretName, isValueName } from '../../../http/secrets.js'
import { endOfQuoted, isQuote, markFrom, secretInQuotes } from './marks.js'
import type { SecretRange } from './ranges.js'

/** The beginning of a comment or a CDATA section, or of a tag with its slash and its name. */
const MARKUP = /<(?:(!--|!\[CDATA\[)|(\/?)([^\s<>/!?"'=\\&;]+))/g

const TAG_END = /\s*(\/?)>/y

/** What stands before the value of an attribute: in a tag, and anywhere. */
const ATTRIBUTE = /\s+([^\s=<>"'/]+)\s*=\s*/y
const ATTRIBUTE_ANYWHERE = /(?<![^\s<>"'/\\])([^\s=<>"'/\\]+)\s*=\s*(?=\\*["'])/g

/** What XML itself says of elements. */
const OF_XML = /^xmlns(:|$)|:nil$/

/** A part of a text in which elements are looked for. */
interface Part {
  readonly start: number
  readonly end: number
  /** Whether it is a comment or a CDATA section, in which there are no others. */
  readonly isSection: boolean
  /** Whether what does not end in it goes to its end, and is no word of a sentence in angle brackets. */
  readonly isCut: boolean
}

/** An element that has not ended and is secret, and how many of that name are open within it. */
interface OpenElement {
  readonly start: number
  within: number
}

/**
 * Finds what elements with secret names hold, and the values of attributes with such names, whatever their prefixes; of a
 * dictionary, the values whose keys are such names. XML may be within other texts; what does not end goes to the end of the
 * text when that is XML, or was cut.
 */
export function * xmlSecrets (text: string, isCut: boolean): Generator<SecretRange> {
  // Most JSON has none, and it is sooner known than searched.
  if (text.includes('=')) yield * attributeSecrets(text)
  yield * elementSecrets(text, { start: 0, end: text.length, isSection: false, isCut: isCut || /^\s*</.test(text) })
}

const localName = (name: string) => name.slice(name.lastIndexOf(':') + 1)

function * attributeSecrets (text: string): Generator<SecretRange> {
  let next = 0
  for (const { 0: { length }, 1: name = '', index } of text.matchAll(ATTRIBUTE_ANYWHERE)) {
    if (index < next || OF_XML.test(name) || !isSecretName(localName(name))) continue
    const opening = markFrom(text, index + length)
    const secret = opening && secretInQuotes(text, opening)
    if (secret === undefined) continue
    yield secret
    next = secret.end
  }
}

function * elementSecrets (text: string, { start, end, isSection, isCut }: Part): Generator<SecretRange> {
  const open = new Map<string, OpenElement>()
  /** Where the last tag ends, and whether it is that of a key which is a secret name. */
  let before = start
  let isKey = false

  for (let found = markupFrom(text, start), next; found !== null && found.index < end; found = markupFrom(text, next)) {
    const [{ length }, section, slash, name = ''] = found
    next = found.index + length
    if (section !== undefined) {
      if (isSection) continue
      const inner = sectionFrom(text, next, section, isCut)
      yield * elementSecrets(text, inner)
      next = inner.end
      continue
    }
    const element = open.get(name)
    if (slash === '/') {
      isKey = isPlaceName(localName(name)) && isSecretName(text.slice(before, found.index))
      if (element !== undefined && element.within-- === 0) {
        open.delete(name)
        yield * contentOf(text, element.start, found.index)
      }
    } else {
      const isSecret = isSecretName(localName(name)) || (isKey && isValueName(localName(name)))
      isKey = false
      if (isSecret || element !== undefined) {
        const tag = restOfTag(text, next)
        yield * tag.ranges
        next = tag.end
        if (tag.isOpen ?? isCut) {
          if (element === undefined) open.set(name, { start: next, within: 0 })
          else element.within++
        }
      }
    }
    before = next
  }
  if (isCut) for (const { start } of open.values()) yield * contentOf(text, start, end)
}

function markupFrom (text: string, place: number): RegExpExecArray | null {
  MARKUP.lastIndex = place
  return MARKUP.exec(text)
}

/** A comment or a CDATA section. */
function sectionFrom (text: string, start: number, opening: string, isCut: boolean): Part {
  const end = text.indexOf(opening === '!--' ? '-->' : ']]>', start)
  return { start, end: end < 0 ? text.length : end, isSection: true, isCut: isCut && end < 0 }
}

/** The values of the attributes behind a name, where the tag ends, and whether it opens an element; undefined if it does not end. */
function restOfTag (text: string, start: number) {
  const ranges: SecretRange[] = []
  let end = start
  for (;;) {
    ATTRIBUTE.lastIndex = end
    const [, name] = ATTRIBUTE.exec(text) ?? []
    const opening = name === undefined ? undefined : markFrom(text, ATTRIBUTE.lastIndex)
    if (name === undefined || opening?.start !== ATTRIBUTE.lastIndex || !isQuote(opening)) break
    end = endOfQuoted(text, opening)
    const secret = OF_XML.test(name) ? undefined : secretInQuotes(text, opening, end)
    if (secret !== undefined) ranges.push(secret)
  }
  TAG_END.lastIndex = end
  const [tagEnd, slash] = TAG_END.exec(text) ?? []
  return { ranges, end: tagEnd === undefined ? end : TAG_END.lastIndex, isOpen: tagEnd === undefined ? undefined : slash === '' }
}

/** What stands between the tags of an element, unless it is blank. */
function contentOf (text: string, start: number, end: number): readonly SecretRange[] {
  return text.slice(start, end).trim() === '' ? [] : [{ start, end, shown: REMOVED }]
}
