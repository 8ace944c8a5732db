import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'
import { codesOf } from './language-codes.js'

/** The texts of the service by their key, in some languages each; the wording is ours. */
const RESOURCES = new Map<string, Readonly<Record<string, string>>>(
  Object.entries(JSON.parse(readFileSync(packageFile('db/resource-strings.json'), 'utf8'))))

/**
 * Blocks, one behind the other: `US:"Supplier";NO:"Leverandør";`, or `en-US:"Supplier"`. A letter, digit or hyphen before
 * one makes its code a part of something longer, which names no language.
 */
const BLOCKS = /(?<![\p{L}\p{M}\p{N}-])(?:(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";)*(?:[a-z]{2}-)?[A-Z]{2}:"[^"]*";?/gu
const BLOCK = /((?:[a-z]{2}-)?[A-Z]{2}):"([^"]*)"/g

/** What stands between blocks that were meant to be one behind the other: nothing, or the wrong separator. */
const SEPARATOR = /^[;,:]*$/

/** What stands right behind a block when another was meant to follow: a language without quotes, or cut off. */
const CONTINUED = /^(?:[a-z]{2}-)?[A-Z]{2}(?::|$)/

/** `[SR_MANDATORY_FIELD_1281]`; the number names a field. */
const RESOURCE = /\[(SR_[A-Z_]*[A-Z])(?:_\d+)?\]/g

/** The language of what has no entry in the one that is asked for. */
const FALLBACK = 'US'

/**
 * The text in the first of the languages, by their codes, that it has, else in English, else in the first that it has
 * (superoffice-protocol, section 3). What stands around blocks is kept; a text whose blocks are not well-formed
 * comes back as it is, and so does the name of a resource string that is not known.
 */
export function inLanguage (text: string, languages: readonly string[]): string {
  const chosen = (entries: Iterable<readonly [string, string]>): string => {
    const [[, first] = ['', '']] = entries
    // Of two entries in one language the first counts.
    const byLanguage = new Map([...entries].reverse())
    const [found = first] = [...languages, FALLBACK].flatMap(language => byLanguage.get(language) ?? [])
    return found
  }
  if (hasBrokenBlocks(text)) return text
  return text.replace(BLOCKS, blocks => chosen(entriesOf(blocks))).replace(RESOURCE, (name, key) => {
    const entries = RESOURCES.get(key)
    return entries === undefined ? name : chosen(Object.entries(entries))
  })
}

const entriesOf = (blocks: string) =>
  Array.from(blocks.matchAll(BLOCK), ([, language = '', entry = '']) => [codeOf(language), entry] as const)

/** The code of a language that is written as a code or as a culture. */
function codeOf (language: string): string {
  const [code = language] = language.includes('-') ? codesOf(language) : []
  return code
}

function hasBrokenBlocks (text: string): boolean {
  const [before = '', ...behind] = text.split(BLOCKS)
  if (behind.length === 0) return before.includes(':"')
  const between = behind.slice(0, -1)
  return [before, ...behind].some(beside => beside.includes('"')) ||
    between.some(beside => SEPARATOR.test(beside)) || behind.some(beside => CONTINUED.test(beside))
}
