import { webcrypto } from 'node:crypto'
import { ApiError } from '../errors/error-bodies.js'
import { inspectPicture } from '../pictures/inspect-picture.js'
import { scalePicture } from '../pictures/scale-picture.js'
import type { Store } from '../storage/store.js'
import type { NewContent } from '../storage/content.js'

type ContentFinder = Pick<Store, 'findContent'>

/**
 * Returns the bytes of a picture as new content. If the same bytes are already stored as a picture, for any owner or tenant, their media
 * type is used. Otherwise `inspectPicture` validates the bytes.
 * @throws for example ApiError 400 if `inspectPicture` refuses the bytes
 */
export async function pictureContent (store: ContentFinder, bytes: Buffer): Promise<NewContent> {
  const sha256 = await hashBytes(bytes)
  const known = await store.findContent(sha256)
  return { bytes, sha256, mediaType: known?.mediaType ?? (await inspectPicture(bytes)).mediaType }
}

/**
 * Validates the bytes of a picture and returns new content: these bytes, or those of the picture scaled down if its width or height exceeds
 * `side` pixels.
 * @throws for example ApiError 400 if `inspectPicture` or `scalePicture` refuses the bytes
 */
export async function fittedPictureContent (sent: Buffer, side: number): Promise<NewContent> {
  const { width, height, mediaType } = await inspectPicture(sent)
  const { bytes } = width <= side && height <= side ? { bytes: sent } : await scalePicture(sent, { width: side, height: side })
  return { bytes, sha256: await hashBytes(bytes), mediaType }
}

/**
 * Returns bytes of any type as new content. If the same bytes are already stored, their media type is used. Otherwise `inspectPicture`
 * determines the media type, or the media type is null if `inspectPicture` refuses the bytes.
 */
export async function anyContent (store: ContentFinder, bytes: Buffer): Promise<NewContent> {
  const sha256 = await hashBytes(bytes)
  const known = await store.findContent(sha256)
  const { mediaType } = known ?? await inspectPicture(bytes).catch(mediaTypeOfRefused)
  return { bytes, sha256, mediaType }
}

/** Returns null as the media type for an ApiError, with which `inspectPicture` refuses bytes. Throws any other error again. */
function mediaTypeOfRefused (cause: unknown): Pick<NewContent, 'mediaType'> {
  if (cause instanceof ApiError) return { mediaType: null }
  throw cause
}

/** Computes the SHA-256 in another thread, because hashing ten megabytes would block the event loop for about ten milliseconds. */
const hashBytes = async (bytes: Buffer) => Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes))
