import { Readable } from 'node:stream'
import type Database from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import { StorageError, type Content, type NewContent } from '../../store.js'

/** What is read or written at once; most pictures of products are one part. */
const PART_BYTES = 256 * 1024

/** Bytes of small contents that are held in memory, and contents of which the size and type are. */
const REMEMBERED_BYTES = 16 * 1024 * 1024
const MOST_REMEMBERED = 1000

export interface Contents {
  /** What is known of bytes that a blob has. */
  get (key: number): Content
  findByHash (sha256: Buffer): Content | undefined
  /** The key for bytes, which are added when they are new. To be called inside of a transaction. */
  keyOf (content: NewContent): number
  /**
   * All bytes of a small content; of a larger one a stream of its parts, which holds it until its end. `onReleased` is
   * called if it is to go then.
   */
  open (content: Content, onReleased: () => void): Buffer | Readable
  /** Holds contents as a stream does that reads them; gives what lets them go. */
  hold (keys: readonly number[]): () => void
  /** All bytes of a content that is held. */
  readAll (content: Content): Buffer
  /** Removes what no blob has any more, except what is being sent. To be called inside of a transaction. */
  sweep (): void
  /** To be called when a transaction was taken back: what was read in it may not be there. */
  forget (): void
}

type Row = [key: number, size: number, mediaType: string | null]

export function createContents (db: Database.Database): Contents {
  const select = db.prepare<[number]>('SELECT content_key, size, media_type FROM content WHERE content_key = ?').raw()
  const selectByHash = db.prepare<[Buffer]>('SELECT content_key, size, media_type FROM content WHERE sha256 = ?').raw()
  const insert = db.prepare<[Buffer, string | null, number]>('INSERT INTO content (sha256, media_type, size) VALUES (?, ?, ?)')
  const selectPart = db.prepare<[number, number]>('SELECT bytes FROM content_part WHERE content_key = ? AND part = ?').pluck()
  const insertPart = db.prepare<[number, number, Buffer]>('INSERT INTO content_part (content_key, part, bytes) VALUES (?, ?, ?)')
  const selectReleased = db.prepare('SELECT content_key FROM released_content').pluck()
  const deleteReleased = db.prepare<[number]>('DELETE FROM released_content WHERE content_key = ?')
  const deleteUnused = db.prepare<[number, number]>(
    'DELETE FROM content WHERE content_key = ? AND NOT EXISTS (SELECT 1 FROM blob WHERE content_key = ?)')

  const known = new LRUCache<number, Content>({ max: MOST_REMEMBERED })
  const bytesOf = new LRUCache<number, Buffer>({ maxSize: REMEMBERED_BYTES, sizeCalculation: bytes => bytes.length + 1 })
  const readers = new Map<number, number>()
  /** What would have gone at a sweep but for its readers. */
  const held = new Set<number>()

  function get (key: number): Content {
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const content = toContent(select.get(key) as Row)
    known.set(key, content)
    return content
  }

  function readPart (key: number, part: number): Buffer {
    const bytes = selectPart.get(key, part) as Buffer | undefined
    if (bytes === undefined) throw new StorageError('the bytes of a blob are gone, as another process removed them')
    return bytes
  }

  function readSmall ({ key, size }: Content): Buffer {
    const known = bytesOf.get(key)
    if (known !== undefined) return known
    const bytes = size === 0 ? Buffer.alloc(0) : readPart(key, 0)
    bytesOf.set(key, bytes)
    return bytes
  }

  /** Whether the content is to go, now that it has a reader less. */
  function release (key: number): boolean {
    const others = Number(readers.get(key)) - 1
    if (others > 0) {
      readers.set(key, others)
      return false
    }
    readers.delete(key)
    return held.delete(key)
  }

  const partsOf = (size: number) => Math.ceil(size / PART_BYTES)

  return {
    get,
    hold (keys) {
      for (const key of keys) readers.set(key, (readers.get(key) ?? 0) + 1)
      return () => { for (const key of keys) release(key) }
    },
    readAll: ({ key, size }) => Buffer.concat(Array.from({ length: partsOf(size) }, (_, part) => readPart(key, part))),
    findByHash (sha256) {
      const row = selectByHash.get(sha256) as Row | undefined
      return row && toContent(row)
    },
    keyOf ({ sha256, bytes, mediaType }) {
      const row = selectByHash.get(sha256) as Row | undefined
      if (row !== undefined) return row[0]
      const key = Number(insert.run(sha256, mediaType, bytes.length).lastInsertRowid)
      for (let start = 0, part = 0; start < bytes.length; start += PART_BYTES, part++) {
        insertPart.run(key, part, bytes.subarray(start, start + PART_BYTES))
      }
      return key
    },
    open (content, onReleased) {
      const { key, size } = content
      if (size <= PART_BYTES) return readSmall(content)
      const parts = partsOf(size)
      let part = 0
      readers.set(key, (readers.get(key) ?? 0) + 1)
      return new Readable({
        highWaterMark: 1,
        read () {
          this.push(part < parts ? readPart(key, part++) : null)
        },
        destroy (cause, done) {
          if (release(key)) onReleased()
          done(cause)
        },
      })
    },
    sweep () {
      for (const key of selectReleased.all().map(Number)) {
        if (readers.has(key)) {
          held.add(key)
          continue
        }
        deleteUnused.run(key, key)
        deleteReleased.run(key)
      }
    },
    forget () {
      known.clear()
      bytesOf.clear()
    },
  }
}

const toContent = ([key, size, mediaType]: Row): Content => Object.freeze({ key, size, mediaType })
