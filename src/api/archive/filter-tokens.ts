import { filterMalformed } from '../../errors/filter-errors.js'

export interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'symbol' | 'end'
  /** The token as in the filter, without the white space before it. */
  readonly source: string
  /** The position in the filter at which the token begins, counted from 1. */
  readonly position: number
}

/** The syntax of each kind of token, after optional white space. */
const FORMS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['text', /\s*'(?:''|\\.|[^'\\])*'/ysu],
  ['number', /\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/yi],
  ['word', /\s*[\p{L}_][\p{L}\p{N}_./]*/yu],
  ['symbol', /\s*(?:[<>!]=|<>|[=<>(),])/y],
  ['end', /\s*$/y],
]

export interface Tokens {
  /** The next token, which is not consumed yet. */
  readonly next: Token
  /** Returns the next token and advances. */
  take (): Token
  /**
   * Advances and returns true if the next token equals `source`, case-insensitively. Otherwise returns false.
   * @param source a symbol, or a word in lower case
   */
  skip (source: string): boolean
  /**
   * Advances past `symbol`.
   * @throws ApiError 400, for example if the next token is not `symbol`
   */
  expect (symbol: string): void
  /**
   * Returns the source of the next token, which must be a word, and advances.
   * @throws ApiError 400, for example with `expected` in its message if the token is not a word
   */
  takeName (expected: string): string
  /** @throws ApiError 400 with `expected` and the next token in its message */
  refuse (expected: string): never
}

/**
 * Tokenizes a filter lazily.
 * @param parameter the parameter or property that contains the filter, for error messages
 * @throws ApiError 400 for an invalid token: for the first token at once, for a later one when the previous token is consumed
 */
export function tokenizeFilter (filter: string, parameter: string): Tokens {
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
    throw filterMalformed(parameter, 'a column, an operator or a value', rest, filter.length - rest.length + 1)
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
    throw filterMalformed(parameter, expected, next.source, next.position)
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

/**
 * Returns the content of a token of the kind `text`. Two quotes represent one quote, and a backslash escapes a quote or a backslash. Other
 * backslashes are kept.
 */
export const unquote = ({ source }: Token) => source.slice(1, -1).replace(/''|\\(['\\])/g, (_, taken = "'") => taken)
