import { escapeText } from '../../escaped-texts.js'

/** The supported types of array elements, each with its type OID in PostgreSQL. */
const TYPES = { boolean: 16, bytea: 17, bigint: 20, smallint: 21, int: 23, text: 25, 'double precision': 701 }

export type ElementType = keyof typeof TYPES

/** Number of bytes of a 32-bit integer, such as the length before each element. */
const INT_BYTES = 4

/**
 * Number of bytes before the elements: five integers, for the number of dimensions, the flags, the type, the number of elements and the
 * lower bound of the indexes.
 */
const HEADER_BYTES = 5 * INT_BYTES

/** Maximum number of bytes of an element that is a number or a boolean. */
const MOST_BYTES = 8

/** Maximum number of UTF-8 bytes for each UTF-16 code unit of a string. An escaped code unit takes fewer: two bytes. */
const UNIT_BYTES = 3

/**
 * Returns a PostgreSQL array for each column of the rows, to pass as a parameter of a statement. Each array is a buffer in the binary
 * format of PostgreSQL's protocol, because array literals in text format take several times as long.
 */
export function toColumns (types: readonly ElementType[], rows: readonly (readonly unknown[])[]): Buffer[] {
  const bytes = Buffer.allocUnsafe(types.length * HEADER_BYTES + limitBytes(rows))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let end = 0

  function writeInt (value: number): void {
    view.setInt32(end, value)
    end += INT_BYTES
  }

  function writeElement (type: ElementType, value: unknown): void {
    const start = end
    end += INT_BYTES
    if (type === 'text') {
      end += bytes.write(escapeText(String(value)), end)
    } else if (type === 'int') {
      writeInt(Number(value))
    } else if (type === 'bigint') {
      // The first call writes the upper 32 bits, the second call the lower 32 bits.
      writeInt(Math.floor(Number(value) / 2 ** 32))
      writeInt(Number(value))
    } else if (type === 'smallint') {
      view.setInt16(end, Number(value))
      end += 2
    } else if (type === 'double precision') {
      view.setFloat64(end, Number(value))
      end += 8
    } else if (Buffer.isBuffer(value)) {
      end += value.copy(bytes, end)
    } else {
      view.setUint8(end, Number(value))
      end++
    }
    view.setInt32(start, end - start - INT_BYTES)
  }

  return types.map((type, column) => {
    const start = end
    for (const number of [1, 1, TYPES[type], rows.length, 1]) writeInt(number)
    for (const row of rows) {
      const value = row[column] ?? null
      if (value === null) writeInt(-1)
      else writeElement(type, value)
    }
    return bytes.subarray(start, end)
  })
}

/** Returns a PostgreSQL array of the type text[] with the strings, to pass as a parameter of a statement. */
export const toTexts = (texts: readonly string[]): unknown => toColumns(['text'], texts.map(text => [text]))[0]

/** Returns an upper limit for the number of bytes of all elements together, including the length before each element. */
function limitBytes (rows: readonly (readonly unknown[])[]): number {
  let bytes = 0
  for (const row of rows) for (const value of row) bytes += INT_BYTES + limitValue(value)
  return bytes
}

function limitValue (value: unknown): number {
  if (typeof value === 'string') return value.length * UNIT_BYTES
  return Buffer.isBuffer(value) ? value.length : MOST_BYTES
}
