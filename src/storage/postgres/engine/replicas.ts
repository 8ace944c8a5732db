import { randomUUID } from 'node:crypto'
import { StorageStartError } from '../../store.js'
import type { Connections, Query } from './connections.js'

/** Duration of a lease, by the time of the database. A process whose lease has expired counts as ended. */
const LEASE_S = 15
const RENEWAL_MS = 5000

const LOCK = 'SELECT settings FROM superoffice_mock FOR UPDATE'
const UPDATE_SETTINGS = 'UPDATE superoffice_mock SET settings = $1'
const DELETE_GONE = 'DELETE FROM replica WHERE lease_until < now()'
const COUNT = 'SELECT count(*) FROM replica'
const INSERT = `INSERT INTO replica (replica_id, lease_until) VALUES ($1, now() + interval '${LEASE_S} seconds')`
const RENEW = `UPDATE replica SET lease_until = now() + interval '${LEASE_S} seconds' WHERE replica_id = $1 RETURNING 1`
const DELETE = 'DELETE FROM replica WHERE replica_id = $1'

/** Hashes of the values that must be equal in all processes on one database, by name of the setting. */
export type CommonSettings = Readonly<Record<string, string>>

/** The lease that this process has on the database. */
export interface Replica {
  /**
   * Renews the lease in a separate transaction. Registers this process again if the lease has expired.
   * @throws StorageUnavailableError, or StorageStartError if the lease has expired and a process with other settings is running
   */
  renew (): Promise<void>
  /** Ends the lease. If this fails, the lease expires. */
  leave (): Promise<void>
}

/**
 * Registers this process in the database. If no other process is running, the settings are stored, and processes that start later must have
 * the same settings.
 * @throws StorageStartError if a process with other settings is running
 */
export async function joinReplicas ({ write }: Pick<Connections, 'write'>, settings: CommonSettings): Promise<Replica> {
  const id = randomUUID()

  async function join (query: Query): Promise<void> {
    const [[kept = null] = []] = await query<[string | null]>(LOCK)
    await query(DELETE_GONE)
    const [[running = 0] = []] = await query<[number]>(COUNT)
    const different = listDifferences(JSON.parse(kept ?? '{}'), settings)
    if (running > 0 && different.length > 0) throw otherSettings(different)
    if (different.length > 0) await query(UPDATE_SETTINGS, [JSON.stringify(settings)])
    await query(INSERT, [id])
  }

  const renew = () => write(async query => {
    const renewed = await query(RENEW, [id])
    if (renewed.length === 0) await join(query)
  }, { isIdempotent: true, isImmediate: true })

  await write(join)
  // A failed renewal is ignored, because the next renewal registers the process again if the lease has expired.
  const renewing = setInterval(() => { renew().catch(() => undefined) }, RENEWAL_MS).unref()
  return {
    renew,
    async leave () {
      clearInterval(renewing)
      await write(query => query(DELETE, [id]), { isIdempotent: true, isImmediate: true }).catch(() => undefined)
    },
  }
}

const listDifferences = (one: CommonSettings, other: CommonSettings) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(name => one[name] !== other[name])

const otherSettings = (names: readonly string[]) => new StorageStartError('All mocks that use one database must have the same settings, seed and users, ' +
  `because clients cannot tell which of them responds; those that are running have another ${names.join(', ')}. Start this one with the same values, or ` +
  `stop the others first. A killed mock counts as running for ${LEASE_S} s.`)
