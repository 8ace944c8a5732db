import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { tooManyTenants } from '../../../errors/api-errors.js'
import type { ControlSubject, DocumentOptions, TenantDocuments } from '../../control-store.js'
import type { Connections, Query } from '../engine/connections.js'
import { singleValue } from '../engine/single-values.js'
import { createTenantBatches } from '../engine/batches.js'
import type { DatabaseClock } from './database-clock.js'

/**
 * Maximum number of cached documents of a subject. It must exceed the number of tenants with requests in progress, because `of` returns
 * only cached documents.
 */
const MOST_CACHED = 10_000

/**
 * Maximum number of previous versions that are stored with a document. If the response of the database to a change is lost, the process
 * searches these versions for the version of its change, to find out whether the change was committed.
 */
const MOST_FORMER = 16

const SELECT = 'SELECT version, document FROM control WHERE tenant_key = $1 AND subject = $2'
const SELECT_ALL = 'SELECT name, document FROM control WHERE subject = $1 ORDER BY name'
const SELECT_OTHERS = 'SELECT tenant_key, version, document FROM control WHERE subject = $1 AND tenant_key <> $2'
const COUNT_OTHERS = 'SELECT count(*) FROM control WHERE subject = $1 AND tenant_key <> $2'
const INSERT = 'INSERT INTO control (tenant_key, subject, name, version, document) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1'
const UPDATE = `UPDATE control SET version = $4, document = $5, former = left(version::text || former, ${MOST_FORMER * 36})
  WHERE tenant_key = $1 AND subject = $2 AND version = $3 RETURNING 1`
const IS_MADE = 'SELECT 1 FROM control WHERE tenant_key = $1 AND subject = $2 AND (version::text = $3 OR strpos(former, $3) > 0)'
const DELETE = 'DELETE FROM control WHERE tenant_key = $1 AND subject = $2 AND version = $3 RETURNING 1'

const INSERT_IDS = 'INSERT INTO control_id VALUES ($1, 0) ON CONFLICT DO NOTHING'
const LOCK_IDS = 'SELECT 1 FROM control_id WHERE subject = $1 FOR UPDATE'
const TAKE_IDS = 'UPDATE control_id SET last_id = last_id + $2 WHERE subject = $1 RETURNING last_id'

interface StoredDocument {
  readonly version: string
  readonly text: string
}

interface CachedDocument<Document> extends StoredDocument {
  readonly document: Document
}

type Revise<Document> = (current: Document | undefined) => Document | undefined

/** The documents of one subject in the table `control`. */
export interface SharedDocuments<Document> extends TenantDocuments<Document> {
  cachedVersion (tenantKey: string): string | undefined
  /**
   * Caches a tenant's document that was read from the database. If `stored` is undefined, removes the tenant's document from the cache. If
   * `text` is null, does nothing, because the version was already cached when the statement was sent.
   */
  adopt (tenantKey: string, stored: { readonly version: string, readonly text: string | null } | undefined): void
}

interface SharedDocumentsContext {
  readonly connections: Connections
  readonly clock: DatabaseClock
}

export function createSharedDocuments<Document extends object> (
  { connections, clock }: SharedDocumentsContext,
  subject: ControlSubject,
  { mostTenants = Infinity, noun = '', withoutExpired = document => document }: DocumentOptions<Document>
): SharedDocuments<Document> {
  const cache = new LRUCache<string, CachedDocument<Document>>({ max: MOST_CACHED })
  // This process makes changes of a document one after the other, so that they do not conflict with each other.
  const reviseInBatch = createTenantBatches(revise)

  const parse = (text: string): Document => JSON.parse(text)
  const renewed = (document: Document) => withoutExpired(document, clock.now())

  async function find (key: string): Promise<StoredDocument | undefined> {
    const [row] = await connections.read(query => query<[version: string, text: string]>(SELECT, [key, subject]))
    return row && { version: row[0], text: row[1] }
  }

  function remember (key: string, stored: StoredDocument | undefined): Document | undefined {
    if (stored === undefined) {
      cache.delete(key)
      return undefined
    }
    const document = parse(stored.text)
    cache.set(key, { ...stored, document })
    return document
  }

  /**
   * Replaces the stored document of the tenant by `next`. If `next` is undefined, removes the document. Returns false if the stored
   * document does not have the version `version`, for example because another process has changed it. If `version` is undefined, stores
   * `next` only if the tenant has no document.
   * @throws errors of `connections`, and ApiError 503 if `next` is the document of a further tenant, and the maximum number of tenants have
   * a document that has not expired
   */
  async function replace (tenant: string, version: string | undefined, next: StoredDocument | undefined): Promise<boolean> {
    const key = tenant.toLowerCase()
    if (version === undefined && next === undefined) return true
    const [text, values] = next === undefined
      ? [DELETE, [key, subject, version]]
      : version === undefined
        ? [INSERT, [key, subject, tenant, next.version, next.text]]
        : [UPDATE, [key, subject, version, next.version, next.text]]
    const isLimited = version === undefined && mostTenants < Infinity
    let attempts = 0
    return isLimited ? connections.write(attempt, { isIdempotent: true }) : connections.change(attempt, { isIdempotent: true })

    async function attempt (query: Query): Promise<boolean> {
      attempts++
      if (isLimited) await requirePlace(query, key)
      const rows = await query(text, values)
      // If the response to the previous attempt was lost, the change may have been committed, and other processes may have changed the
      // document since then. If the server was still executing that attempt, this one has waited for it, so only now the change is visible.
      return rows.length > 0 || (attempts > 1 && await isMade(query))
    }

    async function isMade (query: Query): Promise<boolean> {
      const found = await (next === undefined ? query(SELECT, [key, subject]) : query(IS_MADE, [key, subject, next.version]))
      return (found.length > 0) === (next !== undefined)
    }
  }

  /**
   * Removes the expired documents of other tenants if the maximum number of other tenants have a document. Must be called in a transaction.
   * @throws errors of `connections`, and ApiError 503 if the maximum number of other tenants have a document that has not expired
   */
  async function requirePlace (query: Query, key: string): Promise<void> {
    // Only one transaction at a time counts the documents and adds one.
    await query(INSERT_IDS, [subject])
    await query(LOCK_IDS, [subject])
    if (await singleValue(query<[number]>(COUNT_OTHERS, [subject, key])) < mostTenants) return
    let places = mostTenants
    for (const [otherKey, version, text] of await query<[tenantKey: string, version: string, text: string]>(SELECT_OTHERS, [subject, key])) {
      if (renewed(parse(text)) === undefined) await query(DELETE, [otherKey, subject, version])
      else places--
    }
    if (places <= 0) throw tooManyTenants(mostTenants, noun)
  }

  const listAll = () => connections.read(query => query<[name: string, text: string]>(SELECT_ALL, [subject]))

  /**
   * Applies revisions in their order to the cached or stored document, and stores the result if it differs from this document. If the
   * result cannot be stored because another process has changed the document, the revisions are applied again to the changed document.
   * Returns a function for each revision. The function throws the error of the revision, or does nothing if the revision succeeded.
   */
  async function revise (tenant: string, revisions: readonly Revise<Document>[]): Promise<(() => void)[]> {
    const key = tenant.toLowerCase()
    let current: StoredDocument | undefined = cache.get(key)
    let results: (() => void)[] = []
    for (let isKnown = current !== undefined; ; isKnown = false) {
      if (!isKnown) current = await find(key)
      let document = current && renewed(parse(current.text))
      results = revisions.map(one => {
        try {
          document = one(document)
          return () => {}
        } catch (cause) {
          return () => { throw cause }
        }
      })
      const next = document === undefined ? undefined : { version: randomUUID(), text: JSON.stringify(document) }
      if (next !== undefined && next.text === current?.text) {
        // Another process may have changed the document since it was cached.
        if (isKnown) continue
        break
      }
      if (!await replace(tenant, current?.version, next)) continue
      current = next
      break
    }
    remember(key, current)
    return results
  }

  async function change (tenant: string, revision: Revise<Document>): Promise<void> {
    const complete = await reviseInBatch(tenant, revision)
    complete()
  }

  async function takeIds (count: number): Promise<number> {
    if (count === 0) return 0
    await connections.write(query => query(INSERT_IDS, [subject]), { isIdempotent: true })
    const [[lastId = NaN] = []] = await connections.write(query => query<[number]>(TAKE_IDS, [subject, count]))
    return lastId - count + 1
  }

  return {
    get size () { return cache.size },
    of (tenant) {
      const key = tenant.toLowerCase()
      const cached = cache.get(key)
      if (cached === undefined) return undefined
      const document = renewed(cached.document)
      if (document === undefined) cache.delete(key)
      else if (document !== cached.document) cache.set(key, { ...cached, document })
      return document
    },
    async read (tenant) {
      const key = tenant.toLowerCase()
      return remember(key, await find(key))
    },
    async change (tenant, revision, newIds = 0) {
      const firstId = await takeIds(newIds)
      await change(tenant, current => revision(current, firstId))
    },
    async names () {
      const rows = await listAll()
      return rows.filter(([, text]) => renewed(parse(text)) !== undefined).map(([name]) => name)
    },
    cachedVersion: key => cache.get(key)?.version,
    adopt (key, stored) {
      if (stored === undefined) cache.delete(key)
      else if (stored.text !== null) remember(key, { version: stored.version, text: stored.text })
    },
  }
}
