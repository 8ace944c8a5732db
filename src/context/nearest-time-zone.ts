import { Temporal } from 'temporal-polyfill'
import { TIME_ZONES, type TimeZone } from './time-zone-table.js'

/** Instants in opposite seasons, of which at most one has daylight saving time. */
const SEASONS = ['2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(text => Temporal.Instant.from(text))

/** Returns the local time of a zone in January and in July. */
export const listSeasons = (iana: string): readonly Temporal.ZonedDateTime[] => SEASONS.map(instant => instant.toZonedDateTimeISO(iana))

interface Clocks {
  /** The canonical name: a zone may have several. */
  readonly name: string
  /** The part of the world, such as `Europe`. */
  readonly area: string
  /** Offsets from UTC in minutes in January and in July. */
  readonly offsets: readonly number[]
}

/** @throws RangeError if the IANA database has no such zone */
function readSeasonClocks (iana: string): Clocks {
  const { timeZone: name } = new Intl.DateTimeFormat('en', { timeZone: iana }).resolvedOptions()
  const [area = ''] = name.split('/', 1)
  return { name, area, offsets: listSeasons(iana).map(({ offsetNanoseconds }) => offsetNanoseconds / 60e9) }
}

/** Returns a distance of two zones: mainly the difference of their offsets. With the same difference, zones of the same area are nearer. */
function distance (one: Clocks, other: Clocks): number {
  if (one.name === other.name) return -1
  const minutes = one.offsets.map((offset, season) => Math.abs(offset - Number(other.offsets[season])))
  return 2 * Math.max(...minutes) + (one.area === other.area ? 0 : 1)
}

/** The zones of the service with their clocks. Computed lazily, because it takes as long as several requests. */
let known: readonly (readonly [zone: TimeZone, clocks: Clocks])[] | undefined

/** Returns the service's code of the zone that is nearest to a zone of the IANA database; undefined if the name is not in that database. */
export function nearestCode (iana: string): string | undefined {
  let clocks: Clocks
  try {
    clocks = readSeasonClocks(iana)
  } catch {
    return undefined
  }
  known ??= TIME_ZONES.map(zone => [zone, readSeasonClocks(zone.iana)])
  const distances = known.map(([{ code }, other]) => ({ code, distance: distance(clocks, other) }))
  return distances.reduce((nearest, one) => one.distance < nearest.distance ? one : nearest).code
}
