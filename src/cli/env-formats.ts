export type Variables = Readonly<Record<string, string>>

/**
 * The parts of an output line: `start` precedes the name of the variable, `assign` is between name and value, and `end` follows the value.
 * `quote` replaces each single quote in the value.
 */
interface LineFormat {
  readonly start: string
  readonly assign: string
  readonly end: string
  readonly quote: string
}

/**
 * Output formats of variables. `json` has no line format, because its output is one object. `dotenv` has no quotes around the value,
 * because `docker run --env-file` would include them in the value.
 */
export const ENV_FORMATS = {
  sh: { start: 'export ', assign: "='", end: "'", quote: "'\\''" },
  dotenv: { start: '', assign: '=', end: '', quote: "'" },
  powershell: { start: '$env:', assign: " = '", end: "'", quote: "''" },
  json: undefined,
} as const satisfies Readonly<Record<string, LineFormat | undefined>>

export type EnvFormat = keyof typeof ENV_FORMATS

/** Formats variables as statements of a shell, as lines of a dotenv file, or as a JSON object. */
export function formatVariables (variables: Variables, format: EnvFormat): string {
  const lines: LineFormat | undefined = ENV_FORMATS[format]
  if (lines === undefined) return JSON.stringify(variables, undefined, 2)
  const { start, assign, end, quote } = lines
  return Object.entries(variables).map(([name, value]) => start + name + assign + value.replaceAll("'", quote) + end).join('\n')
}
