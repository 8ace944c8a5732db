import { randomUUID } from 'node:crypto'
import { StorageStartError, StorageUnavailableError } from '../../storage-errors.js'
import type { Attempts, Connections, Query } from './connections.js'
import { LEASE_S, countRunning } from './leases.js'
import { SCHEMA_NO } from './migrations.js'

const RENEWAL_MS = 5000

const LOCK = 'SELECT settings, schema_no FROM superoffice_mock FOR UPDATE'
const UPDATE_SETTINGS = 'UPDATE superoffice_mock SET settings = $1'
const INSERT = `INSERT INTO replica (replica_id, lease_until) VALUES ($1, now() + interval '${LEASE_S} seconds')`
const RENEW = `UPDATE replica SET lease_until = now() + interval '${LEASE_S} seconds' WHERE replica_id = $1 RETURNING 1`
const DELETE = 'DELETE FROM replica WHERE replica_id = $1'

/** Hashes of the values of the settings that must be equal in all processes on one database, by the name of the setting. */
export type CommonSettings = Readonly<Record<string, string>>

/** The registration of this process in the database. It is valid until its lease expires. */
export interface Replica {
  /**
   * The connections for all work with data. If the lease may have expired, `read`, `readAtOnce`, `write` and `change` renew it before the
   * work. If the renewal fails, they throw its error.
   */
  readonly connections: Connections
  /**
   * Renews the lease in a separate transaction. If the lease has expired and another process has removed it, registers this process again.
   * @throws for example StorageUnavailableError if the database cannot be used at present, or if the lease was removed and processes with
   * other settings are running or a newer version has changed the tables; StorageError if the database refuses a statement
   */
  renew (): Promise<void>
  /** Ends the lease. Does not throw: if the database cannot be reached, the lease expires later. */
  leave (): Promise<void>
}

/**
 * Registers this process in the database. If no other process is registered, stores the hashes of the settings of this process. Otherwise
 * this process can only register if its hashes equal the stored ones.
 * @throws errors of `connections`, and StorageStartError if a process with other settings is running
 */
export async function joinReplicas (connections: Connections, settings: CommonSettings): Promise<Replica> {
  const id = randomUUID()
  /** A time of `performance.now()` before which the lease has not expired. */
  let heldUntil = -Infinity
  let renewing: Promise<void> | undefined

  const hold = async (work: (query: Query) => Promise<void>, attempts: Attempts) => {
    const since = performance.now()
    await connections.write(work, attempts)
    heldUntil = since + LEASE_S * 1000
  }

  async function join (query: Query): Promise<readonly string[]> {
    const [[kept = null, schemaNo = 0] = []] = await query<[settings: string | null, schemaNo: number]>(LOCK)
    if (schemaNo > SCHEMA_NO) throw new StorageUnavailableError(NEWER)
    const running = await countRunning(query)
    const different = listDifferences(JSON.parse(kept ?? '{}'), settings)
    if (running > 0 && different.length > 0) return different
    if (different.length > 0) await query(UPDATE_SETTINGS, [JSON.stringify(settings)])
    await query(INSERT, [id])
    return []
  }

  const renewWith = (attempts: Attempts) => hold(async query => {
    const renewed = await query(RENEW, [id])
    if (renewed.length > 0) return
    heldUntil = -Infinity
    const different = await join(query)
    if (different.length > 0) throw new StorageUnavailableError(describeReturn(different))
  }, { isIdempotent: true, ...attempts })

  const renew = () => renewWith({ isImmediate: true })

  function renewOnce (): Promise<void> {
    renewing ??= renewWith({}).finally(() => { renewing = undefined })
    return renewing
  }

  const withLease = <Given extends readonly unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    (...given: Given) => performance.now() < heldUntil ? work(...given) : renewOnce().then(() => work(...given))

  await hold(async query => {
    const different = await join(query)
    if (different.length > 0) throw new StorageStartError(describeStart(different))
  }, {})
  // A failed renewal is ignored, because `withLease` renews the lease before further work with data if the lease may have expired.
  const interval = setInterval(() => { renew().catch(() => undefined) }, RENEWAL_MS).unref()
  return {
    connections: {
      ...connections,
      read: withLease(connections.read),
      readAtOnce: withLease(connections.readAtOnce),
      write: withLease(connections.write),
      change: withLease(connections.change),
    },
    renew,
    async leave () {
      clearInterval(interval)
      await connections.write(query => query(DELETE, [id]), { isIdempotent: true, isImmediate: true }).catch(() => undefined)
    },
  }
}

const listDifferences = (one: CommonSettings, other: CommonSettings) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(name => one[name] !== other[name])

const describeStart = (names: readonly string[]) => 'All mocks that use one database must have the same settings, seed and users, ' +
  `because clients cannot tell which of them responds; those that are running have another ${names.join(', ')}. Start this one with the same values, or ` +
  `stop the others first. A killed mock counts as running for ${LEASE_S} s.`

const NEWER = 'a newer version of superoffice-mock has changed the tables; start the newer version instead of this mock'

const describeReturn = (names: readonly string[]) => `it could not be reached by this mock for ${LEASE_S} s, and mocks with another ` +
  `${names.join(', ')} were started; restart this one with the same values, or stop the others`
