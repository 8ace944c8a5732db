import { Type, type Static } from '@sinclair/typebox'
import { Int32 } from './scalars.js'

const RulesSchema = Type.Record(Type.String(), Type.Object({
  StartDay: Int32(),
  StartMonth: Int32(),
  EndDay: Int32(),
  EndMonth: Int32(),
  TZOffset: Int32({ description: 'The offset from UTC in minutes.' }),
  StartRulePattern: Type.String({ description: 'The rule, such as 0200 1ST-SUN-APR.' }),
  EndRulePattern: Type.String(),
}), { 'x-xml-entry': 'TimeZoneRuleKeyValuePair' })

/** A time zone in a response (superoffice-protocol, section 4). */
export const TimeZoneDataSchema = Type.Object({
  TZLocationID: Int32({ description: 'Primary key.' }),
  Name: Type.String({ description: 'The country, with the region if it has several: United States - California.' }),
  TZLocationCode: Type.String({ description: 'The code, such as NO or US-CA.' }),
  TZLocationCities: Type.String({ description: 'A city in the time zone.' }),
  IsoNumber: Int32({ description: 'The ISO 3166 number of the country; always 0 in the mock.' }),
  TimeZoneSTDRules: RulesSchema,
  TimeZoneDSTRules: RulesSchema,
}, { $id: 'TimeZoneData', xml: { name: 'TimeZoneData' }, description: 'A time zone.' })

export type TimeZoneData = Static<typeof TimeZoneDataSchema>
