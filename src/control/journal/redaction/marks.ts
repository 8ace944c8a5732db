import { REMOVED } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'

/** What structures JSON, or a text in quotes. */
export interface Mark {
  readonly start: number
  readonly end: number
  /** A quote, a bracket, or a backslash when no quote is behind it. */
  readonly sign: string
  /** In how many texts within each other a quote stands: 0 of `"`, 1 of `\"`, 2 of `\\\"`. */
  readonly level: number
}

const BACKSLASH = '\\'
const SIGNS = [BACKSLASH, '"', "'", '[', ']', '{', '}']
/** By their codes, for each character of a text is looked up. */
const IS_SIGN = Uint8Array.from({ length: 128 }, (_, code) => Number(SIGNS.includes(String.fromCharCode(code))))

/** The first mark from a place on. Backslashes are one with the quote behind them, so that each is looked at once. */
export function markFrom (text: string, place: number): Mark | undefined {
  let start = place
  while (start < text.length && IS_SIGN[text.charCodeAt(start)] !== 1) start++
  if (start >= text.length) return undefined
  let last = start
  while (text[last] === BACKSLASH) last++
  if (last > start && text[last] !== '"' && text[last] !== "'") last--
  return { start, end: last + 1, sign: text.charAt(last), level: levelOf(last - start) }
}

/** The first quote of a kind from a place on, which is behind the backslash of no other. */
function quoteFrom (text: string, place: number, sign: string): Mark | undefined {
  const last = text.indexOf(sign, place)
  if (last < 0) return undefined
  let start = last
  while (start > place && text[start - 1] === BACKSLASH) start--
  return { start, end: last + 1, sign, level: levelOf(last - start) }
}

/** Each level doubles the backslashes before a quote and adds one; those that are left over are of the text before it. */
const levelOf = (backslashes: number) => 31 - Math.clz32((backslashes + 1) & ~backslashes)

/** As many as there can be, so long as a text has fewer than 2³¹ characters. */
export const MOST_LEVELS = 32

/** A quote as it is written within texts. */
export const quoteOf = ({ sign, level }: Pick<Mark, 'sign' | 'level'>) => level === 0 ? sign : BACKSLASH.repeat(2 ** level - 1) + sign

export const isQuote = ({ sign }: Mark) => sign === '"' || sign === "'"

/** Where the text ends that a quote opens: behind its other quote, before one of a text around it, or with all. */
export function endOfQuoted (text: string, opening: Mark): number {
  let mark = quoteFrom(text, opening.end, opening.sign)
  while (mark !== undefined && mark.level > opening.level) mark = quoteFrom(text, mark.end, opening.sign)
  if (mark === undefined) return text.length
  return mark.level === opening.level ? mark.end : startOfQuote(mark)
}

/** Where a quote begins, without the backslashes that are of the text before it. */
export const startOfQuote = ({ end, level }: Mark) => end - 2 ** level

/** A text with its quotes, from the one that opens it to where it ends; undefined if it is empty. */
export function secretInQuotes (text: string, opening: Mark, end = endOfQuoted(text, opening)): SecretRange | undefined {
  const quote = quoteOf(opening)
  const isEmpty = end === opening.end || (end === opening.end + quote.length && text.startsWith(quote, opening.end))
  return isEmpty ? undefined : { start: startOfQuote(opening), end, shown: quote + REMOVED + quote }
}
