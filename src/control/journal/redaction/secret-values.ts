import { PERCENT_ESCAPE, REMOVED, decodePercent } from '../../../http/secrets.js'
import type { SecretRange } from './ranges.js'

/** Minimum length of a secret that `buildSecretTree` accepts. A shorter secret could be an ordinary word. */
const SHORTEST_SECRET = 6

/**
 * Minimum length of the beginning of a secret that is removed even if the rest of the secret is missing. The rest can be missing because
 * long bodies, and long values in messages, are truncated.
 */
const SHORTEST_BEGINNING = 32

const WORD_CHARACTER = /[\p{L}\p{N}]/u
const isWordCharacter = (character: string) => WORD_CHARACTER.test(character)

/**
 * Matches one escaped character of a URL, of JSON or of XML. Neither of the two combined literals contains an unlimited repetition, which
 * could make matching slow.
 */
const ESCAPE = new RegExp(`${PERCENT_ESCAPE.source}|${/\\(?:u[\da-fA-F]{4}|["\\/bfnrt])|&(?:amp|lt|gt|quot|apos|#\d{1,5}|#x[\da-fA-F]{1,4});/.source}`, 'g') // eslint-disable-line no-restricted-syntax

const XML_ENTITIES = new Map([['&amp;', '&'], ['&lt;', '<'], ['&gt;', '>'], ['&quot;', '"'], ['&apos;', "'"]])

function decodeEscape (escape: string): string {
  if (escape.startsWith('%')) return decodePercent(escape)
  if (escape.startsWith('\\')) return JSON.parse(`"${escape}"`)
  return XML_ENTITIES.get(escape) ?? String.fromCharCode(Number(escape.slice(2, -1).replace('x', '0x')))
}

/** Decodes one level of percent, JSON and XML escapes. */
export const decodeEscapes = (text: string) => text.replace(ESCAPE, decodeEscape)

/** A string that is searched for secrets. `toSourceIndex` converts a position in `text` to a position in the original string. */
interface Reading {
  readonly text: string
  readonly toSourceIndex: (index: number) => number
}

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
  // After the last escape, a character has the same distance from the end in both strings.
  return at === 0 ? [plain] : [plain, { text, toSourceIndex: index => positions[index] ?? index - text.length + source.length }]
}

/** A node of a tree of secrets: the secrets whose first `length` characters are the same. */
interface SecretTree {
  readonly secrets: readonly string[]
  readonly length: number
  /** The child nodes by the next character; undefined until `growBranches` creates them. A secret that ends at this node has the key "". */
  next?: ReadonlyMap<string, SecretTree>
}

/** Returns the child nodes of a node. Creates them at the first call, because most nodes are never reached. */
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

/**
 * Returns the index at which the longest match at `start` ends; 0 if nothing matches. A match is a whole secret, or the beginning of one,
 * under the rules of `findSecretValues`.
 */
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
  return at - start >= SHORTEST_BEGINNING ? at : end
}

/** Returns the forms of a secret that are searched: the sent and the decoded secret, each unchanged, with + for spaces, and in Base64. */
const listSecretForms = (sent: string) => [sent, decodeEscapes(sent)].flatMap(secret => {
  const bytes = Buffer.from(secret)
  return [secret, secret.replaceAll(' ', '+'), bytes.toString('base64').replaceAll('=', ''), bytes.toString('base64url')]
})

/** Builds the tree of all forms of the secrets. Secrets that are shorter than SHORTEST_SECRET are omitted. */
export const buildSecretTree = (secrets: readonly string[]): SecretTree =>
  ({ secrets: [...new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(listSecretForms))], length: 0 })

/**
 * Finds the secrets of `trees` in a string, also in escaped form. Also finds the beginning of a secret if at least SHORTEST_BEGINNING
 * characters match. Usually ignores a secret directly after a letter or digit. If fewer than SHORTEST_BEGINNING characters match, usually
 * also ignores a secret directly before a letter or digit.
 */
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
