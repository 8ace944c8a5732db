import { readFileSync, statSync, type Stats } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { expectation, nameKind, describeProblem } from '../errors/expectation.js'
import { describeWrongPlaces, schemaViolations } from '../errors/schema-violations.js'
import { removeByteOrderMark } from '../json/byte-order-mark.js'
import { describeJsonError } from '../json/json-error.js'
import { describeFileError } from './file-error.js'
import { StartError } from './start-error.js'

/** Limits the size of a file, because its text must fit into one string: V8 allows 536,870,888 characters. */
const MOST_BYTES = 256 * 1024 * 1024

/** How error messages describe a JSON value. */
interface Described {
  /** The path of the file, or the name of the setting. */
  readonly name: string
  /** The first words of a message: `The seed`. */
  readonly subject: string
  /** True if messages must not show its values. */
  readonly isSecret: boolean
  /** Creates the error to throw. */
  readonly error: (message: string) => StartError
}

/** How error messages describe a JSON value that a schema validates. */
interface DescribedValue extends Described {
  /** Returns a name for the entity at a JSON pointer, which messages have after the pointer. */
  readonly describeEntity?: (content: unknown, pointer: string) => string
  /** Returns why an unknown property is not supported, or undefined for the default message. */
  readonly explainUnknown?: (pointer: string) => string | undefined
}

/** How error messages describe a JSON file; its name is its path. */
interface DescribedFile extends Described {
  /** The allowed values of the setting, as a full sentence. */
  readonly advice: string
}

/** The content of a JSON file, and its permissions. */
interface ParsedFile {
  readonly content: unknown
  readonly mode: number
}

/**
 * Reads a JSON file and validates it against a schema.
 * @throws the error of the file if it cannot be read, is not JSON, or does not match the schema; the message names each invalid place
 */
export function readJsonFile<Schema extends TSchema> (schema: Schema, file: DescribedFile & DescribedValue): Static<Schema> {
  const { content } = parseJsonFile(file)
  assertFits(schema, content, file)
  return content
}

/**
 * Reads a JSON file without a schema.
 * @throws the error of the file if it cannot be read or is not JSON; the message has the line and column of the first error
 */
export function parseJsonFile (file: DescribedFile): ParsedFile {
  const { name, subject, advice, isSecret, error } = file
  const { mode, text } = readText(file)
  try {
    return { content: JSON.parse(text), mode }
  } catch (cause) {
    throw error(`${subject} ${name} ${describeJsonError(text, isSecret ? undefined : cause)}. ${advice}`)
  }
}

function readText (file: DescribedFile): { readonly mode: number, readonly text: string } {
  const { name, subject, advice, error } = file
  try {
    const stats = statSync(name)
    assertReadable(file, stats)
    return { mode: stats.mode, text: removeByteOrderMark(readFileSync(name, 'utf8')) }
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    throw error(`${subject} ${name} cannot be read (${describeFileError(cause)}). ${advice}`)
  }
}

/** @throws the error of the file if it is not a regular file or too large. Reading a pipe would block until another process writes. */
function assertReadable ({ name, subject, advice, error }: DescribedFile, stats: Stats): void {
  if (!stats.isFile()) throw error(`${subject} ${name} is not a regular file. ${advice}`)
  if (stats.size > MOST_BYTES) throw error(`${subject} ${name} must have at most ${MOST_BYTES} bytes; got ${stats.size}.`)
}

/** @throws the error of the value if it does not match the schema; the message names each invalid place */
export function assertFits<Schema extends TSchema> (schema: Schema, content: unknown, value: DescribedValue): asserts content is Static<Schema> {
  const { name, subject, error, describeEntity = () => '' } = value
  const violations = [...schemaViolations(Value.Errors(schema, content), violation => describeViolation(value, violation))]
    .map(({ path, problem }) => ({ path: path + describeEntity(content, path), problem }))
  const message = describeWrongPlaces(`${subject} ${name}`, violations)
  if (message !== undefined) throw error(message)
}

/** Returns the problem at a place, as the rest of a sentence that begins with its JSON pointer. */
function describeViolation ({ isSecret, explainUnknown = () => undefined }: DescribedValue, { path, schema, value, type }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    return explainUnknown(path) ?? `is unknown. Supported: ${Object.keys(schema['properties']).join(', ')}`
  }
  return isSecret ? `must be ${expectation(schema)}; got ${nameKind(value, schema)}` : describeProblem(schema, value)
}
