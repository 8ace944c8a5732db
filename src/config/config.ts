import type { Static, TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { closest } from 'fastest-levenshtein'
import { expectation, nameKind, quote } from '../errors/expectation.js'
import { CONFIG_FILE, readConfigFile } from './config-file.js'
import { ConfigSchema, ENV_PREFIX } from './config-schema.js'
import { WrongUseError } from './start-error.js'

export type Config = Readonly<Static<typeof ConfigSchema>>

/** Thrown for invalid settings, and for invalid arguments and files of a command. */
export class ConfigError extends WrongUseError {}

type Strings = Readonly<Record<string, string | undefined>>

/** Unvalidated values: settings by name, flags by name such as `log-level`, and environment variables by name. */
interface ConfigSources {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly flags?: Strings
  readonly env?: Strings
  /**
   * Called with a warning for each set variable without ENV_PREFIX that is deprecated or ignored, unless a source with higher precedence
   * sets the setting.
   */
  readonly warn?: (sentence: string) => void
}

type Sourced = readonly [source: string, given: unknown]

/**
 * Returns the validated settings. The sources in order of precedence are: `settings`, flags, environment variables, the config file that a
 * flag or a variable names, and the defaults. An empty variable counts as missing, because compose files set unset variables to an empty
 * value.
 * @throws ConfigError if a value that would be used is invalid, if a setting or a variable with ENV_PREFIX is unknown, or if other users
 * can read a config file with secrets. The message describes all of these problems. WrongUseError if `readConfigFile` throws it
 */
export function loadConfig ({ settings = {}, flags = {}, env = {}, warn = () => {} }: ConfigSources = {}): Config {
  const file = readConfigFile(flags[CONFIG_FILE.flag] ?? (env[CONFIG_FILE.env] || undefined))
  const config: Record<string, unknown> = {}
  const problems: string[] = [...file.problems]
  for (const [name, schema] of Object.entries<TSchema>(ConfigSchema.properties)) {
    const sources: readonly Sourced[] = [
      [name, settings[name]], [`--${schema['flag']}`, flags[schema['flag']]], [schema['env'], env[schema['env']] || undefined],
    ]
    const [source, given] = sources.find(([, given]) => given !== undefined) ?? readBareName(schema, env, warn) ?? [`${name} in ${file.path}`, file.values[name]]
    config[name] = given === undefined ? schema.default : convert(schema, given)
    if (!Value.Check(schema, config[name])) problems.push(`${source} must be ${expectation(schema)}; got ${schema['isSecret'] === true ? nameKind(given, schema) : quote(given)}.`)
  }
  const known = Object.keys(ConfigSchema.properties)
  const unknown = Object.keys(settings).filter(name => !known.includes(name))
  if (unknown.length > 0) problems.push(`Unknown setting ${unknown.map(quote).join(', ')}. Supported: ${known.join(', ')}.`)
  problems.push(...describeUnknownVariables(env))
  if (problems.length > 0 || !Value.Check(ConfigSchema, config)) throw new ConfigError(problems.join('\n'))
  return config
}

/**
 * Reads the environment variable of a setting by its name without ENV_PREFIX: PORT instead of SUPEROFFICE_MOCK_PORT. Returns this name and
 * the value. Undefined if the variable is missing, empty or ignored.
 */
function readBareName ({ env: name, flag, bareName, bare }: TSchema, env: Strings, warn: (sentence: string) => void): Sourced | undefined {
  const given = bare === 'none' ? undefined : env[bareName] || undefined
  if (given === undefined) return undefined
  if (bare === 'ignored') {
    warn(`The variable ${bareName} is ignored, because shells set it; set ${name} or --${flag} instead.`)
    return undefined
  }
  if (bare === 'deprecated') warn(`The variable ${bareName} is read only until version 1.0; set ${name} instead.`)
  return [bareName, given]
}

function describeUnknownVariables (env: Strings): string[] {
  const known: string[] = [CONFIG_FILE.env, ...Object.values<TSchema>(ConfigSchema.properties).map(schema => schema['env'])]
  return Object.keys(env).filter(name => name.startsWith(ENV_PREFIX) && env[name] !== '' && !known.includes(name))
    .map(name => `Unknown variable ${quote(name)}; did you mean ${closest(name, known)}?`)
}

/**
 * For an integer setting, converts a string of digits to a number. For an enum, converts a number to a string, such as 401 to `'401'`.
 * Returns other values unchanged.
 */
function convert (schema: TSchema, given: unknown): unknown {
  if (schema['type'] === 'integer' && typeof given === 'string' && /^\d+$/.test(given)) return Number(given)
  return schema['enum'] !== undefined && typeof given === 'number' ? String(given) : given
}
