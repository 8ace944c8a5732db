import { Temporal } from 'temporal-polyfill'
import { TIME_ZONES, type TimeZone } from './time-zone-table.js'

/** Zones are compared in January and in July, because of daylight saving time. */
const SEASONS = ['2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'].map(text => Temporal.Instant.from(text))

/** Returns the local time of a zone at one instant in January and one in July. */
export const listSeasons = (iana: string): readonly Temporal.ZonedDateTime[] => SEASONS.map(instant => instant.toZonedDateTimeISO(iana))

interface Clocks {
  /** The name that `Intl` returns for the zone. It can be the same for several names of a zone. */
  readonly name: string
  /** The first part of the name, such as `Europe`. */
  readonly area: string
  /** Offsets from UTC in minutes, one for each of SEASONS. */
  readonly offsets: readonly number[]
}

/** @throws RangeError if `Intl` does not support the zone */
function readSeasonClocks (iana: string): Clocks {
  const { timeZone: name } = new Intl.DateTimeFormat('en', { timeZone: iana }).resolvedOptions()
  const [area = ''] = name.split('/', 1)
  return { name, area, offsets: listSeasons(iana).map(({ offsetNanoseconds }) => offsetNanoseconds / 60e9) }
}

/**
 * Returns the distance between two zones: twice the difference of their offsets in minutes, in the season in which they differ more, and 1
 * more if the zones are in different areas. Returns -1 if both have the same `name`.
 */
function distance (one: Clocks, other: Clocks): number {
  if (one.name === other.name) return -1
  const minutes = one.offsets.map((offset, season) => Math.abs(offset - Number(other.offsets[season])))
  return 2 * Math.max(...minutes) + (one.area === other.area ? 0 : 1)
}

/** The zones of the service with their offsets. Computed at the first use, because this takes as long as several requests. */
let known: readonly (readonly [zone: TimeZone, clocks: Clocks])[] | undefined

/** Returns the service's code of the zone that is nearest to an IANA zone. Undefined if `Intl` does not support the zone. */
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
