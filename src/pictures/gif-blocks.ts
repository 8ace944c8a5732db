/** Offset of the first block of a GIF without a global colour table: after the header and the logical screen descriptor. */
const BLOCKS_AT = 13

const TRAILER = 0x3b
const EXTENSION = 0x21
const IMAGE = 0x2c

/**
 * Returns the size of a colour table in bytes: three for each of its 2 to 256 colours, or 0 without a table.
 * @param flags the byte of a descriptor that contains the number of colours
 */
const colourTableBytes = (flags: number) => (flags & 0x80) === 0 ? 0 : 3 << ((flags & 0x07) + 1)

/** Returns the offset after a sequence of sub-blocks. An empty sub-block ends the sequence. */
function skipSubBlocks (bytes: Buffer, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) at += length + 1
  return at + 1
}

interface GifBlocks {
  readonly frames: number
  /** True if the GIF has the trailer, with which it must end (GIF89a, section 27). */
  readonly hasTrailer: boolean
}

/** Reads the blocks of a GIF up to its trailer. Later bytes are ignored, because some programs pad files or append data. */
export function readGifBlocks (bytes: Buffer): GifBlocks {
  let frames = 0
  // The flags can be missing if the file is truncated.
  let at = BLOCKS_AT + colourTableBytes(bytes[10] ?? 0)
  for (let block = bytes[at]; block !== undefined; block = bytes[at]) {
    switch (block) {
      case TRAILER: return { frames, hasTrailer: true }
      case EXTENSION: at = skipSubBlocks(bytes, at + 2); break
      // The image descriptor, the local colour table and the LZW code size precede the sub-blocks.
      case IMAGE:
        frames++
        at = skipSubBlocks(bytes, at + 11 + colourTableBytes(bytes[at + 9] ?? 0))
        break
      default: at++
    }
  }
  return { frames, hasTrailer: false }
}
