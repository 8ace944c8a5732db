import { readFileSync } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import { expectation, quote } from './expectation.js'
import type { StartError } from './start-error.js'

/** A file that somebody gave by a setting. */
export interface GivenFile {
  readonly path: string
  /** What begins a sentence about it: `The seed`. */
  readonly subject: string
  /** What the setting must be, as a sentence. */
  readonly advice: string
  /** Whether it holds what no message may show. */
  readonly isSecret: boolean
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

function parsed ({ path, subject, advice, isSecret, error }: GivenFile): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    // What is wrong with JSON is said with a piece of it.
    const reason = isSecret && cause instanceof SyntaxError ? 'SyntaxError' : cause
    throw error(`${subject} ${path} cannot be read as JSON (${reason}). ${advice}`)
  }
}

function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { path, subject, isSecret, error }: GivenFile
): asserts content is Static<Schema> {
  const [wrong] = Value.Errors(schema, content)
  if (wrong === undefined) return
  const place = `${subject} ${path} is wrong at ${wrong.path || '/'}, which`
  if (wrong.type === ValueErrorType.ObjectAdditionalProperties) throw error(`${place} is no property that there is.`)
  const came = isSecret && typeof wrong.value !== 'object' ? `a ${typeof wrong.value}` : quote(wrong.value)
  throw error(`${place} must be ${expectation(wrong.schema)}; ${came} came.`)
}
