import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

/** Returns a PNG of at least `bytes` bytes. Its pixels are random, so that they cannot be compressed, in rows of at most 1000. */
export function noise (bytes) {
  const width = Math.min(1000, Math.ceil(Math.sqrt(bytes / 3)))
  const height = Math.ceil(bytes / 3 / width)
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
}
