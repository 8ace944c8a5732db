import { Temporal } from 'temporal-polyfill'
import { UNSET_DATE, hasZone, isUnset, toUtcSeconds, withinCalendar, writeUtcSeconds } from '../carriers/date-time.js'
import { ConfigError, type Config } from '../config/config.js'
import { ApiError } from '../errors/error-bodies.js'
import { timeZoneUnknown } from '../errors/api-errors.js'
import { quote } from '../errors/expectation.js'
import { remembering } from '../http/memoize.js'
import { nearestCode } from './nearest-time-zone.js'
import { TIME_ZONES, type TimeZone } from './time-zone-table.js'

/** How dates stand in the body and in the answer of a call (superoffice-protocol, section 4). */
export interface DateStyle {
  /** The zone in force. */
  readonly zone: TimeZone
  /** What the header SO-TimeZone of the answer says of it. */
  readonly header: string
  /** The instant that a text of a body means, as it is kept: `2008-01-30T08:40:59` in UTC. */
  read (sent: string): string
  /** The text of an answer for an instant as it is kept. */
  write (kept: string): string
}

const INCLUDE_OFFSET = 'includeTZOffset'

/** Since 1973 clocks change at whole minutes everywhere, so that the offset in one is the same all through. */
const MINUTE_MS = 60_000
const WHOLE_MINUTES_MS = Date.parse('1973-01-01T00:00:00Z')
const MOST_MINUTES = 1000

/** What a code or an id is found by: small letters, and no zeros before a number. */
const keyOf = (name: string) => name.toLowerCase().replace(/^0+(?=\d)/, '')

/** Time zones by what callers name them: their code in small letters, or their number. */
const ZONES: ReadonlyMap<string, TimeZone> = new Map(TIME_ZONES.flatMap(zone => [
  [keyOf(zone.code), zone] as const, ...(zone.id === 0 ? [] : [[String(zone.id), zone] as const]),
]))

export interface TimeZones {
  readonly all: readonly TimeZone[]
  /** The zone of calls that name none. */
  readonly base: TimeZone
  /** The date style that a header SO-TimeZone asks for, or the refusal of a zone that is not known. */
  readonly styleOf: (header: string) => DateStyle | ApiError
}

/** @throws ConfigError when there is no such base time zone */
export function compileTimeZones (
  { baseTimeZone, unknownTimeZone, zonedDates }: Pick<Config, 'baseTimeZone' | 'unknownTimeZone' | 'zonedDates'>
): TimeZones {
  const clockOf = remembering(compileClock)
  const base = ZONES.get(keyOf(baseTimeZone))
  if (base === undefined) {
    const nearest = nearestCode(baseTimeZone)
    throw new ConfigError(`SUPEROFFICE_MOCK_BASE_TIME_ZONE must be a time zone code or id of SuperOffice, such as NO or 261; got ${quote(baseTimeZone)}.` +
      (nearest === undefined ? '' : ` The nearest code is ${nearest}.`))
  }

  const styleOf = remembering((header): DateStyle | ApiError => {
    const words = header.split(',').map(word => word.trim()).filter(word => word !== '')
    const codes = words.filter(word => word.toLowerCase() !== INCLUDE_OFFSET.toLowerCase())
    const [first, ...others] = codes.map(code => ZONES.get(keyOf(code)))
    const asked = others.every(zone => zone === first) ? first : undefined
    if (codes.length > 0 && asked === undefined && unknownTimeZone === 'reject') return timeZoneUnknown(codes.join(', '), nearestCode(codes.join()))

    const zone = asked ?? base
    const { read, write } = clockOf(zone.iana)
    if (codes.length < words.length) {
      return { zone, header: `${zone.code}, ${INCLUDE_OFFSET}`, read, write: kept => `${kept}Z` }
    }
    const isLocal = asked === undefined || zonedDates === 'local'
    return { zone, header: zone.code, read, write: isLocal ? write : kept => kept }
  })
  return { all: TIME_ZONES, base, styleOf }
}

/** What clocks in a zone, by its IANA name, show. A text without zone that no clock showed, or two did, is read as RFC 5545 says. */
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
    write (kept) {
      if (kept === UNSET_DATE || iana === 'Etc/UTC') return kept
      const epochMs = Date.parse(`${kept}Z`)
      return writeUtcSeconds(withinCalendar(epochMs + offsetAt(epochMs)))
    },
  }
}
