import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { assertDefined } from '../../../errors/assert-defined.js'
import { takeTurn } from '../../../http/turns.js'
import type { NewContent, Content } from '../../content.js'
import { DamagedContentError } from '../../storage-errors.js'
import type { GroupCommit } from '../engine/group-commit.js'

/** Maximum number of bytes in a part of a content. A statement reads or inserts one part. */
const PART_BYTES = 256 * 1024

/**
 * Limits the bytes of cached contents. The limit suffices for some dozens of typical pictures. Contents of several parts are not cached.
 */
const CONTENT_CACHE_BYTES = 16 * 1024 * 1024

/** The bytes of blobs. Equal bytes are stored once. */
export interface Contents {
  findByHash (sha256: Buffer): Content | undefined
  /**
   * Returns the key of the bytes. Adds the bytes if bytes with the same SHA-256 are not stored yet. Otherwise replaces the stored bytes if
   * they are found to be damaged. Must be called in a transaction.
   */
  ensureContentKey (content: NewContent): number
  /**
   * Returns the bytes of a content: a stream if they have several parts, otherwise a buffer. Bytes that are not cached are verified first.
   * The stream holds the content until the stream ends or is destroyed.
   * @throws DamagedContentError if the verification finds that the stored bytes are damaged
   */
  open (content: Content): Buffer | Promise<Readable>
  /**
   * Compares the bytes of held contents with their stored sizes and hashes.
   * @throws DamagedContentError if stored bytes are damaged
   */
  verify (keys: Iterable<number>): Promise<void>
  /** Prevents the removal of contents until the returned function is called. */
  hold (keys: readonly number[]): () => void
  /**
   * Returns all bytes of a held content, without a check of their size and hash.
   * @throws DamagedContentError if a part is missing
   */
  readAll (content: Content): Buffer
  /**
   * Removes the content that a blob had, unless another blob has it. A held content is removed only after its last hold has ended. Must be
   * called after the blob was removed or got another content, in the same transaction.
   */
  release (key: number): void
  /** Removes the released contents that are not held and that no blob has. Must be called in a transaction. */
  sweep (): void
}

type ContentRow = [key: number, size: number, mediaType: string | null]

export function createContents (db: Database.Database, commits: GroupCommit): Contents {
  const selectByHash = db.prepare<[Buffer], ContentRow>('SELECT content_key, size, media_type FROM content WHERE sha256 = ?').raw()
  const selectByKey = db.prepare<[number], [sha256: Buffer, size: number]>('SELECT sha256, size FROM content WHERE content_key = ?').raw()
  const insert = db.prepare<[Buffer, string | null, number]>('INSERT INTO content (sha256, media_type, size) VALUES (?, ?, ?)')
  const selectPart = db.prepare<[number, number], Buffer>('SELECT bytes FROM content_part WHERE content_key = ? AND part = ?').pluck()
  const insertPart = db.prepare<[number, number, Buffer]>('INSERT INTO content_part (content_key, part, bytes) VALUES (?, ?, ?)')
  const updateSize = db.prepare<[number, number]>('UPDATE content SET size = ? WHERE content_key = ?')
  const deleteParts = db.prepare<[number]>('DELETE FROM content_part WHERE content_key = ?')
  const selectReleased = db.prepare<[], number>('SELECT content_key FROM released_content').pluck()
  const insertReleased = db.prepare<[number]>('INSERT OR IGNORE INTO released_content VALUES (?)')
  const deleteReleased = db.prepare<[number]>('DELETE FROM released_content WHERE content_key = ?')
  const deleteUnused = db.prepare<[number, number]>(
    'DELETE FROM content WHERE content_key = ? AND NOT EXISTS (SELECT 1 FROM blob WHERE content_key = ?)')

  const cache = new LRUCache<number, Buffer>({ maxSize: CONTENT_CACHE_BYTES, sizeCalculation: bytes => bytes.length + 1 })
  commits.onRollback(() => cache.clear())
  const holdCounts = new Map<number, number>()
  const releasedWhileHeld = new Set<number>()

  function readPart (key: number, part: number): Buffer {
    const bytes = selectPart.get(key, part)
    if (bytes === undefined) throw new DamagedContentError(key)
    return bytes
  }

  function readSmall ({ key: kept, size }: Content): Buffer {
    const key = Number(kept)
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const bytes = size === 0 ? Buffer.alloc(0) : readPart(key, 0)
    const { update, end } = createVerification(key)
    update(bytes)
    end()
    cache.set(key, bytes)
    return bytes
  }

  /** Prepares the comparison of a content with its stored size and hash. `update` must be called with each part in order, then `end`. */
  function createVerification (key: number) {
    const [sha256, size] = assertDefined(selectByKey.get(key), `Content ${key} is not held.`)
    const hash = createHash('sha256')
    let bytes = 0
    return {
      parts: countParts(size),
      update (part: Buffer) {
        hash.update(part)
        bytes += part.length
      },
      end () {
        if (bytes !== size || !hash.digest().equals(sha256)) throw new DamagedContentError(key)
      },
    }
  }

  async function verify (keys: Iterable<number>): Promise<void> {
    for (const key of keys) {
      const { parts, update, end } = createVerification(key)
      for (let part = 0; part < parts; part++) {
        await takeTurn()
        update(readPart(key, part))
      }
      end()
    }
  }

  /** Returns a stream of the bytes of a held content. Calls `release` when the stream has ended or is destroyed. */
  function streamParts ({ key, size }: Content, release: () => void): Readable {
    const parts = countParts(size)
    let part = 0
    return new Readable({
      highWaterMark: 1,
      read () {
        this.push(part < parts ? readPart(Number(key), part++) : null)
      },
      destroy (cause, done) {
        release()
        done(cause)
      },
    })
  }

  async function openLarge (content: Content): Promise<Readable> {
    const key = Number(content.key)
    const release = hold([key])
    try {
      await verify([key])
      return streamParts(content, release)
    } catch (cause) {
      release()
      throw cause
    }
  }

  function insertParts (key: number, bytes: Buffer): void {
    for (let start = 0, part = 0; start < bytes.length; start += PART_BYTES, part++) {
      insertPart.run(key, part, bytes.subarray(start, start + PART_BYTES))
    }
  }

  /**
   * True if the stored bytes equal the new bytes, which have the same hash. `size` is the stored length. If the stored bytes are cached,
   * only the lengths are compared, because the stored bytes were verified before they were cached.
   */
  function isIntact (key: number, size: number, bytes: Buffer): boolean {
    if (size !== bytes.length) return false
    if (cache.has(key)) return true
    return Array.from({ length: countParts(size) }, (_, part) => part).every(part =>
      selectPart.get(key, part)?.equals(bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)) === true)
  }

  function repair (key: number, bytes: Buffer): void {
    cache.delete(key)
    deleteParts.run(key)
    updateSize.run(bytes.length, key)
    insertParts(key, bytes)
  }

  function letGo (keys: readonly number[]): void {
    let isSweepDue = false
    for (const key of keys) {
      const others = assertDefined(holdCounts.get(key), `Content ${key} is not held.`) - 1
      if (others > 0) {
        holdCounts.set(key, others)
        continue
      }
      holdCounts.delete(key)
      if (releasedWhileHeld.delete(key)) isSweepDue = true
    }
    // An error is ignored, because a later sweep removes the contents.
    if (isSweepDue) commits.run(sweep).catch(() => undefined)
  }

  function hold (keys: readonly number[]): () => void {
    for (const key of keys) holdCounts.set(key, (holdCounts.get(key) ?? 0) + 1)
    return () => letGo(keys)
  }

  function sweep (): void {
    for (const key of selectReleased.all()) {
      if (holdCounts.has(key)) continue
      deleteUnused.run(key, key)
      deleteReleased.run(key)
    }
  }

  return {
    hold,
    verify,
    sweep,
    release (key) {
      if (!holdCounts.has(key)) {
        deleteUnused.run(key, key)
        return
      }
      insertReleased.run(key)
      releasedWhileHeld.add(key)
    },
    readAll: ({ key, size }) => Buffer.concat(Array.from({ length: countParts(size) }, (_, part) => readPart(Number(key), part))),
    findByHash (sha256) {
      const row = selectByHash.get(sha256)
      return row && toContent(...row)
    },
    ensureContentKey ({ sha256, bytes, mediaType }) {
      const row = selectByHash.get(sha256)
      if (row !== undefined) {
        const [key, size] = row
        if (!isIntact(key, size, bytes)) repair(key, bytes)
        return key
      }
      const key = Number(insert.run(sha256, mediaType, bytes.length).lastInsertRowid)
      insertParts(key, bytes)
      return key
    },
    open: content => content.size <= PART_BYTES ? readSmall(content) : openLarge(content),
  }
}

const countParts = (size: number) => Math.ceil(size / PART_BYTES)

export const toContent = (key: number, size: number, mediaType: string | null): Content => ({ key, size, mediaType })
