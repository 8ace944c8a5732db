import { quote } from '../errors/expectation.js'
import { bytesOfBase64 } from '../pictures/base64.js'
import type { SeedContent } from './seed-schema.js'

const EXAMPLE = 'bytes in Base64, such as iVBORw0KGgo='

const PICTURE_FILE = /^\/((Products|Persons|Projects|Contacts)\/\d+\/ImageInfo|Blobs\/\d+)\/File$/

/**
 * Returns the reason why the property `File` is refused in data that are not a seed file. The reason continues a sentence that begins with
 * the JSON pointer. Returns undefined for other properties.
 */
export const reasonAgainstFile = (pointer: string) => PICTURE_FILE.test(pointer)
  ? 'is allowed only in a seed file on the disk of the mock; give the bytes as Bytes instead'
  : undefined

/**
 * Validates all Base64 strings, one after the other. The decoded bytes are not kept until they are stored, because all of them would take
 * too much memory.
 * @returns the JSON pointer of each string, and its problem. The problem continues a sentence that begins with the pointer; it is undefined
 * if the string is valid
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

/** Returns the problem of a picture. Empty bytes are refused, because only items of Blobs may be empty: SetBlobStream can empty a blob. */
const problemOfPicture = (text: string) =>
  bytesOfBase64(text)?.length === 0 ? `must be ${EXAMPLE}, and not empty; leave it out if there is no picture` : problemOfBase64(text)
