import { distance } from 'fastest-levenshtein'
import { nameIgnored } from '../../errors/api-errors.js'
import { toAscii } from '../../http/violations-header.js'

/** A property name that is ignored because the schema does not have it. */
export interface IgnoredName {
  /** The path before the name in messages: `CreatedBy.`. */
  readonly path: string
  /** The name as it was received. */
  readonly name: string
  /** The names in the schema. */
  readonly known: readonly string[]
}

/** Limits the length of a name in a message, in characters of a header. */
const LONGEST_NAME = 64

/** Limits the edits from an ignored name to the name that is suggested, as a fraction of the longer one. */
const FARTHEST = 0.5

/** Limits the described names. It is one more than the header can have, so that the header shows whether there are more. */
const MOST_NAMES = 21

/** Returns a sentence for each ignored property. It suggests the nearest name of the schema. */
export const describeIgnored = (ignored: readonly IgnoredName[]) => ignored.slice(0, MOST_NAMES).map(describe)

function describe ({ path, name, known }: IgnoredName): string {
  const [nearest] = known.map(other => ({ other, distance: distanceBetween(name.slice(0, LONGEST_NAME), other) }))
    .sort((one, next) => one.distance - next.distance)
  return nameIgnored(path + (truncate(name) || '""'), nearest !== undefined && nearest.distance <= FARTHEST ? nearest.other : undefined)
}

const distanceBetween = (name: string, other: string) =>
  distance(name.toLowerCase(), other.toLowerCase()) / Math.max(name.length, other.length)

/** Truncates a name to LONGEST_NAME, counted in ASCII after the escaping of other characters for a header. */
function truncate (name: string): string {
  let shown = ''
  for (const unit of name.slice(0, LONGEST_NAME + 1).split('')) {
    const ascii = toAscii(unit)
    if (shown.length + ascii.length > LONGEST_NAME) return `${shown}...`
    shown += ascii
  }
  return shown
}
