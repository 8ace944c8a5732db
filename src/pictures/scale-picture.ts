import { pictureTooLargeForGif } from '../errors/api-errors.js'
import { describePicture, type Picture } from './inspect-picture.js'
import { decodedPictures } from '../http/memory-bounds.js'
import { libvips } from './libvips.js'
import type { PictureType } from './picture-types.js'

export interface Scaling {
  /** Pixels that the picture may be wide and high; undefined for any. It is never made larger than it is. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** The type that it is to have; undefined for its own. */
  readonly type?: PictureType | undefined
}

export interface ScaledPicture {
  readonly bytes: Buffer
  readonly mediaType: PictureType
}

/** What is put behind a picture that was transparent where its new type cannot be. */
const PAPER = '#ffffff'

/** To choose the colours of a GIF takes seconds for each ten million pixels, and ten bytes a pixel. */
const MOST_GIF_PIXELS = 10_000_000

/** More pixels than a side of a picture can have that was decoded, and few enough for libvips. */
const LONGEST_SIDE = 100_000_000

/** How many pixels a picture has that is scaled down to a box. */
function pixelsIn ({ width, height }: Picture, mostWidth = Infinity, mostHeight = Infinity): number {
  const scale = Math.min(1, mostWidth / width, mostHeight / height)
  return width * height * scale * scale
}

const FORMATS: Readonly<Record<PictureType, 'jpeg' | 'png' | 'gif' | 'tiff'>> = {
  'image/jpeg': 'jpeg', 'image/png': 'png', 'image/gif': 'gif', 'image/tiff': 'tiff',
}

const boxSide = (pixels: number | undefined) => pixels && Math.min(pixels, LONGEST_SIDE)

/**
 * Scales a picture down to a box with its aspect ratio kept, and converts it. It comes out the way up that its EXIF data
 * says, in sRGB; an animated GIF stays animated as long as it is a GIF, and of several pages the first is taken.
 * @throws ApiError 400 for bytes that are no picture, and for a GIF that would be too large
 */
export async function scalePicture (bytes: Buffer, { width, height, type }: Scaling): Promise<ScaledPicture> {
  const picture = await describePicture(bytes)
  const mediaType = type ?? picture.mediaType
  if (mediaType === 'image/gif' && pixelsIn(picture, width, height) > MOST_GIF_PIXELS) throw pictureTooLargeForGif(MOST_GIF_PIXELS)
  const isAnimated = picture.mediaType === 'image/gif' && mediaType === 'image/gif'
  const sharp = await libvips()
  const scaled = await decodedPictures.within(picture.decodedBytes, async () => {
    const pipeline = sharp(bytes, { failOn: 'none', limitInputPixels: false, sequentialRead: true, animated: isAnimated })
      .autoOrient()
      .resize({ width: boxSide(width), height: boxSide(height), fit: 'inside', withoutEnlargement: true })
    return (mediaType === 'image/jpeg' ? pipeline.flatten({ background: PAPER }) : pipeline).toFormat(FORMATS[mediaType]).toBuffer()
  })
  return { bytes: scaled, mediaType }
}
