import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { assertDefined } from '../../../errors/assert-defined.js'
import { takeTurn } from '../../../http/turns.js'
import { isSince, type JournalPart, type JournalStore, type Since } from '../../journal-store.js'
import { toColumns, toTexts, type ElementType } from '../engine/arrays.js'
import type { Connections, Query } from '../engine/connections.js'
import { createBatches } from '../engine/batches.js'
import { singleValue } from '../engine/single-values.js'
import { createEntryBatch } from './entry-batch.js'
import { createJournalWaiting } from './journal-waiting.js'

const MOST_DROPPED_IDS = 10_000

/** Maximum number of entries that one query of `each` reads. */
const PAGE_ENTRIES = 20

/**
 * Fraction of the limit `size` by which a journal may exceed the limit before requests are removed. With 0, each batch for a full journal
 * would remove requests.
 */
const SLACK = 0.25

/**
 * Time for which `addJournal` does not remove a journal for whose requests a client waits. The time begins again if less than EXTENSION_MS
 * of it remains and clients still wait.
 */
const KEPT_MS = 5000
const EXTENSION_MS = 4000

/** Assigns ids to the entries of a batch, and stores the entries. Skips the entries of tenants without a journal. */
const APPEND = `WITH numbered AS (
    UPDATE journal j SET last_id = j.last_id + g.entries, used_time = greatest(j.used_time, $3::bigint)
    FROM unnest($1::text[], $2::int[]) AS g (tenant_key, entries)
    WHERE j.tenant_key = g.tenant_key
    RETURNING j.tenant_key, j.last_id, j.last_id - g.entries AS before_id
  ), added AS (
    INSERT INTO call (tenant_key, call_id, at, batch, entry)
    SELECT e.tenant_key, n.before_id + e.number, e.at, $4::uuid, substring($5::bytea FROM e.start + 1 FOR e.length)
    FROM unnest($6::text[], $7::int[], $8::bigint[], $9::int[], $10::int[]) AS e (tenant_key, number, at, start, length)
    JOIN numbered n ON n.tenant_key = e.tenant_key
  )
  SELECT tenant_key, last_id FROM numbered`
const GROUP_TYPES: readonly ElementType[] = ['text', 'int']
const ENTRY_TYPES: readonly ElementType[] = ['text', 'int', 'bigint', 'int', 'int']

const WAIT_FOR_ROWS = 'SELECT 1 FROM journal WHERE tenant_key = ANY($1::text[]) ORDER BY tenant_key FOR UPDATE'
const FIND_BATCH = 'SELECT tenant_key, max(call_id) FROM call WHERE tenant_key = ANY($1::text[]) AND batch = $2 GROUP BY tenant_key'

const ADD_JOURNAL = 'INSERT INTO journal (tenant_key, name, used_time) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'
const COUNT_JOURNALS = 'SELECT count(*) FROM journal'
// While clients wait for requests of a journal, `readLastIds` repeatedly sets its used_time to a time in the future. $2 is the current
// time, so this statement does not select such a journal.
const OLDEST_JOURNALS = `SELECT tenant_key FROM journal WHERE tenant_key <> $1 AND used_time <= $2
  ORDER BY last_id > cleared_id, used_time, tenant_key DESC LIMIT $3`
const KEEP_JOURNALS = 'UPDATE journal SET used_time = greatest(used_time, $2::bigint) WHERE tenant_key = ANY($1::text[])'

const LOCK_IDS = 'SELECT last_id, dropped_id FROM journal WHERE tenant_key = $1 FOR UPDATE'
const LATEST_TIME = 'SELECT max(at) FROM call WHERE tenant_key = $1 AND call_id > $2 AND call_id <= $3'
const DROP = 'UPDATE journal SET dropped_id = $2, dropped_time = greatest(dropped_time, $3::bigint) WHERE tenant_key = $1'
const CLEAR = 'UPDATE journal SET cleared_id = last_id, dropped_time = NULL WHERE tenant_key = $1 RETURNING last_id'
// `trim` passes a lower limit $2, so that the database does not scan the rows that were deleted earlier and not yet vacuumed.
const DELETE_CALLS = 'DELETE FROM call WHERE tenant_key = $1 AND call_id > $2 AND call_id <= $3'
const DELETE_JOURNAL = 'DELETE FROM journal WHERE tenant_key = $1'

const LAST_IDS = 'SELECT tenant_key, last_id FROM journal WHERE tenant_key = ANY($1::text[])'

// A single statement reads the facts about the journal and its requests, so that they are of the same instant.
const SELECT_AFTER = `SELECT j.last_id, j.cleared_id, j.dropped_id, j.dropped_time, c.call_id, c.at
  FROM journal j LEFT JOIN call c ON c.tenant_key = j.tenant_key AND c.call_id > greatest(j.cleared_id, j.dropped_id, $2::bigint)
  WHERE j.tenant_key = $1 ORDER BY c.call_id`

const SELECT_ENTRIES = 'SELECT call_id, is_cut_off, entry FROM call WHERE tenant_key = $1 AND call_id = ANY($2::bigint[])'
const MARK_CUT_OFF = 'UPDATE call SET is_cut_off = true WHERE tenant_key = $1 AND call_id = $2'

const SELECT_NAMES = 'SELECT name FROM journal j WHERE EXISTS (SELECT 1 FROM call c WHERE c.tenant_key = j.tenant_key) ORDER BY tenant_key'
const SELECT_COUNTS = `SELECT coalesce(sum(last_id - greatest(cleared_id, dropped_id, last_id - $1)), 0)::bigint,
    coalesce(sum(greatest(0, greatest(dropped_id, last_id - $1) - cleared_id)), 0)::bigint FROM journal`

type AfterRow = readonly [
  lastId: number, clearedId: number, droppedId: number, droppedTime: number | null, ...call: readonly [id: number, time: number] | readonly [null, null]
]

interface AddedEntry {
  readonly tenant: string
  readonly key: string
  readonly time: number
  /** Position of the entry in the bytes of the batch. */
  readonly start: number
  readonly length: number
}

interface SharedJournalOptions {
  /**
   * Maximum number of requests in the journal of a tenant. The database can contain more requests, because the surplus is removed only when
   * it exceeds the fraction SLACK of `size`. `after` and `counts` treat the surplus as removed.
   */
  readonly size: number
  /** Maximum number of tenants that have a journal. Journals for which clients wait are kept even above this number. */
  readonly mostTenants: number
  readonly now: () => number
}

/** Creates journals in tables of the database, so that all replicas share them. */
export function createSharedJournal (connections: Connections, { size, mostTenants, now }: SharedJournalOptions): JournalStore {
  /** The entries of the next batch. */
  let adding = createEntryBatch()
  /** The entries of the batch that is being stored. */
  let storing = createEntryBatch()
  /**
   * The highest id of a dropped request, by the key of the tenant, as of the last call of `trim` in this process; 0 if `trim` was not
   * called since `addJournal` added the tenant to this map.
   */
  const droppedIds = new LRUCache<string, number>({ max: MOST_DROPPED_IDS })

  const waiting = createJournalWaiting(readLastIds)

  /** The times until which journals are kept for waiting clients of this process, by the key of the tenant. */
  let keptUntil = new Map<string, number>()

  /** Returns the last ids of the journals for which clients wait, and protects these journals from removal by `addJournal`. */
  async function readLastIds (keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    keptUntil = new Map(keys.map(key => [key, keptUntil.get(key) ?? 0]))
    const expiring = keys.filter(key => Number(keptUntil.get(key)) < now() + EXTENSION_MS)
    if (expiring.length > 0) {
      const until = now() + KEPT_MS
      await connections.write(query => query(KEEP_JOURNALS, [toTexts(expiring), until]), { isIdempotent: true, isImmediate: true })
      for (const key of expiring) keptUntil.set(key, until)
    }
    return new Map(await connections.read(query => query<[string, number]>(LAST_IDS, [toTexts(keys)])))
  }

  const append = createBatches(async (entries: readonly AddedEntry[]) => {
    [adding, storing] = [storing, adding]
    try {
      return await storeAll(entries, storing.bytes())
    } finally {
      storing.clear()
    }
  })

  /** Stores entries and returns their ids in the same order. */
  async function storeAll (entries: readonly AddedEntry[], bytes: Buffer): Promise<number[]> {
    const ids = new Map<AddedEntry, number>()
    // Repeated for entries that were not stored, because the journal of a tenant can be removed at any time, also by another replica.
    for (let left = entries; left.length > 0; left = left.filter(entry => !ids.has(entry))) {
      for (const { tenant, key } of left) if (!droppedIds.has(key)) await addJournal(tenant, key)
      // Sorted by tenant, so that the replicas usually lock the rows in the same order, which prevents most deadlocks.
      const groups = new Map([...groupBy(left, ({ key }) => key)].sort(([one], [other]) => one < other ? -1 : 1))
      const lastIds = await store(groups, bytes)
      for (const [key, group] of groups) {
        const lastId = lastIds.get(key)
        if (lastId === undefined) droppedIds.delete(key)
        else group.forEach((entry, index) => ids.set(entry, lastId - group.length + index + 1))
      }
    }
    return entries.map(entry => assertDefined(ids.get(entry), 'every entry must be stored'))
  }

  /**
   * Stores the entries of the tenants that have a journal. Returns the id of the last stored entry of each tenant, by the key of the
   * tenant; tenants without a journal are missing.
   */
  async function store (groups: ReadonlyMap<string, readonly AddedEntry[]>, bytes: Buffer): Promise<ReadonlyMap<string, number>> {
    const keys = toTexts([...groups.keys()])
    const ofTenants = Array.from(groups, ([key, { length }]) => [key, length])
    const rows = [...groups.values()].flatMap(group => group.map(({ key, time, start, length }, index) => [key, index + 1, Math.round(time), start, length]))
    const batch = randomUUID()
    let isRepeated = false
    const lastIds = await connections.change(async query => {
      // If the response to the previous attempt was lost, the entries may be stored already.
      const found = isRepeated ? await findBatch(query, keys, batch) : []
      isRepeated = true
      return found.length > 0
        ? found
        : query<[key: string, lastId: number]>(APPEND, [...toColumns(GROUP_TYPES, ofTenants), now(), batch, bytes, ...toColumns(ENTRY_TYPES, rows)])
    }, { isIdempotent: true, writes: rows.length })
    for (const [key, lastId] of lastIds) {
      waiting.recorded(key, lastId)
      if (lastId - assertDefined(droppedIds.get(key), 'the journal must have been found') > size * (1 + SLACK)) await trim(key)
    }
    return new Map(lastIds)
  }

  /**
   * Returns the id of the last entry of each tenant in a batch, by the key of the tenant. Waits first if the server is still storing the
   * batch, because its entries are visible only afterwards.
   */
  async function findBatch (query: Query, keys: unknown, batch: string): Promise<(readonly [key: string, lastId: number])[]> {
    await query(WAIT_FOR_ROWS, [keys])
    return query<[key: string, lastId: number]>(FIND_BATCH, [keys, batch])
  }

  /**
   * Adds the journal of a tenant, unless it exists. If the number of journals then exceeds the maximum, removes journals, except the one of
   * this tenant and those for which clients wait: first empty ones, such as those of removed tenants, then the least recently used.
   */
  async function addJournal (tenant: string, key: string): Promise<void> {
    await connections.write(async query => {
      await query(ADD_JOURNAL, [key, tenant, now()])
      const surplus = await singleValue(query<[number]>(COUNT_JOURNALS)) - mostTenants
      if (surplus <= 0) return
      for (const [oldest] of await query<[string]>(OLDEST_JOURNALS, [key, now(), surplus])) await removeJournal(query, oldest)
    }, { isIdempotent: true })
    droppedIds.set(key, 0)
  }

  async function removeJournal (query: Query, key: string): Promise<void> {
    await query(DELETE_JOURNAL, [key])
    await query(DELETE_CALLS, [key, 0, Number.MAX_SAFE_INTEGER])
  }

  /** Removes the oldest entries of a tenant, so that at most `size` entries remain. */
  async function trim (key: string): Promise<void> {
    droppedIds.set(key, await connections.write(async query => {
      const [[lastId, droppedId] = [0, 0]] = await query<[lastId: number, droppedId: number]>(LOCK_IDS, [key])
      const last = lastId - size
      if (last <= droppedId) return droppedId
      const [[time] = []] = await query<[number | null]>(LATEST_TIME, [key, droppedId, last])
      await query(DROP, [key, last, time])
      await query(DELETE_CALLS, [key, droppedId, last])
      return last
    }, { isIdempotent: true }))
  }

  async function after (tenant: string, since: Since): Promise<JournalPart> {
    const sinceId = 'id' in since ? Math.min(since.id, Number.MAX_SAFE_INTEGER) : 0
    const rows = await connections.read(query => query<AfterRow>(SELECT_AFTER, [tenant.toLowerCase(), sinceId]))
    const [[lastId, clearedId, droppedId, droppedTime] = [0, 0, 0, null]] = rows
    const lastDropped = Math.max(droppedId, lastId - size)
    const found = rows.flatMap(([, , , , id, time]) => id === null ? [] : [{ id, time, place: id }])
    const latest = found.filter(({ id }) => id <= lastDropped).reduce((time, reference) => Math.max(time, reference.time), droppedTime ?? -Infinity)
    const first = 'id' in since ? since.id : latest < since.time ? Infinity : 0
    return {
      references: found.filter(reference => reference.id > lastDropped && isSince(reference, since)),
      dropped: Math.max(0, lastDropped - Math.max(clearedId, first)),
      lastId,
      clearedId,
    }
  }

  async function clear (tenant: string): Promise<void> {
    const key = tenant.toLowerCase()
    await connections.write(async query => {
      const [[lastId = 0] = []] = await query<[number]>(CLEAR, [key])
      await query(DELETE_CALLS, [key, 0, lastId])
    }, { isIdempotent: true })
  }

  return {
    pageSize: PAGE_ENTRIES,
    append (tenant, entry) {
      const part = adding.add(entry)
      return append({ tenant, key: tenant.toLowerCase(), time: entry.time, ...part })
    },
    async markCutOff (tenant, place) {
      await connections.change(query => query(MARK_CUT_OFF, [tenant.toLowerCase(), place]), { isIdempotent: true })
    },
    after,
    async each (tenant, references, visit) {
      for (let next = 0; next < references.length; next += PAGE_ENTRIES) {
        const page = references.slice(next, next + PAGE_ENTRIES)
        const ids = page.map(({ id }) => id)
        const rows = await connections.read(query => query<[id: number, isCutOff: boolean, bytes: Buffer]>(SELECT_ENTRIES, [tenant.toLowerCase(), ...toColumns(['bigint'], ids.map(id => [id]))]))
        const entries = new Map(rows.map(([id, isCutOff, bytes]) => [id, { isCutOff, bytes }]))
        for (const reference of page) {
          await takeTurn()
          if (visit(entries.get(reference.id), reference) === false) return
        }
      }
    },
    waitFor: waiting.waitFor,
    clear,
    // The row of the journal is kept, so that the ids continue if a tenant of the same name is created later.
    remove: clear,
    tenants: async () => (await connections.read(query => query<[string]>(SELECT_NAMES))).flat(),
    async counts () {
      const [[kept = 0, dropped = 0] = []] = await connections.read(query => query<[number, number]>(SELECT_COUNTS, [size]))
      return { kept, dropped }
    },
  }
}

function groupBy<Item> (items: readonly Item[], readKey: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(readKey(item))
    if (group === undefined) groups.set(readKey(item), [item])
    else group.push(item)
  }
  return groups
}
