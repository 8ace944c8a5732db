import { distance } from 'fastest-levenshtein'
import { nameIgnored } from '../../errors/api-errors.js'
import { toAscii } from '../../http/violations-header.js'

export interface IgnoredName {
  /** The path before the name in messages: `CreatedBy.`. */
  readonly path: string
  readonly name: string
  /** The supported names. */
  readonly known: readonly string[]
}

/** Limits the length of a name in a message, after escaping for a header. The three dots of a truncated name are not counted. */
const LONGEST_NAME = 64

/** Limits the number of edits from an ignored name to the suggested name, as a fraction of the length of the longer name. */
const FARTHEST = 0.5

/**
 * Limits the number of described names. `addViolations` writes at most 20 sentences. If it receives more, it writes "And more." after them,
 * so 21 sentences are enough.
 */
const MOST_NAMES = 21

/** Returns a sentence for each of the first MOST_NAMES ignored properties, with the nearest supported name if it is similar. */
export const describeIgnored = (ignored: readonly IgnoredName[]) => ignored.slice(0, MOST_NAMES).map(describe)

function describe ({ path, name, known }: IgnoredName): string {
  const [nearest] = known.map(other => ({ other, distance: distanceBetween(name.slice(0, LONGEST_NAME), other) }))
    .sort((one, next) => one.distance - next.distance)
  return nameIgnored(path + (truncate(name) || '""'), nearest !== undefined && nearest.distance <= FARTHEST ? nearest.other : undefined)
}

const distanceBetween = (name: string, other: string) =>
  distance(name.toLowerCase(), other.toLowerCase()) / Math.max(name.length, other.length)

/** Escapes a name for a header. If the result would be longer than LONGEST_NAME, it is truncated and ends with three dots. */
function truncate (name: string): string {
  let shown = ''
  for (const unit of name.slice(0, LONGEST_NAME + 1).split('')) {
    const ascii = toAscii(unit)
    if (shown.length + ascii.length > LONGEST_NAME) return `${shown}...`
    shown += ascii
  }
  return shown
}
