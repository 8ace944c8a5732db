import { filterMalformed } from '../../errors/api-errors.js'

/** A piece of a filter. */
export interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'symbol' | 'end'
  /** As it stands in the filter. */
  readonly source: string
  /** Where it begins, from 1. */
  readonly position: number
}

/** How the pieces look, with the blanks before them. */
const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', /\s*'(?:''|\\.|[^'\\])*'/ysu],
  ['number', /\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/yi],
  ['word', /\s*[\p{L}_][\p{L}\p{N}_./]*/yu],
  ['symbol', /\s*(?:[<>!]=|<>|[=<>(),])/y],
  ['end', /\s*$/y],
]

/** The pieces of a filter, of which one is next. */
export interface Tokens {
  readonly next: Token
  /** Goes on to the piece behind the next, and gives the next. */
  take (): Token
  /** Goes on if the next piece is this word or symbol, in any case; tells whether it was. */
  skip (source: string): boolean
  /**
   * Goes on if the next piece is this symbol.
   * @throws ApiError 400 if it is not
   */
  expect (symbol: string): void
  /**
   * Goes on behind a word, and gives it.
   * @throws ApiError 400 that says what should be next, if no word is
   */
  takeName (expected: string): string
  /** @throws ApiError 400 that says what should be next */
  refuse (expected: string): never
}

/** @throws ApiError 400, now or later, where the filter has what is no piece of any */
export function tokensOf (filter: string): Tokens {
  let end = 0
  let next = read()

  function read (): Token {
    for (const [kind, form] of FORMS) {
      form.lastIndex = end
      const [piece] = form.exec(filter) ?? []
      if (piece === undefined) continue
      end += piece.length
      const source = piece.trimStart()
      return { kind, source, position: end - source.length + 1 }
    }
    const rest = filter.slice(end).trimStart()
    throw filterMalformed('a column, an operator or a value', rest, filter.length - rest.length + 1)
  }

  function take (): Token {
    const taken = next
    next = read()
    return taken
  }

  function skip (source: string): boolean {
    const isNext = next.source.toLowerCase() === source
    if (isNext) take()
    return isNext
  }

  function refuse (expected: string): never {
    throw filterMalformed(expected, next.source, next.position)
  }

  return {
    get next () { return next },
    take,
    skip,
    expect: symbol => skip(symbol) || refuse(`"${symbol}"`),
    takeName: expected => next.kind === 'word' ? take().source : refuse(expected),
    refuse,
  }
}

/** The text that stands in quotes: two of them are one, and a backslash takes a quote or a backslash as it is. */
export const textOf = ({ source }: Token) => source.slice(1, -1).replace(/''|\\(['\\])/g, (_, taken = "'") => taken)
