import { readFileSync, statSync, type Stats } from 'node:fs'
import type { Static, TSchema } from '@sinclair/typebox'
import { Value, ValueErrorType, type ValueError } from '@sinclair/typebox/value'
import { expectation, nameKind, describeProblem } from '../errors/expectation.js'
import { describeWrongPlaces, schemaViolations } from '../errors/schema-violations.js'
import { removeByteOrderMark } from '../json/byte-order-mark.js'
import { describeJsonError } from '../json/json-error.js'
import { describeFileError } from './file-error.js'
import { StartError } from './start-error.js'

/** Limits the size of a JSON file, which is read into one string. V8 limits a string to 536,870,888 characters, about twice this number. */
const MOST_BYTES = 256 * 1024 * 1024

/** The description of a JSON value in error messages. */
interface Described {
  /** The path of the file, or the name of the setting. */
  readonly name: string
  /** The first words of an error message: `The seed`. */
  readonly subject: string
  /** True if messages must not quote invalid values or invalid JSON, because the file or the setting can contain secrets. */
  readonly isSecret: boolean
  readonly error: (message: string) => StartError
}

interface DescribedValue extends Described {
  /**
   * Returns a description of the entity that contains the invalid value at a JSON pointer, such as ` (the user "x")`, or "" for no
   * description. Messages contain the result directly after the pointer.
   */
  readonly describeEntity?: (content: unknown, pointer: string) => string
  /** Returns the reason why an unknown property is not supported. Undefined for the default message. */
  readonly explainUnknown?: (pointer: string) => string | undefined
}

interface DescribedFile extends Described {
  /** A sentence that says what the file must be. Messages about a file that cannot be read or parsed end with it. */
  readonly advice: string
}

interface ParsedFile {
  readonly content: unknown
  readonly mode: number
}

/**
 * Reads a JSON file and validates it against a schema.
 * @throws `file.error` if the file cannot be read, is too large, is not JSON, or does not match the schema
 */
export function readJsonFile<Schema extends TSchema> (schema: Schema, file: DescribedFile & DescribedValue): Static<Schema> {
  const { content } = parseJsonFile(file)
  assertFits(schema, content, file)
  return content
}

/**
 * Reads a JSON file. Does not validate its content.
 * @throws `file.error` if the file cannot be read, is too large or is not JSON
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

/** Checks the type and the size of a file. Reading a pipe, for example, would block until another process writes to it. */
function assertReadable ({ name, subject, advice, error }: DescribedFile, stats: Stats): void {
  if (!stats.isFile()) throw error(`${subject} ${name} is not a regular file. ${advice}`)
  if (stats.size > MOST_BYTES) throw error(`${subject} ${name} must have at most ${MOST_BYTES} bytes; got ${stats.size}.`)
}

/**
 * Checks that a value matches a schema.
 * @throws `value.error` if it does not, with the JSON pointers of the first invalid values
 */
export function assertFits<Schema extends TSchema> (schema: Schema, content: unknown, value: DescribedValue): asserts content is Static<Schema> {
  const { name, subject, error, describeEntity = () => '' } = value
  const violations = [...schemaViolations(Value.Errors(schema, content), violation => describeViolation(value, violation))]
    .map(({ path, problem }) => ({ path: path + describeEntity(content, path), problem }))
  const message = describeWrongPlaces(`${subject} ${name}`, violations)
  if (message !== undefined) throw error(message)
}

/** Describes an invalid value. The result continues a sentence that begins with the JSON pointer of the value. */
function describeViolation ({ isSecret, explainUnknown = () => undefined }: DescribedValue, { path, schema, value, type }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    return explainUnknown(path) ?? `is unknown. Supported: ${Object.keys(schema['properties']).join(', ')}`
  }
  return isSecret ? `must be ${expectation(schema)}; got ${nameKind(value, schema)}` : describeProblem(schema, value)
}
