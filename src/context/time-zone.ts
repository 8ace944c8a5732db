import { Temporal } from 'temporal-polyfill'
import { UNSET_DATE, hasZone, isUnset, toUtcSeconds, withinCalendar, writeUtcSeconds } from '../carriers/date-time.js'
import { ConfigError, type Config } from '../config/config.js'
import { ApiError } from '../errors/error-bodies.js'
import { timeZoneUnknown } from '../errors/api-errors.js'
import { quote } from '../errors/expectation.js'
import { memoize } from '../http/memoize.js'
import { nearestCode } from './nearest-time-zone.js'
import { TIME_ZONES, type TimeZone } from './time-zone-table.js'

/** Converts dates for the time zone of a request (superoffice-protocol, section 4). */
export interface DateStyle {
  readonly zone: TimeZone
  /** Value of the response header SO-TimeZone: the code, and `includeTZOffset` if it was requested. */
  readonly header: string
  /** Converts a date of the request to stored form: `2008-01-30T08:40:59` in UTC. */
  read (sent: string): string
  /** Converts a date in stored form to the form of the response. */
  write (stored: string): string
}

const INCLUDE_OFFSET = 'includeTZOffset'

/** Offsets are cached by minute, because since 1973 they change only at whole minutes. */
const MINUTE_MS = 60_000
const WHOLE_MINUTES_MS = Date.parse('1973-01-01T00:00:00Z')
/** Limits the number of minutes for which the offsets of one zone are cached. */
const MOST_MINUTES = 1000

/** Normalizes the code or id of a zone: lower case, without leading zeros. */
const normalizeZoneName = (name: string) => name.toLowerCase().replace(/^0+(?=\d)/, '')

/** Time zones by normalized code, and by id if it is known. */
const ZONES: ReadonlyMap<string, TimeZone> = new Map(TIME_ZONES.flatMap(zone => [
  [normalizeZoneName(zone.code), zone] as const, ...(zone.id === 0 ? [] : [[String(zone.id), zone] as const]),
]))

export interface TimeZones {
  readonly all: readonly TimeZone[]
  /** The time zone of requests that name no zone in SO-TimeZone. */
  readonly base: TimeZone
  /**
   * Parses the header SO-TimeZone. If the header names an unknown zone, or different zones, returns an error. Under
   * UNKNOWN_TIME_ZONE=ignore, returns the style of the base zone instead of the error.
   */
  readonly parseTimeZone: (header: string) => DateStyle | ApiError
}

/**
 * Compiles the parser of the header SO-TimeZone, and finds the base time zone.
 * @throws ConfigError if the base time zone is unknown
 */
export function compileTimeZones (
  { baseTimeZone, unknownTimeZone, zonedDates }: Pick<Config, 'baseTimeZone' | 'unknownTimeZone' | 'zonedDates'>
): TimeZones {
  const compileZoneClock = memoize(compileClock)
  const base = ZONES.get(normalizeZoneName(baseTimeZone))
  if (base === undefined) {
    const nearest = nearestCode(baseTimeZone)
    throw new ConfigError(`SUPEROFFICE_MOCK_BASE_TIME_ZONE must be a time zone code or id of SuperOffice, such as NO or 261; got ${quote(baseTimeZone)}.` +
      (nearest === undefined ? '' : ` The nearest code is ${nearest}.`))
  }

  const parseTimeZone = memoize((header): DateStyle | ApiError => {
    const words = header.split(',').map(word => word.trim()).filter(word => word !== '')
    const codes = words.filter(word => word.toLowerCase() !== INCLUDE_OFFSET.toLowerCase())
    const [first, ...others] = codes.map(code => ZONES.get(normalizeZoneName(code)))
    const requested = others.every(zone => zone === first) ? first : undefined
    if (codes.length > 0 && requested === undefined && unknownTimeZone === 'reject') return timeZoneUnknown(codes.join(', '), nearestCode(codes.join()))

    const zone = requested ?? base
    const { read, write } = compileZoneClock(zone.iana)
    if (codes.length < words.length) {
      return { zone, header: `${zone.code}, ${INCLUDE_OFFSET}`, read, write: stored => `${stored}Z` }
    }
    const isLocal = requested === undefined || zonedDates === 'local'
    return { zone, header: zone.code, read, write: isLocal ? write : stored => stored }
  })
  return { all: TIME_ZONES, base, parseTimeZone }
}

/**
 * Compiles the conversion of dates for an IANA zone. Local times that are skipped or repeated at the start or end of daylight saving time
 * are resolved as in RFC 5545.
 */
function compileClock (iana: string): Pick<DateStyle, 'read' | 'write'> {
  const minutes = new Map<number, number>()

  function offsetAt (epochMs: number): number {
    const offset = () => Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(iana).offsetNanoseconds / 1e6
    if (epochMs < WHOLE_MINUTES_MS) return offset()
    const minute = Math.floor(epochMs / MINUTE_MS)
    let known = minutes.get(minute)
    if (known === undefined) {
      known = offset()
      if (minutes.size >= MOST_MINUTES) minutes.clear()
      minutes.set(minute, known)
    }
    return known
  }

  return {
    read (sent) {
      if (isUnset(sent)) return UNSET_DATE
      if (hasZone(sent)) return toUtcSeconds(sent)
      const { epochMilliseconds } = Temporal.PlainDateTime.from(sent.slice(0, 19)).toZonedDateTime(iana)
      return writeUtcSeconds(withinCalendar(epochMilliseconds))
    },
    write (stored) {
      if (stored === UNSET_DATE || iana === 'Etc/UTC') return stored
      const epochMs = Date.parse(`${stored}Z`)
      return writeUtcSeconds(withinCalendar(epochMs + offsetAt(epochMs)))
    },
  }
}
