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
  /** Whose the place with a JSON pointer is, to stand behind the pointer. */
  readonly ownerOf?: (content: unknown, pointer: string) => string
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

function parsed (file: GivenFile): unknown {
  const { path, subject, advice, isSecret, error } = file
  const text = textOf(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    // What is wrong with JSON is said with a piece of it.
    throw error(`${subject} ${path} cannot be read as JSON (${isSecret ? 'SyntaxError' : cause}). ${advice}`)
  }
}

function textOf ({ path, subject, advice, error }: GivenFile): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : cause
    throw error(`${subject} ${path} cannot be read (${reason}). ${advice}`)
  }
}

function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { path, subject, isSecret, error, ownerOf = () => '' }: GivenFile
): asserts content is Static<Schema> {
  const [wrong] = Value.Errors(schema, content)
  if (wrong === undefined) return
  const place = `${subject} ${path} is wrong at ${wrong.path || '/'}${ownerOf(content, wrong.path)}, which`
  if (wrong.type === ValueErrorType.ObjectAdditionalProperties) {
    throw error(`${place} is no property that there is; there are ${Object.keys(wrong.schema['properties']).join(', ')}.`)
  }
  const came = isSecret ? kindOf(wrong.value, wrong.schema) : quote(wrong.value)
  throw error(`${place} must be ${expectation(wrong.schema)}; ${came} came.`)
}

/** What came where no message may show it. */
function kindOf (value: unknown, { type }: TSchema): string {
  switch (typeof value) {
    case 'string': return type === 'string' ? 'another text' : 'a text'
    case 'number': return 'a number'
    case 'boolean': return 'a boolean'
    default: return quote(value)
  }
}
