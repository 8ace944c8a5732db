import { Busboy } from '@fastify/busboy'
import { bodyMalformed } from '../../errors.js'

/**
 * The bytes of the first file in a multipart body, whatever its field is called; undefined for a body without a file.
 * @throws ApiError 400 for a body that is not well-formed
 */
export async function firstFile (body: Buffer, contentType: string): Promise<Buffer | undefined> {
  try {
    return await readFirstFile(body, contentType)
  } catch (cause) {
    throw bodyMalformed('multipart data', (cause as Error).message)
  }
}

function readFirstFile (body: Buffer, contentType: string): Promise<Buffer | undefined> {
  const parser = new Busboy({ headers: { 'content-type': contentType } })
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
