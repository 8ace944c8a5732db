import { gifTooLarge } from '../errors/api-errors.js'
import { describePicture, type InspectedPicture } from './inspect-picture.js'
import { decodedPictures } from '../http/memory-bounds.js'
import { libvips } from './libvips.js'
import type { PictureType } from './picture-types.js'

export interface Scaling {
  /** Maximum width in pixels; undefined for no limit. A picture is never enlarged. */
  readonly width?: number | undefined
  /** Maximum height in pixels; undefined for no limit. */
  readonly height?: number | undefined
  /** The type that the picture is converted to; undefined keeps its type. */
  readonly type?: PictureType | undefined
}

export interface ScaledPicture {
  readonly bytes: Buffer
  readonly mediaType: PictureType
}

/** The colour that replaces transparency in JPEG, which does not support it. */
const BACKGROUND = '#ffffff'

/**
 * Limits the pixels of each frame of a GIF that is written. Choosing the colours takes ten bytes for each pixel, and some seconds for ten
 * million pixels.
 */
const MOST_GIF_PIXELS = 10_000_000

/** Limits the width and height that are passed to sharp, whose function resize throws for larger numbers. */
const LONGEST_SIDE = 100_000_000

/**
 * Estimates the number of pixels that a picture, or each frame of an animation, has after it is scaled down to a maximum width and height.
 */
function countScaledPixels ({ oriented: { width, height } }: InspectedPicture, mostWidth = Infinity, mostHeight = Infinity): number {
  const scale = Math.min(1, mostWidth / width, mostHeight / height)
  return width * height * scale * scale
}

const FORMAT_BY_MEDIA_TYPE: Readonly<Record<PictureType, 'jpeg' | 'png' | 'gif' | 'tiff'>> = {
  'image/jpeg': 'jpeg', 'image/png': 'png', 'image/gif': 'gif', 'image/tiff': 'tiff',
}

const limitSide = (pixels: number | undefined) => pixels && Math.min(pixels, LONGEST_SIDE)

/**
 * Scales a picture down to the maximum width and height, with the same aspect ratio, and converts it to `type` if this is set. Applies the
 * EXIF orientation. An animated GIF stays animated unless its type changes. Of a TIFF with several pages, only the first page is used.
 * @throws for example ApiError 400 if `describePicture` refuses the bytes, or if the frames of the resulting GIF would be too large
 */
export async function scalePicture (bytes: Buffer, { width, height, type }: Scaling): Promise<ScaledPicture> {
  const picture = await describePicture(bytes)
  const mediaType = type ?? picture.mediaType
  if (mediaType === 'image/gif' && countScaledPixels(picture, width, height) > MOST_GIF_PIXELS) throw gifTooLarge(MOST_GIF_PIXELS)
  const isAnimated = picture.mediaType === 'image/gif' && mediaType === 'image/gif'
  const sharp = await libvips()
  const scaled = await decodedPictures.within(picture.decodedBytes, async () => {
    const pipeline = sharp(bytes, { failOn: 'none', limitInputPixels: false, sequentialRead: true, animated: isAnimated })
      .autoOrient()
      .resize({ width: limitSide(width), height: limitSide(height), fit: 'inside', withoutEnlargement: true })
    return (mediaType === 'image/jpeg' ? pipeline.flatten({ background: BACKGROUND }) : pipeline).toFormat(FORMAT_BY_MEDIA_TYPE[mediaType]).toBuffer()
  })
  return { bytes: scaled, mediaType }
}
