import { webcrypto } from 'node:crypto'
import { ApiError } from '../errors/error-bodies.js'
import { inspectPicture } from '../pictures/inspect-picture.js'
import { scalePicture } from '../pictures/scale-picture.js'
import type { Store } from '../storage/store.js'
import type { NewContent } from '../storage/content.js'

type ContentFinder = Pick<Store, 'findContent'>

/**
 * The bytes of a picture, to be kept. They are decoded to the end once: the same bytes, of whichever product or tenant,
 * are known by their hash.
 * @throws ApiError 400 for bytes that are no whole picture of a type that the service takes
 */
export async function pictureContent (store: ContentFinder, bytes: Buffer): Promise<NewContent> {
  const sha256 = await sha256Of(bytes)
  const known = await store.findContent(sha256)
  return { bytes, sha256, mediaType: known?.mediaType ?? (await inspectPicture(bytes)).mediaType }
}

/**
 * The bytes of a picture that fits into a square, to be kept; a larger one is scaled down.
 * @throws ApiError 400 as above
 */
export async function fittedPictureContent (sent: Buffer, side: number): Promise<NewContent> {
  const { width, height, mediaType } = await inspectPicture(sent)
  const { bytes } = width <= side && height <= side ? { bytes: sent } : await scalePicture(sent, { width: side, height: side })
  return { bytes, sha256: await sha256Of(bytes), mediaType }
}

/** Any bytes, to be kept: those of a picture with its type. */
export async function anyContent (store: ContentFinder, bytes: Buffer): Promise<NewContent> {
  const sha256 = await sha256Of(bytes)
  const known = await store.findContent(sha256)
  const { mediaType } = known ?? await inspectPicture(bytes).catch(noPicture)
  return { bytes, sha256, mediaType }
}

/** What is refused as a picture is kept as something else. */
function noPicture (cause: unknown): Pick<NewContent, 'mediaType'> {
  if (cause instanceof ApiError) return { mediaType: null }
  throw cause
}

/** In a thread of its own: ten megabytes would hold up the event loop for as many milliseconds. */
const sha256Of = async (bytes: Buffer) => Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes))
