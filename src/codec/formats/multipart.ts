import { Busboy } from '@fastify/busboy'
import { parse } from 'content-type'
import { ApiError } from '../../errors/error-bodies.js'
import { bodyMalformed, multipartTooMany } from '../../errors/api-errors.js'

/**
 * Returns the bytes of the first file in a multipart body, in a form field of any name. Returns undefined if the body is empty or contains
 * no file.
 * @throws ApiError 400 for a malformed body or too many parts
 */
export async function firstFile (body: Buffer, contentType: string): Promise<Buffer | undefined> {
  if (body.length === 0) return undefined
  try {
    assertFewParts(body, parse(contentType).parameters['boundary'] ?? '')
    return await readFirstFile(body, contentType)
  } catch (cause) {
    throw cause instanceof ApiError ? cause : bodyMalformed('multipart data', String(cause))
  }
}

/** Limits the number of parts of a body, because all parts are parsed in one turn of the event loop. */
const MOST_PARTS = 100

const isPartAFile = (_field?: string, contentType = '', fileName?: string) =>
  fileName !== undefined || /^(image\/|application\/octet-stream)/i.test(contentType)

/**
 * Counts the delimiters before the body is parsed. A body has one delimiter more than parts, because the last delimiter ends the body.
 * @throws ApiError 400 for too many parts
 */
function assertFewParts (body: Buffer, boundary: string): void {
  const delimiter = `--${boundary}`
  let at = body.indexOf(delimiter)
  for (let parts = 0; at >= 0; parts++) {
    if (parts > MOST_PARTS) throw multipartTooMany(MOST_PARTS)
    at = body.indexOf(delimiter, at + delimiter.length)
  }
}

function readFirstFile (body: Buffer, contentType: string): Promise<Buffer | undefined> {
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    limits: { files: 1 },
    isPartAFile,
    // Busboy never finishes if a file that it skips is larger than `fileHwm`. It skips all files after the first, because of `files: 1`.
    fileHwm: body.length + 1,
  })
  let first: Buffer[] | undefined

  return new Promise((resolve, reject) => {
    parser.on('error', reject)
    parser.on('file', (_field, file) => {
      const pieces: Buffer[] = []
      first ??= pieces
      file.on('error', reject)
      file.on('data', piece => pieces.push(piece))
    })
    parser.on('finish', () => resolve(first && Buffer.concat(first)))
    parser.end(body)
  })
}
