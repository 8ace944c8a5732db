import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { LRUCache } from 'lru-cache'
import type { Content, NewContent } from '../../content.js'
import { DamagedContentError } from '../../storage-errors.js'
import type { Connections, Query } from '../engine/connections.js'

/**
 * Maximum number of bytes in a row of the table `content_part`. Larger contents have several parts, which are read and written one after
 * the other.
 */
const PART_BYTES = 256 * 1024

/** Maximum number of bytes of cached contents. Contents of several parts are not cached. */
const CONTENT_CACHE_BYTES = 16 * 1024 * 1024

/**
 * Minimum time after `released_at` for which bytes without a blob are kept. `keep` can set `released_at`, because the blob is saved after
 * that call. If `released_at` is null, the sweep sets it for bytes without a blob, because responses and dumps may still read the bytes.
 */
const KEPT = "interval '10 minutes'"

const IS_USED = 'EXISTS (SELECT 1 FROM blob WHERE content_sha256 = sha256)'

const SELECT_USED = `SELECT sha256, size, media_type FROM content WHERE sha256 = $1 AND ${IS_USED}`
/** Locks the row, so that `sweep` does not remove bytes that `keep` has found. */
const LOCK = 'SELECT size FROM content WHERE sha256 = $1 FOR UPDATE'
const SELECT_PART = 'SELECT bytes FROM content_part WHERE sha256 = $1 AND part = $2'
const INSERT = `INSERT INTO content (sha256, media_type, size, released_at) VALUES ($1, $2, $3, now())
  ON CONFLICT (sha256) DO UPDATE SET released_at = CASE WHEN content.released_at IS NULL THEN NULL ELSE now() END, size = excluded.size,
    media_type = CASE WHEN EXISTS (SELECT 1 FROM blob WHERE content_sha256 = excluded.sha256) THEN content.media_type ELSE excluded.media_type END`
const DELETE_PARTS = 'DELETE FROM content_part WHERE sha256 = $1'
const INSERT_PART = 'INSERT INTO content_part (sha256, part, bytes) VALUES ($1, $2, $3)'

const KEEP_USED = `UPDATE content SET released_at = NULL WHERE released_at IS NOT NULL AND ${IS_USED}`
const RELEASE_UNUSED = `UPDATE content SET released_at = now() WHERE released_at IS NULL AND NOT ${IS_USED}`
const DELETE_RELEASED = `WITH gone AS (DELETE FROM content WHERE released_at < now() - ${KEPT} AND NOT ${IS_USED} RETURNING sha256)
  DELETE FROM content_part USING gone WHERE content_part.sha256 = gone.sha256`

/** The bytes of blobs. Equal bytes are stored once. */
export interface Contents {
  /** Returns the content with this hash; undefined if no blob has it, even if the bytes are still stored. */
  findByHash (sha256: Buffer): Promise<Content | undefined>
  /**
   * Stores the bytes of a blob if equal bytes are not stored yet, or if the stored bytes are found to be damaged. Must be called before the
   * blob is saved. Does nothing if `content` is undefined.
   */
  keep (content: NewContent | undefined): Promise<void>
  /**
   * Returns the bytes of a content: a stream if the content has several parts, otherwise a buffer. Bytes that are not cached are verified
   * first.
   * @throws DamagedContentError if the verification finds that the stored bytes are damaged
   */
  open (content: Content): Buffer | Promise<Buffer | Readable>
  /**
   * Checks the stored bytes of a content.
   * @throws DamagedContentError if the stored bytes are damaged
   */
  verify (content: Content): Promise<void>
  /**
   * Returns all bytes of a content. Their size and hash are not checked.
   * @throws DamagedContentError if a part is missing
   */
  readAll (content: Content): Promise<Buffer>
  /** Records which bytes have a blob. Removes bytes without a blob if the time KEPT has passed. */
  sweep (): Promise<void>
}

export function createContents ({ read, write }: Pick<Connections, 'read' | 'write'>): Contents {
  const cache = new LRUCache<string, Buffer>({ maxSize: CONTENT_CACHE_BYTES, sizeCalculation: bytes => bytes.length + 1 })

  async function readPart (key: string, part: number): Promise<Buffer> {
    const [row] = await read(query => query<[Buffer]>(SELECT_PART, [decodeHash(key), part]))
    if (row === undefined) throw new DamagedContentError(key)
    return row[0]
  }

  async function * readParts ({ key, size }: Content): AsyncGenerator<Buffer> {
    for (let part = 0; part < Math.ceil(size / PART_BYTES); part++) yield readPart(String(key), part)
  }

  /**
   * Yields the parts of a content. After the last part, checks the size and the hash of all bytes.
   * @throws DamagedContentError if a part is missing, or the size or the hash is wrong
   */
  async function * verified (content: Content): AsyncGenerator<Buffer> {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const part of readParts(content)) {
      hash.update(part)
      bytes += part.length
      yield part
    }
    if (bytes !== content.size || hash.digest('hex') !== content.key) throw new DamagedContentError(content.key)
  }

  async function verify (content: Content): Promise<void> {
    const parts = verified(content)
    while ((await parts.next()).done !== true);
  }

  async function openUncached (content: Content): Promise<Buffer | Readable> {
    if (content.size > PART_BYTES) {
      await verify(content)
      return Readable.from(readParts(content), { objectMode: false, highWaterMark: 1 })
    }
    const parts: Buffer[] = []
    for await (const part of verified(content)) parts.push(part)
    const bytes = Buffer.concat(parts)
    cache.set(String(content.key), bytes)
    return bytes
  }

  const splitParts = (bytes: Buffer) =>
    Array.from({ length: Math.ceil(bytes.length / PART_BYTES) }, (_, part) => bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))

  /**
   * True if the bytes that are stored under the hash of the new bytes are undamaged, so that they equal the new bytes. `size` is the stored
   * length. If the stored bytes are cached, only the lengths are compared, because the stored bytes were verified before.
   */
  async function isIntact (query: Query, { sha256, bytes }: NewContent, size: number): Promise<boolean> {
    if (size !== bytes.length) return false
    if (cache.has(sha256.toString('hex'))) return true
    for (const [part, expected] of splitParts(bytes).entries()) {
      const [row] = await query<[Buffer]>(SELECT_PART, [sha256, part])
      if (row?.[0].equals(expected) !== true) return false
    }
    return true
  }

  return {
    async findByHash (sha256) {
      const [row] = await read(query => query<[sha256: Buffer, size: number, mediaType: string | null]>(SELECT_USED, [sha256]))
      return row && toContent(...row)
    },
    async keep (content) {
      if (content === undefined) return
      const { sha256, bytes, mediaType } = content
      await write(async query => {
        const [[size] = []] = await query<[number]>(LOCK, [sha256])
        const isKept = size !== undefined && await isIntact(query, content, size)
        // Bytes that are stored already must also be kept for the time KEPT, because the blob is saved later.
        await query(INSERT, [sha256, mediaType, bytes.length])
        if (isKept) return
        cache.delete(sha256.toString('hex'))
        await query(DELETE_PARTS, [sha256])
        for (const [part, ofPart] of splitParts(bytes).entries()) await query(INSERT_PART, [sha256, part, ofPart])
      }, { isIdempotent: true })
    },
    open: content => cache.get(String(content.key)) ?? openUncached(content),
    verify,
    async readAll (content) {
      const parts: Buffer[] = []
      for await (const part of readParts(content)) parts.push(part)
      return Buffer.concat(parts)
    },
    async sweep () {
      for (const statement of [KEEP_USED, RELEASE_UNUSED, DELETE_RELEASED]) await write(query => query(statement), { isLong: true, isIdempotent: true })
    },
  }
}

const decodeHash = (key: string) => Buffer.from(key, 'hex')

export const toContent = (sha256: Buffer, size: number, mediaType: string | null): Content => ({ key: sha256.toString('hex'), size, mediaType })
