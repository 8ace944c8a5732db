import { SaxesParser } from 'saxes'
import { assertDefined } from '../../../errors/assert-defined.js'
import { scanJson } from '../../../json/json-scanner.js'
import { REMOVED, isSecretName } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'
import { decodeEscapes } from './secret-values.js'

/**
 * True for `path`, `from` and `key`, case-insensitively. In a JSON Patch operation or a dictionary entry, the value of such a property can
 * contain the name of a secret, such as `password`. The sibling property `value` can then contain the secret.
 */
export const isKeyName = (name: string) => /^(path|from|key)$/i.test(name)
export const isValueName = (name: string) => /^value$/i.test(name)

/** Matches values that are never secret: empty values, booleans and null. */
const NO_SECRET = /^(null|true|false|""|\[\s*\]|\{\s*\})?$/

/** The whole text, or an object, array or XML element whose end has not been read yet. */
interface Branch {
  readonly name: string
  start: number
  /** The ranges of the properties named `value`. They are secret if a sibling property (`path`, `from` or `key`) contains a secret name. */
  readonly values: SecretRange[]
  hasSecretKey: boolean
  hasBranches: boolean
}

const createBranch = (name: string, start: number): Branch => ({ name, start, values: [], hasSecretKey: false, hasBranches: false })

/**
 * Creates a collector of the ranges of secret values in `text`. A parser calls the methods of the collector, and `abort` if it cannot parse
 * the whole text. `shown` is the string that replaces a parsed secret value.
 */
function createCollector (text: string, shown: string) {
  const ranges: SecretRange[] = []
  const branches = [createBranch('', 0)]
  /** The end of the last parsed value, or the position at which the last branch was entered, whichever was set last. */
  let parsedTo: number | undefined
  const current = () => assertDefined(branches.at(-1), 'A body has more ends than starts.')

  function addValue (name: string, start: number, end: number, isKey: boolean): void {
    parsedTo = end
    const value = text.slice(start, end)
    if (NO_SECRET.test(value.trim())) return
    if (isSecretName(name)) ranges.push({ start, end, shown })
    if (isValueName(name)) current().values.push({ start, end, shown })
    if (isKey && isKeyName(name) && isSecretName(decodeEscapes(value))) current().hasSecretKey = true
  }

  function leave (end: number): void {
    const { name, start, values, hasSecretKey, hasBranches } = current()
    branches.pop()
    if (hasSecretKey) for (const range of values) ranges.push(range)
    addValue(name, start, end, !hasBranches)
  }

  return {
    ranges,
    current,
    enter (name: string, start: number): void {
      parsedTo = start
      current().hasBranches = true
      branches.push(createBranch(name, start))
    },
    leave,
    /**
     * Ends all open branches at the end of a truncated or malformed text. Does nothing if nothing was parsed. Otherwise, the unparsed rest
     * of the text can be treated as a secret. For example, the rest is a secret if it contains a secret name, which can be the secret key
     * of any open branch, or if an open branch has a secret key, because the rest could contain the property `value` of this branch.
     */
    abort (): void {
      if (parsedTo === undefined) return
      if (isSecretName(decodeEscapes(text.slice(parsedTo)))) for (const branch of branches) branch.hasSecretKey = true
      if (branches.some(({ hasSecretKey }) => hasSecretKey)) ranges.push({ start: parsedTo, end: text.length, shown: REMOVED })
      while (branches.length > 1) leave(text.length)
    },
    addScalar: (name: string, start: number, end: number) => addValue(name, start, end, true),
  }
}

/** Matches the next bracket or scalar in valid JSON, with the property name before it, if any. */
const JSON_ITEM = /(?:("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*)?(?:([[{])|([\]}])|("[^"\\]*(?:\\.[^"\\]*)*"|[^\s"[\]{},:]+))/g

function isJson (text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Finds the secret values in text that `JSON.parse` refuses, for example lenient or truncated JSON. */
function findInLenientJson (text: string): SecretRange[] {
  const { ranges, enter, leave, abort, addScalar } = createCollector(text, `"${REMOVED}"`)
  const position = scanJson(text, 'lenient', {
    open: (name = '', _isList, start) => enter(name, start),
    close: leave,
    scalar: (name = '', _value, start, end) => addScalar(name, start, end),
  })
  if (position !== undefined) abort()
  return ranges
}

function findInJson (text: string): SecretRange[] {
  if (!isJson(text)) return findInLenientJson(text)
  const { ranges, enter, leave, addScalar } = createCollector(text, `"${REMOVED}"`)
  for (const { 0: { length }, 1: quoted = '', 2: opening, 3: closing, 4: scalar = '', index } of text.matchAll(JSON_ITEM)) {
    const name = decodeEscapes(quoted.slice(1, -1))
    const end = index + length
    if (opening !== undefined) enter(name, end - 1)
    else if (closing !== undefined) leave(end)
    else addScalar(name, end - scalar.length, end)
  }
  return ranges
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

function findInXml (text: string): SecretRange[] {
  const { ranges, current, enter, leave, abort, addScalar } = createCollector(text, REMOVED)
  const parser = new SaxesParser()
  parser.on('opentagstart', ({ name }) => enter(localName(name), parser.position))
  parser.on('attribute', ({ name }) => {
    if (/^xmlns(:|$)/.test(name)) return
    const end = parser.position - 1
    const start = text.lastIndexOf(text.charAt(end), end - 1) + 1
    // If the element has a secret name, its attributes are treated as if they had this name.
    addScalar(isSecretName(current().name) ? current().name : localName(name), start, end)
  })
  parser.on('opentag', () => { current().start = parser.position })
  parser.on('closetag', () => leave(Math.max(current().start, text.lastIndexOf('<', parser.position - 1))))
  try {
    parser.write(text).close()
  } catch {
    abort()
  }
  return ranges
}

const EMPTY_LINE = /\r?\n\r?\n/
const FIELD_NAME = /[;\s]name=([^;\r\n]*)/i

function findInMultipart (text: string): SecretRange[] {
  const ranges: SecretRange[] = []
  let start = 0
  for (const part of text.split(/(?=\r?\n--)/)) {
    const [head = ''] = part.split(EMPTY_LINE, 1)
    const [emptyLine = ''] = EMPTY_LINE.exec(part) ?? []
    const [, name = ''] = FIELD_NAME.exec(head) ?? []
    const content = start + head.length + emptyLine.length
    start += part.length
    if (isSecretName(name) && content < start) ranges.push({ start: content, end: start, shown: REMOVED })
  }
  return ranges
}

/**
 * Finds the secret values in JSON, XML or multipart data: the values with a secret name, and in JSON and XML also a `value` whose sibling
 * `path`, `from` or `key` contains a secret name. In truncated or malformed JSON or XML, the part that cannot be parsed can be one
 * range.
 */
export function findNamedSecrets (text: string): SecretRange[] {
  // Shortcut for bodies without a secret name. `\u` escapes in JSON and character references in XML can hide a secret name, so bodies that
  // contain them are always searched.
  if (!isSecretName(text) && !text.includes('\\u') && !text.includes('&#')) return []
  if (text.startsWith('--')) return findInMultipart(text)
  return text.trimStart().startsWith('<') ? findInXml(text) : findInJson(text)
}
