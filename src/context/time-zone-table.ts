import { readFileSync } from 'node:fs'
import { packageFile } from '../config/package-files.js'

/** A time zone of the service; db/time-zones.tsv says of each on which evidence it is there. */
export interface TimeZone {
  /** The service's number, 0 where it is not known. */
  readonly id: number
  readonly code: string
  readonly country: string
  readonly region: string
  /** The name in the IANA database, whose rules stand for the service's own, which are not published. */
  readonly iana: string
}

const [, ...rows] = readFileSync(packageFile('db/time-zones.tsv'), 'utf8').trimEnd().split('\n')

/** All time zones, in the order of the file: those with a number first. */
export const TIME_ZONES: readonly TimeZone[] = rows.map(row => {
  const [id, code = '', country = '', region = '', iana = ''] = row.split('\t')
  return { id: Number(id), code, country, region, iana }
})
