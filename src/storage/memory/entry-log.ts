import type { EntryBuffer, NewEntry, StoredEntry } from '../journal-store.js'

/** Bytes before each entry: a flag, which is 1 if the response was cut off. */
const MARK_BYTES = 1

interface EntryLog {
  /** Writes an entry and returns its position: the number of bytes written before it since the log was created. */
  write (entry: NewEntry): number
  isKept (position: number): boolean
  /** Marks the entry as cut off. Does nothing if it is no longer kept. */
  markCutOff (position: number): void
  /** Returns a kept entry, which is valid until the next write. */
  read (position: number): StoredEntry
}

/**
 * Creates a ring buffer in which the newest entries overwrite the oldest. A buffer instead of objects: the garbage collector would copy
 * each object twice, which would cost more than the rest of the recording.
 * @param capacity bytes of the buffer
 * @param onTurn called when the end of the buffer is reached and the oldest entries are about to be overwritten
 */
export function createEntryLog (capacity: number, onTurn: () => void): EntryLog {
  let log = createEntryBuffer(Buffer.alloc(0))
  let end = 0

  const isKept = (position: number) => position >= end - capacity

  return {
    write ({ mostBytes, write }) {
      // Not zeroed: the kernel provides memory pages when they are first written.
      if (end === 0) log = createEntryBuffer(Buffer.allocUnsafeSlow(capacity))
      if (end % capacity + MARK_BYTES + mostBytes > capacity) {
        end += capacity - end % capacity
        onTurn()
      }
      const position = end
      const at = position % capacity
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
