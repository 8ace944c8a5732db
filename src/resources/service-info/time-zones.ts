import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { TimeZoneDataSchema, type TimeZoneData } from '../../carriers/time-zone-data.js'
import type { Config } from '../../config.js'
import type { TimeZone } from '../../protocol/time-zone-table.js'
import type { TimeZones } from '../../protocol/time-zone.js'
import { createFailures } from '../failures.js'

const TAGS = ['TimeZone']

export interface TimeZoneCallsOptions {
  readonly timeZones: TimeZones
  readonly config: Pick<Config, 'errorMessageKey'>
}

/** The time zones that SO-TimeZone can name (superoffice-protocol, section 4). */
export const timeZoneCalls: FastifyPluginAsyncTypebox<TimeZoneCallsOptions> = async (app, { timeZones, config }) => {
  const { failuresOfAnswers } = createFailures(config)
  const response = { 200: TimeZoneDataSchema, ...failuresOfAnswers({ 400: 'A header is wrong.' }) }

  app.get('/api/v1/TimeZone/current', {
    schema: { operationId: 'v1TimeZone_GetCurrentTimeZone', tags: TAGS, summary: 'Reads the time zone that the call is in', response },
  }, async ({ dates }) => dataOf(dates.zone))

  app.get('/api/v1/TimeZone/base', {
    schema: { operationId: 'v1TimeZone_GetBaseTimeZone', tags: TAGS, summary: 'Reads the time zone of calls that name none', response },
  }, async () => dataOf(timeZones.base))
}

/** What the service's own rules are is not published. */
const NO_RULES = Object.freeze({})

function dataOf ({ id, code, country, region, iana }: TimeZone): TimeZoneData {
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
