import { PERCENT_ESCAPE, REMOVED, decodePercent } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'

/** Shorter secrets are not removed, because they could be ordinary words. */
const SHORTEST_SECRET = 6

/**
 * A string that shares this many first characters with a secret is removed even if the rest differs, because bodies are truncated and
 * messages quote only the first 40 characters of a value. It also limits the comparisons at each character.
 */
const LONGEST_COMMON_START = 32

const WORD_CHARACTER = /[\p{L}\p{N}]/u
const isWordCharacter = (character: string) => WORD_CHARACTER.test(character)

/**
 * Matches one escaped character of a URL, of JSON or of XML. Combined from two literals, which the linter checks separately; neither
 * repeats without a bound.
 */
const ESCAPE = new RegExp(`${PERCENT_ESCAPE.source}|${/\\(?:u[\da-fA-F]{4}|["\\/bfnrt])|&(?:amp|lt|gt|quot|apos|#\d{1,5}|#x[\da-fA-F]{1,4});/.source}`, 'g') // eslint-disable-line no-restricted-syntax

const XML_ENTITIES = new Map([['&amp;', '&'], ['&lt;', '<'], ['&gt;', '>'], ['&quot;', '"'], ['&apos;', "'"]])

function decodeEscape (escape: string): string {
  if (escape.startsWith('%')) return decodePercent(escape)
  if (escape.startsWith('\\')) return JSON.parse(`"${escape}"`)
  return XML_ENTITIES.get(escape) ?? String.fromCharCode(Number(escape.slice(2, -1).replace('x', '0x')))
}

/** Decodes percent, JSON and XML escapes of one level. */
export const decodeEscapes = (text: string) => text.replace(ESCAPE, decodeEscape)

/** A string in which secrets are searched, with the position of each character in the source. */
interface Reading {
  readonly text: string
  readonly toSourceIndex: (index: number) => number
}

/** Returns a string unchanged and, if it has escapes, with its escapes decoded. */
function listReadings (source: string): readonly Reading[] {
  const plain = { text: source, toSourceIndex: (index: number) => index }
  const positions: number[] = []
  let at = 0
  const text = source.replace(ESCAPE, (escape: string, index: number) => {
    while (at < index) positions.push(at++)
    const decoded = decodeEscape(escape)
    for (let unit = 0; unit < decoded.length; unit++) positions.push(index)
    at += escape.length
    return decoded
  })
  // After the last escape, each character has the same distance from the end in both strings.
  return at === 0 ? [plain] : [plain, { text, toSourceIndex: index => positions[index] ?? index - text.length + source.length }]
}

/** Secrets that share their first `length` characters. */
interface SecretTree {
  readonly secrets: readonly string[]
  readonly length: number
  /** The secrets by their next character, which is empty for secrets that end here. */
  next?: ReadonlyMap<string, SecretTree>
}

/** Returns the branches of a node. They are added when they are first used, so that building the tree takes time linear in the secrets. */
function growBranches (tree: SecretTree): ReadonlyMap<string, SecretTree> {
  if (tree.next !== undefined) return tree.next
  const groups = new Map<string, { secrets: string[], length: number }>()
  for (const secret of tree.secrets) {
    const character = secret.charAt(tree.length)
    const group = groups.get(character)
    if (group === undefined) groups.set(character, { secrets: [secret], length: tree.length + 1 })
    else group.secrets.push(secret)
  }
  return (tree.next = groups)
}

/** Returns the end of the longest secret that begins at a position, or 0. */
function endOfSecret (tree: SecretTree, text: string, start: number): number {
  let node = growBranches(tree).get(text.charAt(start))
  if (node === undefined || isWordCharacter(text.charAt(start - 1))) return 0
  let end = 0
  let at = start
  while (node !== undefined) {
    at++
    if (growBranches(node).has('') && !isWordCharacter(text.charAt(at))) end = at
    node = at < text.length ? growBranches(node).get(text.charAt(at)) : undefined
  }
  return at - start >= LONGEST_COMMON_START ? at : end
}

/** Returns the forms of a secret: as sent and decoded, each also encoded as in forms and in Base64 without padding. */
const listSecretForms = (sent: string) => [sent, decodeEscapes(sent)].flatMap(secret => {
  const bytes = Buffer.from(secret)
  return [secret, secret.replaceAll(' ', '+'), bytes.toString('base64').replaceAll('=', ''), bytes.toString('base64url')]
})

/** Builds the tree of the secrets that are long enough, in all their forms. */
export const buildSecretTree = (secrets: readonly string[]): SecretTree =>
  ({ secrets: [...new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(listSecretForms))], length: 0 })

/** Finds the secrets of trees in a string, escaped or not, unless a letter or digit is directly before or after. */
export function findSecretValues (source: string, trees: readonly SecretTree[]): SecretRange[] {
  const ranges: SecretRange[] = []
  if (trees.length === 0) return ranges
  for (const { text, toSourceIndex } of listReadings(source)) {
    for (let at = 0; at < text.length; at++) {
      let end = 0
      for (const tree of trees) end = Math.max(end, endOfSecret(tree, text, at))
      if (end === 0) continue
      ranges.push({ start: toSourceIndex(at), end: toSourceIndex(end), shown: REMOVED })
      at = end - 1
    }
  }
  return ranges
}
