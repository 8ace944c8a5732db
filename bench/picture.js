import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

/** Creates a PNG of at least `bytes` bytes, at most 1000 pixels wide. The pixels are random, so that they cannot be compressed. */
export function noise (bytes) {
  const width = Math.min(1000, Math.ceil(Math.sqrt(bytes / 3)))
  const height = Math.ceil(bytes / 3 / width)
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 1 }).toBuffer()
}
