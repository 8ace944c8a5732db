import type { PictureType } from './picture-types.js'

/** How pictures of each type begin, in Latin-1. */
const BEGINNINGS: readonly (readonly [beginning: string, type: PictureType])[] = [
  ['\xff\xd8\xff', 'image/jpeg'], ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF87a', 'image/gif'], ['GIF89a', 'image/gif'],
  ['II*\0', 'image/tiff'], ['MM\0*', 'image/tiff'], ['II+\0', 'image/tiff'], ['MM\0+', 'image/tiff'],
]

/** The type of a picture by its first bytes, of which nothing is decoded; null for what begins as no picture does. */
export function pictureTypeOf (bytes: Buffer): PictureType | null {
  const beginning = bytes.toString('latin1', 0, 8)
  return BEGINNINGS.find(([known]) => beginning.startsWith(known))?.[1] ?? null
}
