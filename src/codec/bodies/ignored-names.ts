import { distance } from 'fastest-levenshtein'
import { nameIgnored } from '../../errors/api-errors.js'
import { toAscii } from '../../http/violations-header.js'

/** A property name that the schema does not have, which is ignored. */
export interface IgnoredName {
  /** Prefix of the name in messages: `CreatedBy.`. */
  readonly path: string
  /** As it was received. */
  readonly name: string
  /** The names that the schema has. */
  readonly known: readonly string[]
}

/** Longest name in a message, in characters of a header. */
const LONGEST_NAME = 64

/** Limits the edits of a suggested name, as a fraction of the longer name. */
const FARTHEST = 0.5

/** Limits the described names. One more than the header shows, so that the header can say that it is truncated. */
const MOST_NAMES = 21

/** Returns sentences that name the ignored properties, each with the nearest one of its schema. */
export const describeIgnored = (ignored: readonly IgnoredName[]) => ignored.slice(0, MOST_NAMES).map(describe)

function describe ({ path, name, known }: IgnoredName): string {
  const [nearest] = known.map(other => ({ other, distance: distanceBetween(name.slice(0, LONGEST_NAME), other) }))
    .sort((one, next) => one.distance - next.distance)
  return nameIgnored(path + (truncate(name) || '""'), nearest !== undefined && nearest.distance <= FARTHEST ? nearest.other : undefined)
}

const distanceBetween = (name: string, other: string) =>
  distance(name.toLowerCase(), other.toLowerCase()) / Math.max(name.length, other.length)

/** Truncates a name to the limit, with each character as a header has it. */
function truncate (name: string): string {
  let shown = ''
  for (const unit of name.slice(0, LONGEST_NAME + 1).split('')) {
    const ascii = toAscii(unit)
    if (shown.length + ascii.length > LONGEST_NAME) return `${shown}...`
    shown += ascii
  }
  return shown
}
