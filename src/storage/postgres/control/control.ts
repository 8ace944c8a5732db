import type { ControlStore, ControlSubject } from '../../control-store.js'
import { toTexts } from '../engine/arrays.js'
import type { Connections } from '../engine/connections.js'
import { createBatches } from '../engine/batches.js'
import { createDatabaseClock } from './database-clock.js'
import { createSharedDocuments, type SharedDocuments } from './documents.js'

/**
 * Selects the time of the database, and the stored documents of the tenants $1 with the subjects $2. The text of a document is null if $3
 * contains the version of the document. If no document is found, the only row contains the time and nulls.
 */
const LOOK = `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint, c.tenant_key, c.subject, c.version,
    CASE WHEN c.version::text = ANY($3::text[]) THEN NULL ELSE c.document END
  FROM (VALUES (1)) AS one LEFT JOIN control c ON c.tenant_key = ANY($1::text[]) AND c.subject = ANY($2::text[])`

type LookRow = readonly [time: number, key: string | null, subject: ControlSubject, version: string, text: string | null]

/** Subjects whose documents are changed by requests to the API. `look` does not read these documents. */
const COUNTED: readonly ControlSubject[] = ['fault-counts']

/** Creates a control store whose documents are in a table of the database, so that all replicas share them. */
export function createSharedControl (connections: Connections): ControlStore {
  const clock = createDatabaseClock()
  /** The document stores whose caches `look` updates, by subject. */
  const looked = new Map<ControlSubject, Pick<SharedDocuments<object>, 'cachedVersion' | 'adopt'>>()

  const look = createBatches(async (tenants: readonly string[]) => {
    const keys = [...new Set(tenants.map(tenant => tenant.toLowerCase()))]
    const known = [...looked.values()].flatMap(({ cachedVersion }) => keys.map(cachedVersion)).filter(version => version !== undefined)
    const rows = await connections.read(query => query<LookRow>(LOOK, [toTexts(keys), toTexts([...looked.keys()]), toTexts(known)]))
    for (const [subject, { adopt }] of looked) {
      for (const key of keys) {
        const row = rows.find(row => row[1] === key && row[2] === subject)
        adopt(key, row && { version: row[3], text: row[4] })
      }
    }
    for (const [time] of rows.slice(0, 1)) clock.set(time)
    return tenants
  })

  return {
    documents (subject, options = {}) {
      const documents = createSharedDocuments({ connections, clock }, subject, options)
      if (!COUNTED.includes(subject)) looked.set(subject, documents)
      return documents
    },
    now: clock.now,
    timer: clock.now,
    look: async tenant => { await look(tenant) },
  }
}
