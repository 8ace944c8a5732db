import { REMOVED, isPlaceName, isSecretName, isValueName } from '../../../http/secrets.js'
import { MOST_LEVELS, endOfQuoted, isQuote, markFrom, quoteOf, secretInQuotes, startOfQuote, type Mark } from './marks.js'
import type { SecretRange } from './ranges.js'

/** White space as it is, or as it is written within a text. */
const SPACE = '(?:\\s|\\\\+[nrt])*'
const COLON = new RegExp(`${SPACE}:${SPACE}`, 'y')

/** What can be no secret. */
const NOTHING = /(?:null|true|false|\[\s*\]|\{\s*\})(?=[\s,}\]\\"']|$)/y

/** A number, or what came without the quotes that it needs. */
const SCALAR = /(?:[^\s,}\]"'\\]|\\(?![nrt"']))+(?:[ \t]+(?:[^\s,}\]"'\\]|\\(?![nrt"']))+)*/y

/** An object that has not ended; it may be an operation of a JSON Patch, or a property of a dictionary. */
interface OpenObject {
  /** In how many texts within each other it stands. */
  readonly level: number
  /** Where its values that are called so are; the last may have no end yet. */
  readonly values: { readonly start: number, end: number | undefined }[]
  hasPlace: boolean
  isSecret: boolean
}

/** A name with its colon. */
interface PropertyName {
  readonly name: string
  /** Where its first quote begins, and its value. */
  readonly start: number
  readonly valueStart: number
}

/**
 * Finds the values of properties whose names are secret in JSON, and those that beside them have such a path or key, in one pass. JSON may be
 * within texts of JSON, or beside other words; of what is malformed all is found that has a name in quotes and a colon, and
 * what does not end goes to the end of the text.
 */
export function * jsonSecrets (text: string): Generator<SecretRange> {
  const readName = compileNameReader(text)
  const objects: OpenObject[] = []
  /** How many texts are open within each other. */
  let depth = 0

  for (let mark = markFrom(text, 0), next; mark !== undefined; mark = markFrom(text, next)) {
    next = mark.end
    if (mark.sign === '{') objects.push({ level: depth, values: [], hasPlace: false, isSecret: false })
    if (mark.sign === '}' && objects.at(-1)?.level === depth) objects.pop()
    if (!isQuote(mark)) continue

    if (mark.sign === '"') depth = mark.level < depth ? mark.level : mark.level + 1
    while ((objects.at(-1)?.level ?? 0) > depth) objects.pop()
    const property = readName(mark)
    if (property === undefined) continue

    const owner = objects.at(-1)
    const operation = owner?.level === mark.level && depth === mark.level ? owner : undefined
    if (operation !== undefined) yield * earlierValues(text, property, mark, operation)
    if (!isSecretName(property.name) && !(operation?.isSecret && isValueName(property.name))) continue
    const secret = valueFrom(text, property.valueStart, mark)
    if (secret === undefined) continue
    yield secret
    next = secret.end
    if (mark.sign === '"') depth = mark.level
  }

  const [first] = objects
  // Nobody knows where the last operation of a JSON Patch writes when its path was cut off.
  if (first?.hasPlace === false && isList(text)) yield * rangesOf(first, text.length, '"')
}

/** Whether a text may be a JSON Patch. */
export const isList = (text: string) => /^\s*\[/.test(text)

/** Compiles what reads the name that ends with a quote, if a colon is behind it; to be asked for each quote in turn. */
function compileNameReader (text: string): (closing: Mark) => PropertyName | undefined {
  /** Behind the last quote that a name of a level may begin with. */
  const doubleQuotes = new Int32Array(MOST_LEVELS)
  const singleQuotes = new Int32Array(MOST_LEVELS)

  return closing => {
    const { sign, level, end } = closing
    const starts = sign === '"' ? doubleQuotes : singleQuotes
    const start = Number(starts[level])
    starts.fill(end, level)
    COLON.lastIndex = end
    if (start === 0 || !COLON.test(text)) return undefined
    return { name: unescaped(text.slice(start, startOfQuote(closing))), start: start - 2 ** level, valueStart: COLON.lastIndex }
  }
}

/** Remembers what a property says of an operation; the values before it are secret if it is where these are written. */
function * earlierValues (text: string, { name, start, valueStart }: PropertyName, quote: Mark, operation: OpenObject): Generator<SecretRange> {
  const last = operation.values.at(-1)
  if (last !== undefined) last.end ??= endBefore(text, start)
  if (isValueName(name)) operation.values.push({ start: valueStart, end: undefined })
  if (!isPlaceName(name)) return
  operation.hasPlace = true
  const opening = markFrom(text, valueStart)
  if (opening?.start !== valueStart || !isQuote(opening)) return
  if (!isSecretName(unescaped(text.slice(valueStart, endOfQuoted(text, opening))))) return
  operation.isSecret = true
  yield * rangesOf(operation, start, quoteOf(quote))
}

const rangesOf = ({ values }: OpenObject, end: number, quote: string): SecretRange[] =>
  values.map(value => ({ start: value.start, end: value.end ?? end, shown: quote + REMOVED + quote }))

/** Where a value ends that is before a name. */
function endBefore (text: string, name: number): number {
  let end = name
  while (/[\s,]/.test(text.charAt(end - 1))) end--
  return end
}

/** A value with its quotes or brackets; undefined for what can be no secret. */
function valueFrom (text: string, start: number, quote: Mark): SecretRange | undefined {
  NOTHING.lastIndex = start
  if (NOTHING.test(text)) return undefined
  const first = markFrom(text, start)
  const opening = first?.start === start ? first : undefined
  if (opening !== undefined && isQuote(opening)) return quotedFrom(text, opening, quote)
  const end = opening?.sign === '[' || opening?.sign === '{' ? endOfBrackets(text, opening, quote) : endOfScalar(text, start)
  return end > start ? { start, end, shown: quoteOf(quote) + REMOVED + quoteOf(quote) } : undefined
}

function quotedFrom (text: string, opening: Mark, quote: Mark): SecretRange | undefined {
  // It may end the text around it, as when that was cut.
  if (opening.sign === quote.sign && opening.level < quote.level) return undefined
  return secretInQuotes(text, opening)
}

function endOfScalar (text: string, start: number): number {
  SCALAR.lastIndex = start
  return SCALAR.test(text) ? SCALAR.lastIndex : start
}

/** Where an object or a list ends whose texts have the quote; or the text around it, or all. */
function endOfBrackets (text: string, opening: Mark, quote: Mark): number {
  let open = 0
  let isInText = false
  for (let mark: Mark | undefined = opening; mark !== undefined; mark = markFrom(text, mark.end)) {
    if (mark.sign === quote.sign) {
      if (mark.level < quote.level) return startOfQuote(mark)
      if (mark.level === quote.level) isInText = !isInText
    } else if (!isInText) {
      if (mark.sign === '[' || mark.sign === '{') open++
      if (mark.sign === ']' || mark.sign === '}') open--
      if (open === 0) return mark.end
    }
  }
  return text.length
}

/** A name without the escapes in which it may hide. */
const unescaped = (name: string) => !name.includes('\\') ? name : name.replace(/\\+u([\da-f]{4})/gi, (_escape, code: string) => String.fromCharCode(parseInt(code, 16)))
