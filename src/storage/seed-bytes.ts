import { quote } from '../expectation.js'
import { bytesOfBase64 } from '../protocol/base64.js'
import type { SeedContent } from './seed-schema.js'

/**
 * Looks at all bytes in Base64, one text at a time. They are read again when they are stored: all at once would take too much
 * memory.
 * @returns of each its JSON pointer and what is wrong with it, to stand behind that; undefined when it is right
 */
export function * lookAtBytes ({ Products, Blobs = [] }: SeedContent): Generator<[pointer: string, problem: string | undefined]> {
  for (const [index, { ImageInfo }] of Products.entries()) {
    if (ImageInfo?.Bytes !== undefined) yield [`/Products/${index}/ImageInfo/Bytes`, problemOfBase64(ImageInfo.Bytes)]
  }
  for (const [index, { Bytes }] of Blobs.entries()) {
    if (Bytes !== undefined) yield [`/Blobs/${index}/Bytes`, problemOfBase64(Bytes)]
  }
}

const problemOfBase64 = (text: string) =>
  bytesOfBase64(text) === undefined ? `must be bytes in Base64, such as iVBORw0KGgo=; ${quote(text)} came` : undefined
