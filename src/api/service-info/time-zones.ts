import { Type, type Static } from '@sinclair/typebox'
import { createEnvelope } from '../../carriers/list-envelope.js'
import { INT32_MAX, Int32 } from '../../carriers/scalars.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { TimeZoneDataSchema, type TimeZoneData } from '../../carriers/time-zone-data.js'
import type { Config } from '../../config/config.js'
import { apiAddress } from './operation-list.js'
import { listSeasons } from '../../context/nearest-time-zone.js'
import type { TimeZone } from '../../context/time-zone-table.js'
import type { TimeZones } from '../../context/time-zone.js'
import type { Routes } from '../../http/routes.js'
import { READ_FAILURES, createFailures } from '../failures.js'

const TIME_ZONE_TAGS = ['TimeZone']

/**
 * A row of the list of time zones: the row keys of archives, PrimaryKey and EntityName (superoffice-protocol, section 13), and the
 * documented columns (section 4).
 */
const TimeZoneRowSchema = Type.Object({
  PrimaryKey: Type.String({ description: 'The id of the time zone, as a string.' }),
  EntityName: Type.String(),
  id: Int32({ description: 'The id of the time zone; 0 if it is unknown.' }),
  timeZone: Type.String({ description: 'The code.' }),
  country: Type.String(),
  region: Type.String(),
  offset: Type.String({ description: 'The offset from UTC in standard time: +01:00.' }),
  daylight: Type.String({ description: 'The offset from UTC in daylight saving time; empty without daylight saving time.' }),
  isActive: Type.Boolean(),
}, { $id: 'TimeZoneRow', xml: { name: 'Row' } })

type TimeZoneRow = Static<typeof TimeZoneRowSchema>

const TimeZoneListSchema = createEnvelope(TimeZoneRowSchema, 'TimeZoneList')

const ListQuerySchema = Type.Object({
  $top: Type.Optional(Type.Integer({ minimum: 0, maximum: INT32_MAX, description: 'The maximum number of rows.' })),
  $skip: Type.Optional(Type.Integer({ minimum: 0, maximum: INT32_MAX, description: 'The number of rows to skip.' })),
}, { additionalProperties: false })

interface TimeZoneRoutesOptions {
  readonly timeZones: TimeZones
  readonly config: Pick<Config, 'errorMessageKey'>
}

/**
 * Adds the routes for time zones: the list of the zones for the header SO-TimeZone, the zone of the request, and the zone of requests
 * without the header (superoffice-protocol, section 4).
 */
export const addTimeZoneRoutes: Routes<TimeZoneRoutesOptions> = (app, { timeZones, config }) => {
  const { negotiatedFailures } = createFailures(config)
  let rows: TimeZoneRow[] | undefined
  const response = { 200: TimeZoneDataSchema, ...negotiatedFailures(READ_FAILURES) }

  app.get('/api/v1/TimeZone', {
    schema: {
      operationId: 'v1TimeZone_GetTimeZonesArchive',
      tags: TIME_ZONE_TAGS,
      summary: 'Lists the time zones',
      querystring: ListQuerySchema,
      response: { ...response, 200: TimeZoneListSchema },
    },
  }, async request => {
    const { $skip = 0, $top = Infinity } = request.query
    rows ??= timeZones.all.map(toTimeZoneRow)
    const address = `${apiAddress(request)}/v1`
    return {
      'odata.metadata': `${address}/Archive/TimeZone/$metadata`,
      'odata.nextLink': null,
      value: rows.slice($skip, $skip + $top),
    }
  })

  app.get('/api/v1/TimeZone/current', {
    schema: { operationId: 'v1TimeZone_GetCurrentTimeZone', tags: TIME_ZONE_TAGS, summary: 'Reads the time zone of the request', response },
  }, async ({ dates }) => toTimeZoneData(dates.zone))

  app.get('/api/v1/TimeZone/base', {
    schema: { operationId: 'v1TimeZone_GetBaseTimeZone', tags: TIME_ZONE_TAGS, summary: 'Reads the time zone of requests without SO-TimeZone', response },
  }, async () => toTimeZoneData(timeZones.base))
}

/** Returns the offsets of a zone in standard and in daylight saving time. `daylight` is "" if the zone has no daylight saving time. */
function findOffsets (iana: string): readonly [standard: string, daylight: string] {
  const [first, second] = [...listSeasons(iana)]
    .sort((one, other) => one.offsetNanoseconds - other.offsetNanoseconds)
    .map(({ offset }) => offset)
  const standard = assertDefined(first, 'every zone must have an offset in winter')
  return [standard, first === second ? '' : assertDefined(second, 'every zone must have an offset in summer')]
}

function toTimeZoneRow ({ id, code, country, region, iana }: TimeZone): TimeZoneRow {
  const [offset, daylight] = findOffsets(iana)
  return { PrimaryKey: String(id), EntityName: 'timezone', id, timeZone: code, country, region, offset, daylight, isActive: true }
}

/** Empty, because the rules of the service are not published. */
const NO_RULES = Object.freeze({})

function toTimeZoneData ({ id, code, country, region, iana }: TimeZone): TimeZoneData {
  const [city = ''] = iana.split('/').slice(-1)
  return {
    TZLocationID: id,
    Name: [country, region].filter(part => part !== '').join(' - '),
    TZLocationCode: code,
    TZLocationCities: city.replaceAll('_', ' '),
    IsoNumber: 0,
    TimeZoneSTDRules: NO_RULES,
    TimeZoneDSTRules: NO_RULES,
  }
}
