import type { EntryBuffer, NewEntry } from '../../journal-store.js'

const FIRST_BYTES = 1024 * 1024

/** Maximum size of a buffer that is used again for a later batch. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024

/** The position and the length of a journal entry in the bytes of a batch. */
interface EntryPart {
  readonly start: number
  readonly length: number
}

/**
 * The bytes of several journal entries, one after the other. They are a single parameter of a statement, so that entries need no separate
 * buffers.
 */
export interface EntryBatch {
  add (entry: NewEntry): EntryPart
  /** The returned buffer is only valid until `clear` is called. */
  bytes (): Buffer
  clear (): void
}

export function createEntryBatch (): EntryBatch {
  let buffer = allocate(FIRST_BYTES)
  let end = 0

  function makeRoom (bytes: number): void {
    if (end + bytes <= buffer.bytes.length) return
    const larger = allocate(Math.max(2 * buffer.bytes.length, end + bytes))
    buffer.bytes.copy(larger.bytes, 0, 0, end)
    buffer = larger
  }

  return {
    add (entry) {
      makeRoom(entry.mostBytes)
      const start = end
      end = entry.write(buffer, start)
      return { start, length: end - start }
    },
    bytes: () => buffer.bytes.subarray(0, end),
    clear () {
      end = 0
      if (buffer.bytes.length > MOST_KEPT_BYTES) buffer = allocate(FIRST_BYTES)
    },
  }
}

function allocate (size: number): EntryBuffer {
  const bytes = Buffer.allocUnsafeSlow(size)
  return { bytes, view: new DataView(bytes.buffer) }
}
