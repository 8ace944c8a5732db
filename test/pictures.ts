import sharp from 'sharp'

interface Size {
  readonly width: number
  readonly height: number
}

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const

/** Returns a picture of random pixels. Lossless compression hardly reduces its size. */
export const noisy = ({ width, height }: Size) =>
  sharp({ create: { width, height, channels: 3, background: '#000000', noise } })

/** Returns frames of one colour each, one below the other. This is the layout of libvips for pictures with several pages. */
const frames = ({ width, height }: Size, colors: readonly number[]) =>
  sharp(Buffer.concat(colors.map(color => Buffer.alloc(width * height * 3, color))), {
    raw: { width, height: height * colors.length, channels: 3, pageHeight: height },
  })

/** Returns a TIFF with one pixel, which is a floating-point number as in the files of scientific programs. */
function floatTiff (): Buffer {
  const tags = [[256, 1], [257, 1], [258, 32], [259, 1], [262, 1], [273, 8], [277, 1], [278, 1], [279, 4], [339, 3]] as const
  const file = Buffer.alloc(12 + 2 + tags.length * 12 + 4)
  file.write('II*')
  file.writeUInt32LE(12, 4)
  file.writeFloatLE(0.5, 8)
  file.writeUInt16LE(tags.length, 12)
  for (const [index, [tag, value]] of tags.entries()) {
    const entry = 14 + index * 12
    file.writeUInt16LE(tag, entry)
    file.writeUInt16LE(4, entry + 2)
    file.writeUInt32LE(1, entry + 4)
    file.writeUInt32LE(value, entry + 8)
  }
  return file
}

/** Returns a TIFF whose pixels are indexes of a colour map. In the file, the map is after the pixels and the directory. */
function paletteTiff (): Buffer {
  const colors = 3 * 256
  const tags = [[256, 3, 2], [257, 3, 1], [258, 3, 8], [259, 3, 1], [262, 3, 3], [273, 4, 8], [277, 3, 1], [278, 3, 1], [279, 4, 2], [320, 3, 0]] as const
  const start = 10
  const map = start + 2 + tags.length * 12 + 4
  const file = Buffer.alloc(map + colors * 2)
  file.write('II*')
  file.writeUInt32LE(start, 4)
  file.set([1, 2], 8)
  file.writeUInt16LE(tags.length, start)
  for (const [index, [tag, type, value]] of tags.entries()) {
    const entry = start + 2 + index * 12
    file.writeUInt16LE(tag, entry)
    file.writeUInt16LE(type, entry + 2)
    file.writeUInt32LE(tag === 320 ? colors : 1, entry + 4)
    file.writeUInt32LE(tag === 320 ? map : value, entry + 8)
  }
  for (let color = 0; color < 256; color++) file.writeUInt16LE(color * 257, map + color * 2)
  return file
}

/**
 * Returns an uncompressed TIFF of two grey pixels with big-endian numbers.
 * @param isBig true for BigTIFF
 */
export function bigEndianTiff (isBig: boolean): Buffer {
  const [places, counts, head] = isBig ? [8, 8, 16] : [4, 2, 8]
  const tags = [[256, 3, 2], [257, 3, 1], [258, 3, 8], [262, 3, 1], [273, 3, head], [277, 3, 1], [278, 3, 1], [279, 3, 2]] as const
  const entryBytes = 4 + 2 * places
  const start = head + 2
  const file = Buffer.alloc(start + counts + tags.length * entryBytes + places)
  file.write('MM')
  file.writeUInt16BE(isBig ? 43 : 42, 2)
  if (isBig) file.writeUInt16BE(8, 4)
  file.writeUInt32BE(start, head - 4)
  file.set([10, 200], head)
  file.writeUIntBE(tags.length, start + counts - 2, 2)
  for (const [index, [tag, type, value]] of tags.entries()) {
    const entry = start + counts + index * entryBytes
    file.writeUInt16BE(tag, entry)
    file.writeUInt16BE(type, entry + 2)
    file.writeUInt32BE(1, entry + places)
    file.writeUInt16BE(value, entry + 4 + places)
  }
  return file
}

const size = { width: 60, height: 40 }

export const PICTURES = {
  jpeg: await noisy(size).jpeg().toBuffer(),
  progressive: await noisy(size).jpeg({ progressive: true }).toBuffer(),
  fullProgressive: await noisy(size).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  cmyk: await noisy(size).toColourspace('cmyk').jpeg().toBuffer(),
  rotated: await noisy(size).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  png: await noisy(size).png().toBuffer(),
  deepPng: await noisy(size).toColourspace('rgb16').png().toBuffer(),
  transparentPng: await sharp({ create: { ...size, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } }).png().toBuffer(),
  gif: await noisy(size).gif().toBuffer(),
  animatedGif: await frames(size, [0, 90, 180]).gif({ delay: [50, 50, 50] }).toBuffer(),
  longGif: await frames({ width: 8, height: 8 }, Array.from({ length: 30 }, (_, index) => index * 8)).gif({ delay: Array(30).fill(50) }).toBuffer(),
  tiff: await noisy(size).tiff().toBuffer(),
  floatTiff: floatTiff(),
  paletteTiff: paletteTiff(),
  bigEndianTiff: bigEndianTiff(false),
  bigEndianBigTiff: bigEndianTiff(true),
  tiledTiff: await noisy(size).tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'none' }).toBuffer(),
  bigTiff: await noisy(size).tiff({ bigtiff: true }).toBuffer(),
  twoPageTiff: await frames(size, [40, 200]).tiff({ compression: 'lzw' }).toBuffer(),
} as const

/**
 * Returns a copy of a little-endian TIFF with another value in a field of its first directory. If the field has several values, the last
 * value is changed.
 */
export function withField (tiff: Buffer, tag: number, value: number): Buffer {
  const copy = Buffer.from(tiff)
  let entry = copy.readUInt32LE(4) + 2
  while (copy.readUInt16LE(entry) !== tag) entry += 12
  const [type, count] = [copy.readUInt16LE(entry + 2), copy.readUInt32LE(entry + 4)]
  const size = type === 3 ? 2 : 4
  const at = size * count > 4 ? copy.readUInt32LE(entry + 8) : entry + 8
  copy.writeUIntLE(value, at + (count - 1) * size, size)
  return copy
}

export async function describe (bytes: Buffer) {
  const { format, width, height, pages = 1, orientation = 1, space } = await sharp(bytes).metadata()
  return { format, width, height, pages, orientation, space }
}

/** Returns a TIFF with a number of large black pages. The file contains the pixels only once, and all pages refer to them. */
export async function largePages (pages: number): Promise<Buffer> {
  const page = await sharp(Buffer.alloc(5000 * 5000), { raw: { width: 5000, height: 5000, channels: 1 } })
    .toColourspace('b-w').tiff({ compression: 'lzw' }).toBuffer()
  const start = page.readUInt32LE(4)
  const directory = page.subarray(start, start + 2 + page.readUInt16LE(start) * 12 + 4)
  const file = Buffer.concat([page, ...Array.from({ length: pages - 1 }, () => directory)])
  for (let index = 0; index < pages - 1; index++) {
    const end = index === 0 ? start + directory.length : page.length + index * directory.length
    file.writeUInt32LE(page.length + index * directory.length, end - 4)
  }
  return file
}
