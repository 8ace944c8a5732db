import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'

/**
 * A time zone of the service. The column `evidence` of db/time-zones.tsv says whether the vendor documents the zone with its id
 * (`documented`), only its code (`code-documented`), or neither (`inferred`: the code follows the pattern of the documented ones).
 */
export interface TimeZone {
  /** The service's id of the zone; 0 if it is unknown. */
  readonly id: number
  readonly code: string
  readonly country: string
  readonly region: string
  /** The zone in the IANA database. The rules of this zone are used, because the rules of the service are not published. */
  readonly iana: string
}

const [, ...rows] = readFileSync(packageFile('db/time-zones.tsv'), 'utf8').trimEnd().split('\n')

/** All time zones, in the order of the file. */
export const TIME_ZONES: readonly TimeZone[] = rows.map(row => {
  const [id, code = '', country = '', region = '', iana = ''] = row.split('\t')
  return { id: Number(id), code, country, region, iana }
})
