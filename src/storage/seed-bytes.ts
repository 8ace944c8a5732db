import { quote } from '../errors/expectation.js'
import { bytesOfBase64 } from '../codec/base64.js'
import type { SeedContent } from './seed-schema.js'

const EXAMPLE = 'bytes in Base64, such as iVBORw0KGgo='

const PICTURE_FILE = /^\/(Products\/\d+\/ImageInfo|Blobs\/\d+)\/File$/

/** Why there is no `File` in what is no seed file, to stand behind its JSON pointer; undefined for other properties. */
export const reasonAgainstFile = (pointer: string) => PICTURE_FILE.test(pointer)
  ? 'can stand only in a seed file on the disk of the mock; give the bytes as Bytes in its place'
  : undefined

/**
 * Looks at all bytes in Base64, one text at a time. They are read again when they are stored: all at once would take too much
 * memory.
 * @returns of each its JSON pointer and what is wrong with it, to stand behind that; undefined when it is right
 */
export function * lookAtBytes ({ Products, Blobs = [] }: SeedContent): Generator<[pointer: string, problem: string | undefined]> {
  for (const [index, { ImageInfo }] of Products.entries()) {
    if (ImageInfo?.Bytes !== undefined) yield [`/Products/${index}/ImageInfo/Bytes`, problemOfPicture(ImageInfo.Bytes)]
  }
  for (const [index, { Bytes }] of Blobs.entries()) {
    if (Bytes !== undefined) yield [`/Blobs/${index}/Bytes`, problemOfBase64(Bytes)]
  }
}

const problemOfBase64 = (text: string) =>
  bytesOfBase64(text) === undefined ? `must be ${EXAMPLE}; ${quote(text)} came` : undefined

/** An empty one is no picture. A dump has those that SetBlobStream emptied in its Blobs. */
const problemOfPicture = (text: string) =>
  bytesOfBase64(text)?.length === 0 ? `must be ${EXAMPLE}, and not be empty; leave it out where there is no picture` : problemOfBase64(text)
