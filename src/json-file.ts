import { readFileSync } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { expectation, quote } from './expectation.js'
import type { StartError } from './start-error.js'

/** A file that somebody gave by a setting. */
export interface GivenFile {
  readonly path: string
  /** What begins a sentence about it: `The seed`. */
  readonly subject: string
  /** What the setting must be, as a sentence. */
  readonly advice: string
  /** Makes the error from the message. */
  readonly error: (message: string) => StartError
}

/**
 * Reads a JSON file that must fit a schema.
 * @throws what `error` makes of a message that names the first place that is wrong
 */
export function readJsonFile<Schema extends TSchema> (schema: Schema, file: GivenFile): Static<Schema> {
  const content = parsed(file)
  assertFits(schema, content, file)
  return content
}

function parsed ({ path, subject, advice, error }: GivenFile): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw error(`${subject} ${path} cannot be read as JSON (${cause}). ${advice}`)
  }
}

function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { path, subject, error }: GivenFile
): asserts content is Static<Schema> {
  const [wrong] = Value.Errors(schema, content)
  if (wrong === undefined) return
  throw error(`${subject} ${path} is wrong at ${wrong.path || '/'}, ` +
    `which must be ${expectation(wrong.schema)}; ${quote(wrong.value)} came.`)
}
