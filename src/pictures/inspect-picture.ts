import { pictureMissing, pictureRefused } from '../errors/api-errors.js'
import { decodedPictures } from '../http/memory-bounds.js'
import { readGifBlocks } from './gif-blocks.js'
import { libvips } from './libvips.js'
import { detectPictureType } from './detect-picture-type.js'
import type { PictureType } from './picture-types.js'
import { END_MISSING, tiffProblem } from './tiff-problem.js'

const MEDIA_TYPE_BY_FORMAT: ReadonlyMap<string, PictureType> = new Map([
  ['jpeg', 'image/jpeg'], ['png', 'image/png'], ['gif', 'image/gif'], ['tiff', 'image/tiff'],
])

/** Bytes for each channel of a pixel, by the band format of libvips. */
const BYTES_OF_DEPTH: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 }
const BYTES_OF_OTHER_DEPTHS = 4

/**
 * Maximum of `decodedBytes` for pictures that are neither interlaced nor progressive: enough for 100 million pixels with four channels of
 * eight bits, or for 50 million such pixels in a TIFF.
 */
const MOST_DECODED_BYTES = 400 * 1024 * 1024

/** Limit instead of MOST_DECODED_BYTES for interlaced and progressive pictures, because their decoders keep the whole picture in memory. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024

/** Lower bound for the estimated bytes of a pixel, because decoding can use four channels for a picture that has fewer, as for a GIF. */
const LEAST_BYTES_OF_PIXEL = 4

/**
 * Bytes of a coefficient. For a progressive JPEG, the decoder keeps all coefficients until the last scan. With chroma subsampling there are
 * fewer coefficients for each pixel.
 */
const BYTES_OF_COEFFICIENT = 2
const COEFFICIENTS_OF_PIXEL: Readonly<Record<string, number>> = { '4:2:0': 1.5, '4:2:2': 2 }

/**
 * Only the first MOST_PAGES pages of a TIFF are decoded; scanned documents rarely have more. Their uncompressed pixels may have at most
 * MOST_BYTES_OF_PAGES bytes in total.
 */
const MOST_PAGES = 100
const MOST_BYTES_OF_PAGES = 1024 * 1024 * 1024

/**
 * Limits the frames of a GIF. A frame may take only a few bytes, and sharp makes a list of all frames on the event loop. That takes one or
 * two milliseconds for this number, and hundreds of milliseconds for a million frames.
 */
const MOST_FRAMES = 10_000

/** Decoding fails on errors but not on warnings: libvips also warns about pictures of cameras that other programs display. */
const DECODE_OPTIONS = { failOn: 'error', limitInputPixels: false, sequentialRead: true } as const

/**
 * Functions that find problems for which libvips does not fail: a PNG that is truncated after its pixels, a GIF without a trailer, a TIFF
 * with missing parts, and a TIFF with unsupported tiles.
 */
const PROBLEMS: Readonly<Record<PictureType, (bytes: Buffer) => string | undefined>> = {
  'image/jpeg': () => undefined,
  'image/png': bytes => bytes.subarray(0, -4).includes('IEND') ? undefined : END_MISSING,
  'image/gif': bytes => readGifBlocks(bytes).hasTrailer ? undefined : END_MISSING,
  'image/tiff': tiffProblem,
}

/** Start of sharp's error message for an unknown format. */
const NO_PICTURE = 'Input buffer contains unsupported image format'

/** Properties of a picture, from the header of one of its pages or frames. */
export interface InspectedPicture {
  readonly mediaType: PictureType
  readonly width: number
  readonly height: number
  /** The width and height after the EXIF orientation is applied, which can exchange them. */
  readonly oriented: { readonly width: number, readonly height: number }
  readonly pages: number
  /** Size in bytes of the uncompressed pixels: of the page, or of all frames of an animation together. */
  readonly pixelBytes: number
  /** Estimated maximum memory in bytes that decoding the picture takes. */
  readonly decodedBytes: number
}

/**
 * Decodes a picture to check that it is complete, and returns its properties. Of a TIFF, at most MOST_PAGES pages are decoded.
 * @throws for example ApiError 400 if `describePicture` refuses the bytes, or the picture cannot be decoded or is found to be incomplete
 */
export async function inspectPicture (bytes: Buffer): Promise<InspectedPicture> {
  const picture = await describePicture(bytes)
  const problem = PROBLEMS[picture.mediaType](bytes)
  if (problem !== undefined) throw pictureRefused(problem)
  const pages = picture.mediaType === 'image/tiff' ? Math.min(picture.pages, MOST_PAGES) : 1
  let pixelBytes = 0
  for (let page = 0; page < pages; page++) {
    const described = page === 0 ? picture : await describePicture(bytes, page)
    pixelBytes += described.pixelBytes
    if (pixelBytes > MOST_BYTES_OF_PAGES) throw pictureRefused(`its first ${page + 1} pages have ${pixelBytes} bytes; the limit is ${MOST_BYTES_OF_PAGES}`)
    await decodePage(bytes, page, described)
  }
  return picture
}

/**
 * Reads the properties of a picture from its header, without decoding pixels. `page` is the index of a TIFF page or GIF frame.
 * @throws ApiError 400 if the bytes are empty, of an unsupported type or unreadable, have too many frames, or would take too much memory
 */
export async function describePicture (bytes: Buffer, page = 0): Promise<InspectedPicture> {
  if (bytes.length === 0) throw pictureMissing()
  refuseManyFrames(bytes)
  const sharp = await libvips()
  const { format, width, height, autoOrient: oriented, pages = 1, channels, depth, isProgressive, chromaSubsampling = '' } = await sharp(bytes, { ...DECODE_OPTIONS, page }).metadata().catch(refuse)
  const mediaType = MEDIA_TYPE_BY_FORMAT.get(format)
  if (mediaType === undefined) throw pictureRefused(`got a picture of the type ${format}`)
  const frames = mediaType === 'image/gif' ? pages : 1
  const pixels = width * height * frames
  const bytesOfPixel = channels * (BYTES_OF_DEPTH[depth] ?? BYTES_OF_OTHER_DEPTHS)
  const keptOfPixel = {
    'image/jpeg': isProgressive ? (COEFFICIENTS_OF_PIXEL[chromaSubsampling] ?? channels) * BYTES_OF_COEFFICIENT : 0,
    'image/png': isProgressive ? bytesOfPixel : 0,
    'image/gif': 0,
    // The decoder keeps a whole strip, and a TIFF may consist of a single strip.
    'image/tiff': bytesOfPixel,
  }[mediaType]
  const decodedBytes = pixels * Math.max(bytesOfPixel + keptOfPixel, LEAST_BYTES_OF_PIXEL)
  const most = isProgressive ? MOST_KEPT_BYTES : MOST_DECODED_BYTES
  if (decodedBytes > most) {
    throw pictureRefused(`it has ${width} x ${height} pixels${frames > 1 ? ` in ${frames} frames` : ''}, which would take ${decodedBytes} bytes in memory; the limit is ${most}`)
  }
  return { mediaType, width, height, oriented, pages, pixelBytes: pixels * bytesOfPixel, decodedBytes }
}

function refuseManyFrames (bytes: Buffer): void {
  if (detectPictureType(bytes) !== 'image/gif') return
  const { frames } = readGifBlocks(bytes)
  if (frames > MOST_FRAMES) throw pictureRefused(`it has ${frames} frames; the limit is ${MOST_FRAMES}`)
}

/** Decodes a page, or all frames of an animation. To save memory, libvips returns only the last line of the page or of each frame. */
async function decodePage (bytes: Buffer, page: number, { mediaType, width, height, decodedBytes }: InspectedPicture): Promise<void> {
  const sharp = await libvips()
  const pages = mediaType === 'image/gif' ? { pages: -1 } : { page }
  await decodedPictures.within(decodedBytes, () => sharp(bytes, { ...DECODE_OPTIONS, ...pages })
    .extract({ left: 0, top: height - 1, width, height: 1 }).raw().toBuffer()).catch(refuse)
}

function refuse (cause: Error): never {
  // Only the first line of the message is used, because the other lines are consequences of the first error.
  const [reason = ''] = cause.message.split('\n')
  throw pictureRefused(reason.startsWith(NO_PICTURE) ? 'its format is none of these' : `it is damaged, incomplete or of an unsupported kind (${reason.trim()})`)
}
