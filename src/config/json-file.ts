import { readFileSync } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import { expectation, kindOf, quote } from '../errors/expectation.js'
import type { StartError } from './start-error.js'

/** What is JSON, and given by a setting. */
export interface Given {
  /** What a sentence calls it: the path of the file, or where else it was. */
  readonly name: string
  /** What begins a sentence about it: `The seed`. */
  readonly subject: string
  /** Whether it holds what no message may show. */
  readonly isSecret: boolean
  /** Whose the place with a JSON pointer is, to stand behind the pointer. */
  readonly ownerOf?: (content: unknown, pointer: string) => string
  /** Why a property that there is not cannot be there, if there is a reason. */
  readonly reasonOf?: (pointer: string) => string | undefined
  /** Makes the error from the message. */
  readonly error: (message: string) => StartError
}

/** A file, whose name is its path. */
export interface GivenFile extends Given {
  /** What the setting must be, as a sentence. */
  readonly advice: string
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
  const { name, subject, advice, isSecret, error } = file
  const text = textOf(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    // What is wrong with JSON is said with a piece of it.
    throw error(`${subject} ${name} cannot be read as JSON (${isSecret ? 'SyntaxError' : cause}). ${advice}`)
  }
}

function textOf ({ name, subject, advice, error }: GivenFile): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : cause
    throw error(`${subject} ${name} cannot be read (${reason}). ${advice}`)
  }
}

/** @throws as above when it does not fit the schema */
export function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { name, subject, isSecret, error, ownerOf = () => '', reasonOf = () => undefined }: Given
): asserts content is Static<Schema> {
  const [wrong] = Value.Errors(schema, content)
  if (wrong === undefined) return
  const place = `${subject} ${name} is wrong at ${wrong.path || '/'}${ownerOf(content, wrong.path)}, which`
  if (wrong.type === ValueErrorType.ObjectAdditionalProperties) {
    throw error(`${place} ${reasonOf(wrong.path) ?? `is no property that there is; there are ${Object.keys(wrong.schema['properties']).join(', ')}`}.`)
  }
  const came = isSecret ? kindOf(wrong.value, wrong.schema) : quote(wrong.value)
  throw error(`${place} must be ${expectation(wrong.schema)}; ${came} came.`)
}
