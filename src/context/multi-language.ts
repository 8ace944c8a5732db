import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'
import { listLanguageCodes } from './language-codes.js'

/** Resource strings by key and language. Their texts were written for the mock. */
const RESOURCES = new Map<string, Readonly<Record<string, string>>>(
  Object.entries(JSON.parse(readFileSync(packageFile('db/resource-strings.json'), 'utf8'))))

/**
 * Matches a sequence of language blocks: `US:"Supplier";NO:"Leverandør";` or `en-US:"Supplier"`. A match does not begin directly after a
 * letter, digit or hyphen, because the two letters are then the end of a longer word, as in `PLUS:"…"`.
 */
const BLOCKS = /(?<![\p{L}\p{M}\p{N}-])(?:(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";)*(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";?/gu
const BLOCK = /((?:[a-z]{2}-)?[A-Z]{2}):"([^"]*)"/g

/** Matches the string between two matches of BLOCKS that belong to one malformed sequence: an empty string, or only `;`, `,` and `:`. */
const SEPARATOR = /^[;,:]*$/

/**
 * Matches the beginning of the string after a match of BLOCKS if a malformed block begins there: a language and a colon without a complete
 * text in quotes, as in `US:"Supplier";NO:Leverandør`, or only a language at the end, as in `US:"Supplier";NO`.
 */
const CONTINUED = /^(?:[a-z]{2}-)?[A-Z]{2}(?::|$)/

/** Matches the name of a resource string: `[SR_MANDATORY_FIELD_1281]`. The number identifies a field, and is ignored. */
const RESOURCE = /\[(SR_[A-Z_]*[A-Z])(?:_\d+)?\]/g

/** The language that is tried if a string has no entry in any of the requested languages. */
const FALLBACK = 'US'

/**
 * Replaces each sequence of language blocks, and each resource string, by its entry in one language (superoffice-protocol, section 3): the
 * first of `languages` in which an entry exists, otherwise English, otherwise the language of the first entry. Unknown resource strings are
 * not replaced. A text for which `hasBrokenBlocks` is true is returned unchanged.
 * @param languages codes in the order of preference
 */
export function translateText (text: string, languages: readonly string[]): string {
  const chosen = (entries: Iterable<readonly [string, string]>): string => {
    const [[, first] = ['', '']] = entries
    // Reversed, so that the first of several entries in the same language is used.
    const byLanguage = new Map([...entries].reverse())
    const [found = first] = [...languages, FALLBACK].flatMap(language => byLanguage.get(language) ?? [])
    return found
  }
  if (hasBrokenBlocks(text)) return text
  return text.replace(BLOCKS, blocks => chosen(parseEntries(blocks))).replace(RESOURCE, (name, key) => {
    const entries = RESOURCES.get(key)
    return entries === undefined ? name : chosen(Object.entries(entries))
  })
}

const parseEntries = (blocks: string) =>
  Array.from(blocks.matchAll(BLOCK), ([, language = '', entry = '']) => [readLanguageCode(language), entry] as const)

/**
 * Returns the service's code for the language of a block. Cultures such as `en-US` are converted; codes and unknown cultures are returned
 * unchanged.
 */
function readLanguageCode (language: string): string {
  const [code = language] = language.includes('-') ? listLanguageCodes(language) : []
  return code
}

function hasBrokenBlocks (text: string): boolean {
  const [before = '', ...after] = text.split(BLOCKS)
  if (after.length === 0) return before.includes(':"')
  const between = after.slice(0, -1)
  return [before, ...after].some(part => part.includes('"')) ||
    between.some(part => SEPARATOR.test(part)) || after.some(part => CONTINUED.test(part))
}
