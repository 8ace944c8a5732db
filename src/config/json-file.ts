import { readFileSync, statSync } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { expectation, kindOf, problemOf } from '../errors/expectation.js'
import { describeWrongPlaces, schemaViolations } from '../errors/schema-violations.js'
import { StartError } from './start-error.js'

/** Limits a file: below the longest string that there can be. */
const MOST_BYTES = 256 * 1024 * 1024

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
 * @throws the error of the file if it cannot be read, is not JSON, or does not match the schema; the message names each invalid place
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
    // A pipe would hold the start until somebody writes to it.
    const stats = statSync(name)
    if (!stats.isFile()) throw error(`${subject} ${name} is not a regular file. ${advice}`)
    if (stats.size > MOST_BYTES) throw error(`${subject} ${name} must have at most ${MOST_BYTES} bytes; got ${stats.size}.`)
    return readFileSync(name, 'utf8')
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    const reason = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : cause
    throw error(`${subject} ${name} cannot be read (${reason}). ${advice}`)
  }
}

/** @throws the error of the value if it does not match the schema; the message names each invalid place */
export function assertFits<Schema extends TSchema> (
  schema: Schema, content: unknown, { name, subject, isSecret, error, ownerOf = () => '', reasonOf = () => undefined }: Given
): asserts content is Static<Schema> {
  const describe = ({ path, schema: expected, value, type }: ValueError) => {
    if (type === ValueErrorType.ObjectAdditionalProperties) return reasonOf(path) ?? `is unknown. Supported: ${Object.keys(expected['properties']).join(', ')}`
    return isSecret ? `must be ${expectation(expected)}; got ${kindOf(value, expected)}` : problemOf(expected, value)
  }
  const violations = [...schemaViolations(Value.Errors(schema, content), describe)]
    .map(({ path, problem }) => ({ path: path + ownerOf(content, path), problem }))
  const message = describeWrongPlaces(`${subject} ${name}`, violations)
  if (message !== undefined) throw error(message)
}
