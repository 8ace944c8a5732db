import type { TSchema } from '@sinclair/typebox'
import type { Argument, Command, Option } from 'commander'
import { createCommandLine, type Commands } from '../../src/cli/command-line.js'
import { ConfigSchema } from '../../src/config/config-schema.js'
import { SETTING_NOTES } from './setting-notes.js'

const GENERATED = '<!-- Written by `npm run docs:reference`. Change `tools/docs/` or the sources instead. -->'

const SETTINGS_INTRODUCTION = `# Settings

${GENERATED}

A flag takes precedence over its variable, the variable over the [config file](#config-file), and the file over the default. An empty
variable counts as not set. In a program, \`createMockServer\` takes the settings by their names, which are the flags in camelCase, such as
\`writePolicy\`, and \`database\` for \`--db\`. It ignores the environment and has [other defaults](testing.md#start-and-stop) for three settings.

Until version 1.0, variables without the prefix \`SUPEROFFICE_MOCK_\` are read with a warning. \`PORT\` and \`DATABASE\` are read without one
if the long names are not set, and \`HOST\`, which shells set, is ignored. An unknown variable with the prefix is an error.

For an invalid flag, value, config file, seed or users file the process prints the reason and exits with 2. If the database or the address
cannot be used, it exits with 1.

## Config file

\`--config mock.json\` or \`SUPEROFFICE_MOCK_CONFIG\` names a JSON file with settings by the same names as in a program:

\`\`\`json config
{
  "port": 8080,
  "database": "mock.db",
  "seed": { "Products": [{ "ProductId": 1, "Name": "Enamel mug" }] },
  "validation": "strict"
}
\`\`\`

Relative paths in it are resolved against its folder. \`seed\` and \`users\` can be a path or the content itself. If the file has a secret, which
is a \`controlToken\` or an array of \`users\`, only its owner may be able to read it: \`chmod 600 mock.json\`. Windows has no such permissions,
so they are not checked there.

## All settings
`

const COMMANDS_INTRODUCTION = `# Command line

${GENERATED}

In a clone, \`npm start -- --port 8080\` builds and starts the mock with flags. \`npm ci && npm run build && npm install -g .\` installs the command
\`superoffice-mock\`.

Commands exit with 0 on success, with 1 if the mock refuses the request or does not respond, and with 2 for invalid arguments. Those that
control a running mock take its address from \`--url\`, or from \`--host\` and \`--port\` or their variables, and its control token from \`--token\`
or \`SUPEROFFICE_MOCK_CONTROL_TOKEN\`.

\`\`\`sh
superoffice-mock healthcheck                                          # exit 0 if the mock is ready, else 1
superoffice-mock env --tenant Cust1                                   # variables and dummy credentials; eval "$(…)"
superoffice-mock dump state.json --tenant Cust1
superoffice-mock seed state.json --tenant Cust2
superoffice-mock faults add '{"Match":{"Method":"PUT"},"Actions":[{"Action":"Answer","Status":503}],"Times":2}'
superoffice-mock faults preset flaky
superoffice-mock faults list
superoffice-mock faults clear
superoffice-mock journal --method PUT --path '/api/v1/Product/{id}/ImageInfo' --status 4xx
superoffice-mock reset --all
\`\`\`
`

const escapeCell = (text: string) => text.replaceAll('|', '\\|')

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n')

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const noteOf = (name: string, { description }: TSchema): string =>
  Object.entries(SETTING_NOTES).find(([noted]) => noted === name)?.[1] ?? sentence(String(description))

function describeValues ({ enum: values, type, minimum, maximum }: TSchema): string {
  if (values !== undefined) return values.map((value: string) => `\`${value}\``).join(', ')
  return type === 'integer' ? `${minimum} to ${maximum}` : 'a string'
}

/** Returns the text of `docs/settings.md`: all settings with their flags, variables and defaults. */
export function renderSettings (): string {
  const rows = Object.entries<TSchema>(ConfigSchema.properties).map(([name, schema]) => [
    `\`--${schema['flag']}\``, `\`${schema['env']}\``, describeValues(schema), schema.default === '' ? '' : `\`${schema.default}\``, noteOf(name, schema),
  ])
  return `${SETTINGS_INTRODUCTION}\n${table(['flag', 'variable', 'values', 'default', 'what it does'], rows)}\n`
}

/** Returns the text of `docs/cli.md`: all commands with their arguments and options. */
export function renderCommands (): string {
  const flags: readonly string[] = Object.values<TSchema>(ConfigSchema.properties).map(schema => `--${schema['flag']}`)
  const sections = listCommands(createCommandLine(NO_COMMANDS, {})).map(({ name, command }) => renderCommand(name, command, flags))
  return `${COMMANDS_INTRODUCTION}\n${sections.join('\n\n')}\n`
}

/** The command line is only read here, and runs none. */
const NO_COMMANDS: Commands = Object({})

interface NamedCommand {
  readonly name: string
  readonly command: Command
}

const listCommands = (command: Command, parent = ''): NamedCommand[] => {
  const name = `${parent}${command.name()}`
  return [{ name, command }, ...command.commands.flatMap(part => listCommands(part, `${name} `))]
}

function renderCommand (name: string, command: Command, flags: readonly string[]): string {
  const options = command.options.filter(({ long }) => !flags.includes(String(long)))
  const parts = [
    `## ${name}`,
    sentence(command.description().replace(/\.$/, '')),
    `Usage: \`${name}${command.usage() && ` ${command.usage()}`}\``,
    command.registeredArguments.length > 0 && table(['argument', 'what it is'], command.registeredArguments.map(describeArgument)),
    options.length > 0 && table(['option', 'what it does'], options.map(describeOption)),
    command.parent === null && 'It takes all flags of the [settings](settings.md) as well, and so do the commands.',
  ]
  return parts.filter(Boolean).join('\n\n')
}

const describeArgument = (argument: Argument) => [`\`${argument.name()}\``, sentence(argument.description)]

const describeOption = ({ flags, description, defaultValue, argChoices }: Option) => [
  `\`${flags}\``,
  [sentence(description), argChoices && `One of ${argChoices.map(choice => `\`${choice}\``).join(', ')}.`, defaultValue && `Default: \`${defaultValue}\`.`].filter(Boolean).join(' '),
]
