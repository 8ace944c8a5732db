import { dirname, isAbsolute, join } from 'node:path'
import type { TSchema } from '@sinclair/typebox'
import { closest } from 'fastest-levenshtein'
import { nameKind, quote } from '../errors/expectation.js'
import { isPostgres } from './database-address.js'
import { ConfigSchema, ENV_PREFIX } from './config-schema.js'
import { isReadableByOthers } from './file-mode.js'
import { parseJsonFile } from './json-file.js'
import { WrongUseError } from './start-error.js'

/**
 * The flag and the variable with the path of a config file. The path is not a setting, because a config file cannot name another config
 * file.
 */
export const CONFIG_FILE = { flag: 'config', env: `${ENV_PREFIX}CONFIG`, description: 'JSON file with settings, such as {"port": 8080}' } as const

interface ConfigFile {
  readonly path: string
  /** Unvalidated values by the name of the setting. Relative paths are resolved against the folder of the file. */
  readonly values: Readonly<Record<string, unknown>>
  /** A sentence for each unknown setting. If the file contains secrets and other users can read the file, also a sentence about this. */
  readonly problems: readonly string[]
}

const SETTINGS = Object.entries<TSchema>(ConfigSchema.properties)

/**
 * The name of each setting, by each of its spellings: the name itself, the flag without leading dashes, and the variable with and without
 * ENV_PREFIX.
 */
const NAMES = new Map(SETTINGS.flatMap(([name, { flag, env, bareName }]) => [name, flag, env, bareName].map((spelling): [string, string] => [spelling, name])))

/**
 * Reads a config file. Returns a `ConfigFile` without values if the path is undefined.
 * @throws WrongUseError if the path is empty, or if the file cannot be read, is too large, is not JSON or does not contain an object
 */
export function readConfigFile (path: string | undefined): ConfigFile {
  if (path === undefined) return { path: '', values: {}, problems: [] }
  const advice = `--${CONFIG_FILE.flag} or ${CONFIG_FILE.env} must be the path of a JSON file.`
  if (path === '') throw new WrongUseError(`${advice.slice(0, -1)}; got "".`)
  const subject = 'The config file'
  // Marked as secret, because the message of a SyntaxError could quote a secret, such as the control token.
  const { content, mode } = parseJsonFile({ name: path, subject, advice, isSecret: true, error: message => new WrongUseError(message) })
  if (!isObject(content)) throw new WrongUseError(`${subject} ${path} must be an object such as {"port": 8080}; got ${nameKind(content, ConfigSchema)}.`)

  const values = Object.fromEntries(SETTINGS.map(([name, schema]) => [name, resolvePath(schema, content[name], path)]))
  const unknown = Object.keys(content).filter(name => !Object.hasOwn(ConfigSchema.properties, name))
    .map(name => `Unknown setting ${quote(name)} in ${path}; did you mean ${NAMES.get(closest(name, [...NAMES.keys()]))}?`)
  return { path, values, problems: [...unknown, ...describeReadableSecrets(path, values, mode)] }
}

const isObject = (content: unknown): content is Readonly<Record<string, unknown>> =>
  typeof content === 'object' && content !== null && !Array.isArray(content)

function resolvePath ({ notPaths }: TSchema, value: unknown, path: string): unknown {
  if (notPaths === undefined || typeof value !== 'string' || notPaths.includes(value) || isAbsolute(value) || isPostgres(value)) return value
  return join(dirname(path), value)
}

/** An array counts as a secret, because `users` is the only setting that accepts an array, and the array can contain passwords. */
function describeReadableSecrets (path: string, values: Readonly<Record<string, unknown>>, mode: number): string[] {
  const secrets = SETTINGS.filter(([name, { isSecret }]) => isSecret === true ? Boolean(values[name]) : Array.isArray(values[name])).map(([name]) => name)
  if (secrets.length === 0 || !isReadableByOthers(mode)) return []
  return [`The config file ${path} has a secret (${secrets.join(', ')}), and users other than its owner can read it; run chmod 600 ${path}.`]
}
