import { quote } from '../errors/expectation.js'
import { bytesOfBase64 } from '../pictures/base64.js'
import type { SeedContent } from './seed-schema.js'

const EXAMPLE = 'bytes in Base64, such as iVBORw0KGgo='

const PICTURE_FILE = /^\/((Products|Persons|Projects|Contacts)\/\d+\/ImageInfo|Blobs\/\d+)\/File$/

/** Returns why a `File` is refused outside a seed file, to follow its JSON pointer; undefined for other properties. */
export const reasonAgainstFile = (pointer: string) => PICTURE_FILE.test(pointer)
  ? 'can stand only in a seed file on the disk of the mock; give the bytes as Bytes in its place'
  : undefined

/**
 * Validates all bytes in Base64, one string at a time. They are decoded again when they are stored: all at once would take
 * too much memory.
 * @returns the JSON pointer of each string, and the problem that follows it in a sentence; undefined if it is valid
 */
export function * lookAtBytes (content: SeedContent): Generator<[pointer: string, problem: string | undefined]> {
  for (const list of ['Products', 'Persons', 'Projects', 'Contacts'] as const) {
    for (const [index, { ImageInfo }] of (content[list] ?? []).entries()) {
      if (ImageInfo?.Bytes !== undefined) yield [`/${list}/${index}/ImageInfo/Bytes`, problemOfPicture(ImageInfo.Bytes)]
    }
  }
  for (const [index, { Bytes }] of (content.Blobs ?? []).entries()) {
    if (Bytes !== undefined) yield [`/Blobs/${index}/Bytes`, problemOfBase64(Bytes)]
  }
}

const problemOfBase64 = (text: string) =>
  bytesOfBase64(text) === undefined ? `must be ${EXAMPLE}; got ${quote(text)}` : undefined

/** An empty one is no picture. A dump has those that SetBlobStream emptied in its Blobs. */
const problemOfPicture = (text: string) =>
  bytesOfBase64(text)?.length === 0 ? `must be ${EXAMPLE}, and not be empty; leave it out where there is no picture` : problemOfBase64(text)
