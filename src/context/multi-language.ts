import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'
import { listLanguageCodes } from './language-codes.js'

/** Resource strings by key and language. Their wording is the mock's own. */
const RESOURCES = new Map<string, Readonly<Record<string, string>>>(
  Object.entries(JSON.parse(readFileSync(packageFile('db/resource-strings.json'), 'utf8'))))

/**
 * A sequence of language blocks: `US:"Supplier";NO:"Leverandør";`, or `en-US:"Supplier"`. After a letter, digit or hyphen, the code is part of
 * a longer word and not a language.
 */
const BLOCKS = /(?<![\p{L}\p{M}\p{N}-])(?:(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";)*(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";?/gu
const BLOCK = /((?:[a-z]{2}-)?[A-Z]{2}):"([^"]*)"/g

/** Matches the text between two blocks that should form one sequence: empty, or wrong separators. */
const SEPARATOR = /^[;,:]*$/

/** Matches the text after a block if another block should follow: its language without quotes, or truncated. */
const CONTINUED = /^(?:[a-z]{2}-)?[A-Z]{2}(?::|$)/

/** Matches the name of a resource string: `[SR_MANDATORY_FIELD_1281]`. The number identifies a field and is ignored. */
const RESOURCE = /\[(SR_[A-Z_]*[A-Z])(?:_\d+)?\]/g

/** The fallback if a string has no entry in a requested language. */
const FALLBACK = 'US'

/**
 * Replaces language blocks and resource strings in a text by their entry in the first available language, else in English, else by their first
 * entry (superoffice-protocol, section 3). The text around them is kept. A text with malformed blocks is returned unchanged, and unknown
 * resource strings are kept.
 * @param languages codes by preference
 */
export function translateText (text: string, languages: readonly string[]): string {
  const chosen = (entries: Iterable<readonly [string, string]>): string => {
    const [[, first] = ['', '']] = entries
    // Of two entries in the same language, the first is used.
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

/** Returns the code of a language for a code or a culture such as `en-US`. */
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
