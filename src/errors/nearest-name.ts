import { distance } from 'fastest-levenshtein'

/** Limits the part of a received name that is compared. Most known names are shorter. */
const LONGEST_RECEIVED = 100

/** Returns the known name that is nearest to a received name, ignoring case; undefined if no name is similar. */
export function nearestName (received: string, known: readonly string[]): string | undefined {
  const compared = received.slice(0, LONGEST_RECEIVED).toLowerCase()
  const [nearest] = known.map(name => ({ name, edits: distance(compared, name.toLowerCase()) })).sort((one, other) => one.edits - other.edits)
  return nearest !== undefined && nearest.edits <= nearest.name.length / 2 ? nearest.name : undefined
}
