import type { PictureType } from './picture-types.js'

/** Magic numbers of the picture types, in Latin-1. */
const MAGIC_NUMBERS: readonly (readonly [magicNumber: string, type: PictureType])[] = [
  ['\xff\xd8\xff', 'image/jpeg'], ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF87a', 'image/gif'], ['GIF89a', 'image/gif'],
  ['II*\0', 'image/tiff'], ['MM\0*', 'image/tiff'], ['II+\0', 'image/tiff'], ['MM\0+', 'image/tiff'],
]

/** Returns the type of a picture by its magic number, or null if the bytes begin with no known magic number. */
export function detectPictureType (bytes: Buffer): PictureType | null {
  const beginning = bytes.toString('latin1', 0, 8)
  return MAGIC_NUMBERS.find(([magicNumber]) => beginning.startsWith(magicNumber))?.[1] ?? null
}
