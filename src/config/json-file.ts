import { readFileSync } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType } from '@sinclair/typebox/value'
import { expectation, kindOf, quote } from '../errors/expectation.js'
import type { StartError } from './start-error.js'

/** How error messages describe a JSON value that a setting contains or refers to. */
interface Given {
  /** The path of the file, or the name of the setting. */
  readonly name: string
  /** The first words of a message: `The seed`. */
  readonly subject: string
  /** True if messages must not show its values. */
  readonly isSecret: boolean
  /** Returns the entity at a JSON pointer, to follow the pointer in a message. */
  readonly ownerOf?: (content: unknown, pointer: string) => string
  /** Returns why an unknown property is not supported, or undefined for the default message. */
  readonly reasonOf?: (pointer: string) => string | undefined
  /** Creates the error to throw. */
  readonly error: (message: string) => StartError
}

/** How error messages describe a JSON file; its name is its path. */
interface GivenFile extends Given {
  /** What the setting must be, as a full sentence. */
  readonly advice: string
}

/**
 * Reads a JSON file and validates it against a schema.
 * @throws the error of the file if it cannot be read, is not JSON, or does not match the schema; the message names the first
 * invalid value
 */
export function readJsonFile<Schema extends TSchema> (schema: Schema, file: GivenFile): Static<Schema> {
  const content = parseFile(file)
  assertFits(schema, content, file)
  return content
}

function parseFile (file: GivenFile): unknown {
  const { name, subject, advice, isSecret, error } = file
  const text = readFileText(file)
  try {
    return JSON.parse(text)
  } catch (cause) {
    // A SyntaxError quotes a part of the file.
    throw error(`${subject} ${name} cannot be read as JSON (${isSecret ? 'SyntaxError' : cause}). ${advice}`)
  }
}

function readFileText ({ name, subject, advice, error }: GivenFile): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : cause
    throw error(`${subject} ${name} cannot be read (${reason}). ${advice}`)
  }
}

/** @throws the error of the value if it does not match the schema; the message names the first invalid value */
export function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { name, subject, isSecret, error, ownerOf = () => '', reasonOf = () => undefined }: Given
): asserts content is Static<Schema> {
  const [wrong] = Value.Errors(schema, content)
  if (wrong === undefined) return
  const place = `${subject} ${name} is wrong at ${wrong.path || '/'}${ownerOf(content, wrong.path)}, which`
  if (wrong.type === ValueErrorType.ObjectAdditionalProperties) {
    throw error(`${place} ${reasonOf(wrong.path) ?? `is unknown. Supported: ${Object.keys(wrong.schema['properties']).join(', ')}`}.`)
  }
  const came = isSecret ? kindOf(wrong.value, wrong.schema) : quote(wrong.value)
  throw error(`${place} must be ${expectation(wrong.schema)}; got ${came}.`)
}
