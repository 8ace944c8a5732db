/** Values of variables by their names. */
export type Variables = Readonly<Record<string, string>>

const lines = (variables: Variables, lineOf: (name: string, value: string) => string) =>
  Object.entries(variables).map(([name, value]) => lineOf(name, value)).join('\n')

/** Ways to write variables. The files of dotenv have no quotes, which docker would take for a part of the value. */
export const ENV_FORMATS = {
  sh: (variables: Variables) => lines(variables, (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`),
  dotenv: (variables: Variables) => lines(variables, (name, value) => `${name}=${value}`),
  powershell: (variables: Variables) => lines(variables, (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`),
  json: (variables: Variables) => JSON.stringify(variables, undefined, 2),
}

export type EnvFormat = keyof typeof ENV_FORMATS
