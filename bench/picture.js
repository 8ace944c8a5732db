import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

/** Returns a PNG of at least `bytes` bytes: noise, which does not compress, in rows of at most 1000 pixels. */
export function noise (bytes) {
  const width = Math.min(1000, Math.ceil(Math.sqrt(bytes / 3)))
  const height = Math.ceil(bytes / 3 / width)
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
}
