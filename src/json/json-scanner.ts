/**
 * `lenient` also accepts these extensions of Newtonsoft's Json.NET: comments, trailing commas, single quotes, property names without
 * quotes, and line breaks and tabs in strings.
 */
type Dialect = 'strict' | 'lenient'

type Scalar = string | number | boolean | null

/**
 * Callbacks that the scanner calls for the values of a JSON text, in the order of the text. If the text is invalid, the scanner calls them
 * only for the values before the error. `name` is the property name; undefined for list items and for the top-level value. `start` is the
 * position of the first character of the value, and `end` is the position after its last character.
 */
export interface JsonVisitor {
  open (name: string | undefined, isList: boolean, start: number): void
  close (end: number): void
  scalar (name: string | undefined, value: Scalar, start: number, end: number): void
}

/** Maximum nesting of lenient JSON. The bodies of the API have fewer levels. */
const MOST_LEVELS = 64

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORDS: readonly (readonly [word: string, value: Scalar])[] = [['true', true], ['false', false], ['null', null]]
const NAME_CHARACTER = /[\p{L}\p{Nd}_$]/u
const HEXADECIMAL = /^[\da-f]{4}$/i

const BLANKS = new Set(' \t\n\r')
/** Control characters that strings in lenient JSON may contain without an escape. */
const RAW_IN_STRINGS = new Set('\t\n\r')
const LAST_CONTROL = '\x1f'

const ESCAPES = new Map([['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t']])
const LENIENT_ESCAPES = new Map([...ESCAPES, ["'", "'"]])

/**
 * Scans JSON in one pass and without recursion. Returns undefined if the text is accepted. Otherwise, returns the position at which the
 * text is invalid, or at which lenient JSON is nested more than MOST_LEVELS deep.
 */
export function scanJson (text: string, dialect: Dialect, visitor?: JsonVisitor): number | undefined {
  const scanner = new JsonScanner(text, dialect === 'lenient', visitor)
  return scanner.run() ? undefined : scanner.at
}

/** Scanner of one text. After `run` has returned false, `at` is the position at which `scanJson` reports the error. */
class JsonScanner {
  at = 0
  /** The open objects and lists, from the outermost: true for a list, false for an object. */
  private readonly levels: boolean[] = []
  /** The last part read of the innermost open object or list: its opening bracket, a list item or whole property (`value`), or a comma. */
  private last: 'bracket' | 'value' | 'comma' = 'bracket'

  constructor (private readonly text: string, private readonly isLenient: boolean, private readonly visitor: JsonVisitor | undefined) {}

  run (): boolean {
    if (!this.skipBlanks() || !this.readValue(undefined)) return false
    while (this.levels.length > 0) if (!this.skipBlanks() || !this.readNext()) return false
    return this.skipBlanks() && this.at === this.text.length
  }

  private character (): string {
    return this.text.charAt(this.at)
  }

  /** Skips white space, and in lenient JSON also comments. Returns false for a block comment that does not end. */
  private skipBlanks (): boolean {
    for (;;) {
      while (BLANKS.has(this.character())) this.at++
      if (!this.isLenient || this.character() !== '/') return true
      const next = this.text.charAt(this.at + 1)
      if (next === '/') {
        while (this.at < this.text.length && !/[\n\r]/.test(this.character())) this.at++
      } else if (next === '*') {
        const end = this.text.indexOf('*/', this.at + 2)
        if (end < 0) return false
        this.at = end + 2
      } else {
        return true
      }
    }
  }

  /** Reads the next comma, closing bracket, list item or property. Of a value that is an object or list, reads only the opening bracket. */
  private readNext (): boolean {
    const isList = this.levels.at(-1) === true
    if (this.character() === (isList ? ']' : '}')) return this.close()
    if (this.last === 'value') return this.readComma()
    return isList ? this.readValue(undefined) : this.readProperty()
  }

  private close (): boolean {
    if (this.last === 'comma' && !this.isLenient) return false
    this.at++
    this.levels.pop()
    this.last = 'value'
    this.visitor?.close(this.at)
    return true
  }

  private readComma (): boolean {
    if (this.character() !== ',') return false
    this.at++
    this.last = 'comma'
    return true
  }

  private readProperty (): boolean {
    const name = this.isQuote() ? this.readString() : this.readBareName()
    if (name === undefined || !this.skipBlanks() || this.character() !== ':') return false
    this.at++
    return this.skipBlanks() && this.readValue(name)
  }

  private readBareName (): string | undefined {
    const start = this.at
    if (this.isLenient) while (NAME_CHARACTER.test(this.character())) this.at++
    return this.at > start ? this.text.slice(start, this.at) : undefined
  }

  private readValue (name: string | undefined): boolean {
    const start = this.at
    const first = this.character()
    if (first === '{' || first === '[') return this.open(name, first === '[')
    const value = this.isQuote() ? this.readString() : this.readNumber() ?? this.readWord()
    if (value === undefined) return false
    this.last = 'value'
    this.visitor?.scalar(name, value, start, this.at)
    return true
  }

  private open (name: string | undefined, isList: boolean): boolean {
    if (this.isLenient && this.levels.length === MOST_LEVELS) return false
    this.visitor?.open(name, isList, this.at)
    this.at++
    this.levels.push(isList)
    this.last = 'bracket'
    return true
  }

  private isQuote (): boolean {
    const character = this.character()
    return character === '"' || (this.isLenient && character === "'")
  }

  private readString (): string | undefined {
    const quote = this.character()
    let value = ''
    let from = ++this.at
    for (let character = this.character(); character !== quote; character = this.character()) {
      if (character === '' || (character <= LAST_CONTROL && !(this.isLenient && RAW_IN_STRINGS.has(character)))) return undefined
      if (character === '\\') {
        const escaped = this.readEscape()
        if (escaped === undefined) return undefined
        value += this.text.slice(from, this.at) + escaped.character
        this.at = from = escaped.end
      } else {
        this.at++
      }
    }
    value += this.text.slice(from, this.at)
    this.at++
    return value
  }

  private readEscape () {
    const letter = this.text.charAt(this.at + 1)
    const character = (this.isLenient ? LENIENT_ESCAPES : ESCAPES).get(letter)
    if (character !== undefined) return { character, end: this.at + 2 }
    const digits = this.text.slice(this.at + 2, this.at + 6)
    return letter === 'u' && HEXADECIMAL.test(digits) ? { character: String.fromCharCode(parseInt(digits, 16)), end: this.at + 6 } : undefined
  }

  private readNumber (): number | undefined {
    NUMBER.lastIndex = this.at
    const [digits] = NUMBER.exec(this.text) ?? []
    if (digits === undefined) return undefined
    this.at += digits.length
    return Number(digits)
  }

  private readWord (): Scalar | undefined {
    const [word, value] = WORDS.find(([word]) => word.startsWith(this.character())) ?? ['']
    for (const letter of word) {
      if (this.character() !== letter) return undefined
      this.at++
    }
    return value
  }
}
