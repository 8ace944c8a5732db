/** The problem of a truncated picture, for use in an error message. */
export const END_MISSING = 'its end is missing'

/** Bytes of a value, by the number of the field type (TIFF 6.0, section 2, and BigTIFF). */
const BYTES_OF_TYPE: Readonly<Record<number, number>> = {
  1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
}

const BIG_TIFF_VERSION = 43

/**
 * The layouts of a TIFF (`usual`) and of a BigTIFF. `firstDirectory` is the position of the field that contains the offset of the first
 * directory. The other numbers are sizes in bytes.
 */
const LAYOUTS = {
  usual: { firstDirectory: 4, countBytes: 2, entryBytes: 12, offsetBytes: 4 },
  big: { firstDirectory: 8, countBytes: 8, entryBytes: 20, offsetBytes: 8 },
}

const COMPRESSION = 259
const TILE_OFFSETS = 324
const TILE_BYTE_COUNTS = 325

/**
 * Compressions that libvips supports: no compression, CCITT, LZW, JPEG, Deflate, PackBits and WebP. Tiles with other compressions would be
 * decoded as black pixels without an error.
 */
const READ_COMPRESSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50001]

/** Limits the directories that are checked. Each describes a page, and `inspectPicture` decodes no more pages than this. */
const MOST_DIRECTORIES = 100

interface Field {
  readonly tag: number
  /** Bytes of each value; 0 if the type of the field is unknown. */
  readonly size: number
  readonly values: (index: number) => number
  readonly count: number
  /** True if the file contains all values. */
  readonly isComplete: boolean
}

/**
 * Returns a problem of a TIFF that libvips does not report as an error; undefined if none is found. Such problems are tiles with an
 * unsupported compression, and tiles, values (such as a colour map) or entries of a directory that are not completely in the file. A
 * directory that begins after the end of the file is not reported, nor is a missing offset of the next directory. The warnings of libvips
 * cannot be used, because they do not name the picture.
 */
export function tiffProblem (bytes: Buffer): string | undefined {
  const isLittleEndian = bytes[0] === 0x49
  const number = (at: number, size: number): number => {
    if (size === 8) return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return isLittleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
  }
  const has = (at: number, length: number) => at + length <= bytes.length
  const { firstDirectory, countBytes, entryBytes, offsetBytes } = LAYOUTS[number(2, 2) === BIG_TIFF_VERSION ? 'big' : 'usual']

  function readField (entry: number): Field {
    const count = number(entry + 4, offsetBytes)
    const size = BYTES_OF_TYPE[number(entry + 2, 2)] ?? 0
    const valueOrOffset = entry + 4 + offsetBytes
    const at = size * count > offsetBytes ? number(valueOrOffset, offsetBytes) : valueOrOffset
    return { tag: number(entry, 2), size, count, values: index => number(at + index * size, size), isComplete: has(at, size * count) }
  }

  function hasTiles (fields: readonly Field[]): boolean {
    const [offsets, byteCounts] = [TILE_OFFSETS, TILE_BYTE_COUNTS].map(tag => fields.find(field => field.tag === tag))
    if (offsets === undefined || byteCounts === undefined) return true
    for (let tile = 0; tile < Math.min(offsets.count, byteCounts.count); tile++) {
      if (!has(offsets.values(tile), byteCounts.values(tile))) return false
    }
    return true
  }

  let directory = number(firstDirectory, offsetBytes)
  for (let checked = 0; checked < MOST_DIRECTORIES && directory > 0 && has(directory, countBytes); checked++) {
    const start = directory + countBytes
    const entries = number(directory, countBytes)
    const end = start + entries * entryBytes
    if (!has(end, 0)) return END_MISSING
    const fields = Array.from({ length: entries }, (_, index) => readField(start + index * entryBytes)).filter(({ size }) => size > 0)
    if (!fields.every(({ isComplete }) => isComplete) || !hasTiles(fields)) return END_MISSING
    const compression = fields.find(({ tag }) => tag === COMPRESSION)?.values(0) ?? 1
    const isTiled = fields.some(({ tag }) => tag === TILE_OFFSETS)
    if (isTiled && !READ_COMPRESSIONS.includes(compression)) return `its tiles have the unsupported compression ${compression}`
    directory = has(end, offsetBytes) ? number(end, offsetBytes) : 0
  }
  return undefined
}
