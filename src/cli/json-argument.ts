import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { ConfigError } from '../config/config.js'
import { describeFileError } from '../config/file-error.js'
import { quote } from '../errors/expectation.js'
import { removeByteOrderMark } from '../json/byte-order-mark.js'
import { describeJsonError } from '../json/json-error.js'

/** The path that means standard input or standard output. */
export const STANDARD_STREAM = '-'

/**
 * Returns the JSON of an argument, or of the file or standard input that the argument names, without insignificant white space.
 * @param given an object or array in JSON, the path of a JSON file, or - for standard input
 * @param subject the first words of an error message: `The rule`
 * @throws ConfigError if the file or standard input cannot be read, or if the argument, the file or standard input contains invalid JSON
 */
export async function readJsonArgument (given: string, subject: string): Promise<string> {
  const isInline = /^\s*[{[]/.test(given)
  const json = isInline ? given : removeByteOrderMark(await readSource(given, subject))
  try {
    return JSON.stringify(JSON.parse(json))
  } catch (cause) {
    throw new ConfigError(`${subject}${isInline ? '' : ` in ${describeSource(given)}`} ${describeJsonError(json, cause)}.`)
  }
}

const describeSource = (given: string) => given === STANDARD_STREAM ? 'standard input' : given

async function readSource (given: string, subject: string): Promise<string> {
  return (given === STANDARD_STREAM ? text(process.stdin) : readFile(given, 'utf8')).catch((cause: unknown) => {
    throw new ConfigError(`${subject} must be JSON, the path of a JSON file, or - for standard input; got ${quote(given)} (${describeFileError(cause)}).`)
  })
}
