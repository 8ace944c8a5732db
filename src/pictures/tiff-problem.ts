/** What is wrong with a picture that is cut off. */
export const END_MISSING = 'its end is missing'

/** Bytes of a value by the type of its field (TIFF 6.0, section 2, and BigTIFF). */
const BYTES_OF_TYPE: Readonly<Record<number, number>> = {
  1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8,
}

const BIG = 43

/** Where numbers stand in a file whose places have four bytes, and in one whose places have eight. */
const FORMS = {
  usual: { firstDirectory: 4, countBytes: 2, entryBytes: 12, placeBytes: 4 },
  big: { firstDirectory: 8, countBytes: 8, entryBytes: 20, placeBytes: 8 },
}

const COMPRESSION = 259
const TILE_OFFSETS = 324
const TILE_BYTE_COUNTS = 325

/** What libvips reads: none, CCITT, LZW, JPEG, Deflate, PackBits and WebP. Of tiles that it cannot read it makes black ones. */
const READ_COMPRESSIONS = [1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50001]

/** Directories that are looked at, as of pages. */
const MOST_DIRECTORIES = 100

interface Field {
  readonly tag: number
  /** Bytes of a value; 0 for one of a type that nobody knows. */
  readonly size: number
  readonly values: (index: number) => number
  readonly count: number
  readonly isThere: boolean
}

/**
 * What is wrong with a TIFF that libvips would take: it keeps silent about what is missing behind the end of a file, such as
 * the colours that pixels stand for, and about tiles. Its warnings cannot be asked: they are those of all pictures in work.
 * @returns the sentence; undefined when all is there that the directories name
 */
export function tiffProblem (bytes: Buffer): string | undefined {
  const isLittleEndian = bytes[0] === 0x49
  const number = (at: number, size: number): number => {
    if (size === 8) return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at))
    return isLittleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size)
  }
  const has = (at: number, length: number) => at + length <= bytes.length
  const { firstDirectory, countBytes, entryBytes, placeBytes } = FORMS[number(2, 2) === BIG ? 'big' : 'usual']

  function fieldAt (entry: number): Field {
    const count = number(entry + 4, placeBytes)
    const size = BYTES_OF_TYPE[number(entry + 2, 2)] ?? 0
    const inPlace = entry + 4 + placeBytes
    const at = size * count > placeBytes ? number(inPlace, placeBytes) : inPlace
    return { tag: number(entry, 2), size, count, values: index => number(at + index * size, size), isThere: has(at, size * count) }
  }

  function hasTiles (fields: readonly Field[]): boolean {
    const [offsets, byteCounts] = [TILE_OFFSETS, TILE_BYTE_COUNTS].map(tag => fields.find(field => field.tag === tag))
    if (offsets === undefined || byteCounts === undefined) return true
    for (let tile = 0; tile < Math.min(offsets.count, byteCounts.count); tile++) {
      if (!has(offsets.values(tile), byteCounts.values(tile))) return false
    }
    return true
  }

  let directory = number(firstDirectory, placeBytes)
  for (let looked = 0; looked < MOST_DIRECTORIES && directory > 0 && has(directory, countBytes); looked++) {
    const start = directory + countBytes
    const entries = number(directory, countBytes)
    const end = start + entries * entryBytes
    if (!has(end, 0)) return END_MISSING
    const fields = Array.from({ length: entries }, (_, index) => fieldAt(start + index * entryBytes)).filter(({ size }) => size > 0)
    if (!fields.every(({ isThere }) => isThere) || !hasTiles(fields)) return END_MISSING
    const compression = fields.find(({ tag }) => tag === COMPRESSION)?.values(0) ?? 1
    const isTiled = fields.some(({ tag }) => tag === TILE_OFFSETS)
    if (isTiled && !READ_COMPRESSIONS.includes(compression)) return `its tiles are compressed in the way ${compression}, which is not read`
    directory = has(end, placeBytes) ? number(end, placeBytes) : 0
  }
  return undefined
}
