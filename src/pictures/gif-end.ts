/** Where the blocks of a GIF begin that have no table of colours before them: behind the header and the screen. */
const BLOCKS_AT = 13

const TRAILER = 0x3b
const EXTENSION = 0x21
const IMAGE = 0x2c

/** A table of colours has three bytes for each of its colours, of which there are a power of two. */
const tableBytes = (flags: number) => (flags & 0x80) === 0 ? 0 : 3 << ((flags & 0x07) + 1)

/** The place behind a sequence of sub-blocks, which ends with an empty one. */
function behindSubBlocks (bytes: Buffer, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) at += length + 1
  return at + 1
}

/**
 * Whether a GIF has the trailer that its format demands (GIF89a, section 27), whatever follows it: some programs fill up
 * files, or append something of their own.
 */
export function hasGifTrailer (bytes: Buffer): boolean {
  let at = BLOCKS_AT + tableBytes(bytes.readUInt8(10))
  for (let block = bytes[at]; block !== undefined; block = bytes[at]) {
    switch (block) {
      case TRAILER: return true
      case EXTENSION: at = behindSubBlocks(bytes, at + 2); break
      // Its place and size, its colours, and how its pixels are packed come before these.
      case IMAGE: at = behindSubBlocks(bytes, at + 11 + tableBytes(Number(bytes[at + 9]))); break
      default: at++
    }
  }
  return false
}
