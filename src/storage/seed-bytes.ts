import { quote } from '../errors/expectation.js'
import { bytesOfBase64 } from '../pictures/base64.js'
import type { SeedContent } from './seed-schema.js'

const EXAMPLE = 'bytes in Base64, such as iVBORw0KGgo='

const PICTURE_FILE = /^\/((Products|Persons|Projects|Contacts)\/\d+\/ImageInfo|Blobs\/\d+)\/File$/

/**
 * Returns the reason why a property is refused outside seed files, if `pointer` is the JSON pointer of the property `File` of a picture;
 * otherwise undefined. The reason continues a sentence that begins with the pointer.
 */
export const reasonAgainstFile = (pointer: string) => PICTURE_FILE.test(pointer)
  ? 'is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead'
  : undefined

/**
 * Yields the JSON pointer of each Base64 string, with the problem of the string, or undefined if the string is valid. The problem continues
 * a sentence that begins with the pointer. The decoded bytes are not kept, because all pictures together would take too much memory.
 */
export function * validateBytes (content: SeedContent): Generator<[pointer: string, problem: string | undefined]> {
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

/**
 * Returns the problem of the Base64 string of an ImageInfo; undefined if the string is valid. This string must not be empty. In Blobs,
 * empty strings are allowed, because a request SetBlobStream can store zero bytes.
 */
const problemOfPicture = (text: string) =>
  bytesOfBase64(text)?.length === 0 ? `must be ${EXAMPLE}, and not empty; leave it out if there is no picture` : problemOfBase64(text)
