import { pictureMissing, pictureRefused } from '../errors/api-errors.js'
import { decodedPictures } from '../http/memory-bounds.js'
import { hasGifTrailer } from './gif-end.js'
import { libvips } from './libvips.js'
import type { PictureType } from './picture-types.js'
import { END_MISSING, tiffProblem } from './tiff-problem.js'

/** The service's types by the names that libvips has for them. */
const TYPES: ReadonlyMap<string, PictureType> = new Map([
  ['jpeg', 'image/jpeg'], ['png', 'image/png'], ['gif', 'image/gif'], ['tiff', 'image/tiff'],
])

const BYTES_OF_DEPTH: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 }
const BYTES_OF_OTHER_DEPTHS = 4

/** What a picture may take when it is decoded: 100 million pixels with eight bits in four channels. */
const MOST_DECODED_BYTES = 400 * 1024 * 1024

/** The same for one that is kept as a whole until its last line, which few are, and not next to others. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024

/** Whatever a picture has in its file, most that is made of it has four channels. */
const LEAST_BYTES_OF_PIXEL = 4

/** A JPEG that comes in several scans is kept as coefficients of two bytes until the last, of which pixels share some. */
const BYTES_OF_COEFFICIENT = 2
const COEFFICIENTS_OF_PIXEL: Readonly<Record<string, number>> = { '4:2:0': 1.5, '4:2:2': 2 }

/** Pages of a TIFF that are looked at one by one, and the bytes of their pixels; scans have some dozens. */
const MOST_PAGES = 100
const MOST_BYTES_OF_PAGES = 1024 * 1024 * 1024

/** What libvips must not close an eye to. Warnings are for pictures that cameras write and everything shows. */
const OPTIONS = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const

/**
 * What is wrong with a picture where libvips is content: with the pixels of a PNG, with the frames of a GIF that there are,
 * and with a part of what a TIFF names.
 */
const PROBLEMS: Readonly<Record<PictureType, (bytes: Buffer) => string | undefined>> = {
  'image/jpeg': () => undefined,
  'image/png': bytes => bytes.subarray(0, -4).includes('IEND') ? undefined : END_MISSING,
  'image/gif': bytes => hasGifTrailer(bytes) ? undefined : END_MISSING,
  'image/tiff': tiffProblem,
}

/** The beginning of what libvips says of bytes that no reader takes. */
const NO_PICTURE = 'Input buffer contains unsupported image format'

/** A picture by the header of its first page, or of another. */
export interface Picture {
  readonly mediaType: PictureType
  readonly width: number
  readonly height: number
  readonly pages: number
  /** Bytes of the pixels of the page, or of all frames of an animation, as they are in the file. */
  readonly pixelBytes: number
  /** Most bytes of memory that it takes to decode them. */
  readonly decodedBytes: number
}

/**
 * What a picture is by its bytes, which are decoded to the end.
 * @throws ApiError 400 when they are none, no whole picture of a type that the service takes, or far more than they seem
 */
export async function inspectPicture (bytes: Buffer): Promise<Picture> {
  const picture = await describePicture(bytes)
  const problem = PROBLEMS[picture.mediaType](bytes)
  if (problem !== undefined) throw pictureRefused(problem)
  const pages = picture.mediaType === 'image/tiff' ? Math.min(picture.pages, MOST_PAGES) : 1
  let pixelBytes = 0
  for (let page = 0; page < pages; page++) {
    const described = page === 0 ? picture : await describePicture(bytes, page)
    pixelBytes += described.pixelBytes
    if (pixelBytes > MOST_BYTES_OF_PAGES) throw pictureRefused(`its first ${page + 1} pages have ${pixelBytes} bytes; ${MOST_BYTES_OF_PAGES} are the limit`)
    await decodePage(bytes, page, described)
  }
  return picture
}

/**
 * What a picture is by the header of a page.
 * @throws ApiError 400 when there is none of a picture that the service takes, or it would take too much memory
 */
export async function describePicture (bytes: Buffer, page = 0): Promise<Picture> {
  if (bytes.length === 0) throw pictureMissing()
  const sharp = await libvips()
  const { format, width, height, pages = 1, channels, depth, isProgressive, chromaSubsampling = '' } = await sharp(bytes, { ...OPTIONS, page }).metadata().catch(refuse)
  const mediaType = TYPES.get(format)
  if (mediaType === undefined) throw pictureRefused(`one of the type ${format} came`)
  const frames = mediaType === 'image/gif' ? pages : 1
  const pixels = width * height * frames
  const bytesOfPixel = channels * (BYTES_OF_DEPTH[depth] ?? BYTES_OF_OTHER_DEPTHS)
  const keptOfPixel = {
    'image/jpeg': isProgressive ? (COEFFICIENTS_OF_PIXEL[chromaSubsampling] ?? channels) * BYTES_OF_COEFFICIENT : 0,
    'image/png': isProgressive ? bytesOfPixel : 0,
    'image/gif': 0,
    // Its strips may be as large as it is.
    'image/tiff': bytesOfPixel,
  }[mediaType]
  const decodedBytes = pixels * Math.max(bytesOfPixel + keptOfPixel, LEAST_BYTES_OF_PIXEL)
  const most = isProgressive ? MOST_KEPT_BYTES : MOST_DECODED_BYTES
  if (decodedBytes > most) {
    throw pictureRefused(`it has ${width} x ${height} pixels${frames > 1 ? ` in ${frames} frames` : ''}, which would take ${decodedBytes} bytes; ${most} are the limit`)
  }
  return { mediaType, width, height, pages, pixelBytes: pixels * bytesOfPixel, decodedBytes }
}

/** Decodes a page, or all frames of an animation, without keeping more than the last line. */
async function decodePage (bytes: Buffer, page: number, { mediaType, width, height, decodedBytes }: Picture): Promise<void> {
  const sharp = await libvips()
  const pages = mediaType === 'image/gif' ? { pages: -1 } : { page }
  await decodedPictures.within(decodedBytes, () => sharp(bytes, { ...OPTIONS, ...pages })
    .extract({ left: 0, top: height - 1, width, height: 1 }).raw().toBuffer()).catch(refuse)
}

function refuse (cause: Error): never {
  // The first line tells it; others are what happened because of it.
  const [reason = ''] = cause.message.split('\n')
  throw pictureRefused(reason.startsWith(NO_PICTURE) ? 'it is none of these' : `it is damaged, not whole or of a kind that is not read (${reason.trim()})`)
}
