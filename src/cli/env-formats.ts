/** Values of environment variables by name. */
export type Variables = Readonly<Record<string, string>>

const formatLines = (variables: Variables, formatLine: (name: string, value: string) => string) =>
  Object.entries(variables).map(([name, value]) => formatLine(name, value)).join('\n')

/** Output formats of variables. The dotenv format has no quotes, because Docker would read them as part of the value. */
export const ENV_FORMATS = {
  sh: (variables: Variables) => formatLines(variables, (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
  dotenv: (variables: Variables) => formatLines(variables, (name, value) => `${name}=${value}`),
  powershell: (variables: Variables) => formatLines(variables, (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
  json: (variables: Variables) => JSON.stringify(variables, undefined, 2),
}

export type EnvFormat = keyof typeof ENV_FORMATS
