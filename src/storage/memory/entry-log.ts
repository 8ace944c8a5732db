import type { EntryBuffer, NewEntry, StoredEntry } from '../journal-store.js'

/**
 * Number of bytes of the buffer for the first entry, unless the entry needs more or the capacity is smaller. A larger buffer replaces it if
 * the next entry may not fit. The first is small, because the garbage collector runs after each 64 MiB of new buffers, and most logs in a
 * program with many mocks, such as a test, need few bytes.
 */
const FIRST_BYTES = 1024 * 1024

/** Number of bytes of the flag before each entry. The flag is 1 if `markCutOff` was called for the entry, otherwise 0. */
const MARK_BYTES = 1

interface EntryLog {
  /** Returns the position of the written entry, which is higher than all earlier positions. */
  write (entry: NewEntry): number
  isKept (position: number): boolean
  /** Records that the response was cut off. Does nothing unless `isKept` returns true for the entry. */
  markCutOff (position: number): void
  /** Must only be called if `isKept` returns true for the entry. The returned bytes are only valid until the next write. */
  read (position: number): StoredEntry
}

/**
 * Creates a ring buffer, in which the newest entries overwrite the oldest. Entries are not stored as objects, because the garbage collector
 * would copy the objects.
 * @param capacity maximum size of the buffer in bytes
 * @param onTurn called when the next entry may not fit before the end of the buffer. The entry is then written at the beginning of the
 * buffer, after the call
 */
export function createEntryLog (capacity: number, onTurn: () => void): EntryLog {
  let log = createEntryBuffer(Buffer.alloc(0))
  let end = 0

  const isKept = (position: number) => position >= end - capacity

  /** If the buffer has fewer than `size` bytes, replaces it by a larger buffer with the same content. */
  function ensureSize (size: number): void {
    const { bytes } = log
    if (size <= bytes.length) return
    // The buffer is not filled with zeros, because the kernel would then provide memory for the whole buffer at once.
    const larger = Buffer.allocUnsafeSlow(Math.min(capacity, Math.max(FIRST_BYTES, bytes.length * 2, size)))
    bytes.copy(larger)
    log = createEntryBuffer(larger)
  }

  return {
    write ({ mostBytes, write }) {
      if (end % capacity + MARK_BYTES + mostBytes > capacity) {
        end += capacity - end % capacity
        onTurn()
      }
      const position = end
      const at = position % capacity
      ensureSize(at + MARK_BYTES + mostBytes)
      log.bytes[at] = 0
      end += write(log, at + MARK_BYTES) - at
      return position
    },

    isKept,

    markCutOff (position) {
      if (isKept(position)) log.bytes[position % capacity] = 1
    },

    read (position) {
      const { bytes } = log
      const at = position % capacity
      return { bytes: bytes.subarray(at + MARK_BYTES), isCutOff: bytes[at] === 1 }
    },
  }
}

const createEntryBuffer = (bytes: Buffer): EntryBuffer => ({ bytes, view: new DataView(bytes.buffer) })
