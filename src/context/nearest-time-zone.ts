import { Temporal } from 'temporal-polyfill'
import { TIME_ZONES, type TimeZone } from './time-zone-table.js'

/** A day in winter and one in summer, in either hemisphere. */
const SOLSTICES = ['2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(text => Temporal.Instant.from(text))

/** Returns what clocks in a zone show in January and in July. */
export const seasonsOf = (iana: string): readonly Temporal.ZonedDateTime[] => SOLSTICES.map(instant => instant.toZonedDateTimeISO(iana))

interface Clocks {
  /** The name by which zones with several names are compared. */
  readonly name: string
  /** The part of the world, such as `Europe`. */
  readonly area: string
  /** Offsets from UTC in minutes in January and in July. */
  readonly offsets: readonly number[]
}

/** @throws RangeError if there is no such zone in the IANA database */
function clocksOf (iana: string): Clocks {
  const { timeZone: name } = new Intl.DateTimeFormat('en', { timeZone: iana }).resolvedOptions()
  const [area = ''] = name.split('/', 1)
  return { name, area, offsets: seasonsOf(iana).map(({ offsetNanoseconds }) => offsetNanoseconds / 60e9) }
}

/** Returns how far two zones are from each other: the difference of their offsets, and of those with the same one other areas are farther. */
function distance (one: Clocks, other: Clocks): number {
  if (one.name === other.name) return -1
  const minutes = one.offsets.map((offset, season) => Math.abs(offset - Number(other.offsets[season])))
  return 2 * Math.max(...minutes) + (one.area === other.area ? 0 : 1)
}

/** The zones of the service with their clocks. Computed when they are first needed: it takes as long as some requests. */
let known: readonly (readonly [zone: TimeZone, clocks: Clocks])[] | undefined

/** Returns the code of the service for the zone that is nearest to one of the IANA database, or undefined if the name is none of that. */
export function nearestCode (iana: string): string | undefined {
  let clocks: Clocks
  try {
    clocks = clocksOf(iana)
  } catch {
    return undefined
  }
  known ??= TIME_ZONES.map(zone => [zone, clocksOf(zone.iana)])
  const distances = known.map(([{ code }, other]) => ({ code, distance: distance(clocks, other) }))
  return distances.reduce((nearest, one) => one.distance < nearest.distance ? one : nearest).code
}
