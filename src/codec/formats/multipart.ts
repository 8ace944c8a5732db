import { Busboy } from '@fastify/busboy'
import { parse } from 'content-type'
import { ApiError, bodyMalformed, multipartTooMany } from '../../errors/api-errors.js'

/**
 * The bytes of the first file in a multipart body, whatever its field is called; undefined for a body without a file.
 * @throws ApiError 400 for a body that is not well-formed
 */
export async function firstFile (body: Buffer, contentType: string): Promise<Buffer | undefined> {
  if (body.length === 0) return undefined
  try {
    requireFewParts(body, parse(contentType).parameters['boundary'] ?? '')
    return await readFirstFile(body, contentType)
  } catch (cause) {
    throw cause instanceof ApiError ? cause : bodyMalformed('multipart data', String(cause))
  }
}

/** As many parts as a form has in a page, and few enough for one turn of the event loop. */
const MOST_PARTS = 100

/** What has the name of a file or the type of an image; the rest are texts of a form. */
const isPartAFile = (_field?: string, contentType = '', fileName?: string) =>
  fileName !== undefined || /^(image\/|application\/octet-stream)/i.test(contentType)

/** Parts are counted before they are read, which is all done in one turn of the event loop. The last delimiter begins none. */
function requireFewParts (body: Buffer, boundary: string): void {
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
    // What it skips it never ends when that is larger, as the body comes in one piece.
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
