import type { TSchema } from '@sinclair/typebox'
import { Command, type Argument, type Option } from 'commander'
import { createCommandLine } from '../../src/cli/command-line.js'
import type { Commands } from '../../src/cli/commands.js'
import { findExamples } from '../../src/cli/examples.js'
import { listCommands, toSentence, type NamedCommand } from '../../src/cli/help.js'
import { addTenantOptions } from '../../src/cli/mock-commands.js'
import { ConfigSchema } from '../../src/config/config-schema.js'
import { SETTING_NOTES } from './setting-notes.js'

const GENERATED = '<!-- Written by `npm run docs:reference`. Change `tools/docs/` or the sources instead. -->'

const SETTINGS_INTRODUCTION = `# Settings

${GENERATED}

A flag takes precedence over its variable, the variable over the [config file](#config-file), and the file over the default. An empty
variable counts as not set. In a program, \`createMockServer\` takes the settings by their names, which are the flags in camelCase, such as
\`writePolicy\`, and \`database\` for \`--db\`. It ignores the environment and has [other defaults](testing.md#start-and-stop) for three settings.

\`PORT\` and \`DATABASE\` are read as well if the variables with the prefix \`SUPEROFFICE_MOCK_\` are not set. Most other variables without the prefix
are read until version 1.0, with a warning that names the variable to set. \`HOST\` is ignored, because shells set it. An unknown variable with the
prefix is an error.

For an invalid flag, value, config file, seed or users file the process prints the reason and exits with 2. If the database, the
address, or a certificate or key for HTTPS cannot be used, it exits with 1.

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
\`superoffice-mock\`. Commands exit with:

| code | meaning |
| --- | --- |
| 0 | success; a \`verify\` that holds |
| 1 | the mock refuses the request, does not respond or is not ready; what should be removed or restored does not exist; \`serve\` cannot use the database, the address or a certificate; a \`verify\` that does not hold or cannot be decided; a \`diff\` with a difference |
| 2 | an invalid option, argument, setting or file |

All [settings](settings.md) are options of every command. Commands that control a running mock find it by \`--host\` and \`--port\`, by their
variables, or by the config file. They also have these options, except that \`tenants\` has no \`--tenant\`:`

const FILES = `Arguments that are JSON can be the JSON itself, the path of a JSON file, or \`-\` for standard input. Shells of Windows change the quotes
in an argument, so use a file there. [control.md](control.md) explains rules, presets and verifications. The examples below use these files:

\`\`\`sh
echo '{ "Products": [{ "ProductId": 1, "Name": "Enamel mug" }] }' > seed.json
echo '{ "Match": { "EveryCall": 3 }, "Actions": [{ "Action": "Drop" }] }' > rule.json
echo '{ "Rules": [{ "Property": "**.UpdatedDate", "As": "date" }] }' > rules.json
echo '{ "log": { "entries": [{ "request": { "method": "GET", "url": "https://online.superoffice.com/Cust9/api/v1/Product/1001", "headers": [] },
  "response": { "status": 200, "headers": [{ "name": "Content-Type", "value": "application/json" }], "content": {} } }] } }' > recorded.har
echo '{ "Match": { "Status": "5xx" }, "Times": { "Exactly": 0 } }' > expected.json
\`\`\`

## Commands

\`(default)\` marks what runs without a command or a subcommand.`

const escapeCell = (text: string) => text.replaceAll('|', '\\|')

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n')

const writeNote = (name: string, { description }: TSchema): string =>
  Object.entries(SETTING_NOTES).find(([noted]) => noted === name)?.[1] ?? toSentence(String(description))

function describeValues ({ enum: values, type, minimum, maximum }: TSchema): string {
  if (values !== undefined) return values.map((value: string) => `\`${value}\``).join(', ')
  return type === 'integer' ? `${minimum} to ${maximum}` : 'a string'
}

/** Returns the text of `docs/settings.md`. */
export function renderSettings (): string {
  const rows = Object.entries<TSchema>(ConfigSchema.properties).map(([name, schema]) => [
    `\`--${schema['flag']}\``, `\`${schema['env']}\``, describeValues(schema), schema.default === '' ? '' : `\`${schema.default}\``, writeNote(name, schema),
  ])
  return `${SETTINGS_INTRODUCTION}\n${table(['flag', 'variable', 'values', 'default', 'what it does'], rows)}\n`
}

/** Implementations of the commands. They can be missing, because the command line is only read and never run. */
const NO_COMMANDS: Commands = Object({})

/** `docs/cli.md` lists these options once for all commands that send requests to control routes. */
const COMMON_OPTIONS: readonly Option[] = addTenantOptions(new Command()).options

/** True if a command sends requests to the control routes of a running mock. */
const controlsMock = ({ options }: Command) => options.some(({ long }) => long === '--token')

/** Returns the text of `docs/cli.md`. */
export function renderCommands (): string {
  const commands = listCommands(createCommandLine(NO_COMMANDS, {})).filter(({ command }) => command.commands.length === 0)
  const overview = commands.map(({ name, command }) => [`[\`${name.replace('superoffice-mock ', '')}\`](#${name.replaceAll(' ', '-')})`, toSentence(command.description())])
  const parts = [
    COMMANDS_INTRODUCTION,
    table(['option', 'what it does'], COMMON_OPTIONS.map(describeOption)),
    FILES,
    table(['command', 'what it does'], overview),
    ...commands.map(renderCommand),
  ]
  return `${parts.join('\n\n')}\n`
}

function renderCommand ({ name, command }: NamedCommand): string {
  const common = controlsMock(command) ? COMMON_OPTIONS.map(({ long }) => long) : []
  const options = command.options.filter(({ long }) => !common.includes(long))
  const parts = [
    `### ${name}`,
    toSentence(command.description()),
    `Usage: \`${name} ${command.usage()}\``,
    command.registeredArguments.length > 0 && table(['argument', 'what it is'], command.registeredArguments.map(describeArgument)),
    options.length > 0 && table(['option', 'what it does'], options.map(describeOption)),
    ...renderExamples(name),
  ]
  return parts.filter(Boolean).join('\n\n')
}

function renderExamples (name: string): string[] {
  const { lines, endless, secure } = findExamples(name)
  const block = (note: string, examples: readonly string[]) => examples.length > 0 ? [`\`\`\`sh${note}\n${examples.join('\n')}\n\`\`\``] : []
  return [
    ...block(' not run: runs until it is interrupted', endless),
    ...block(' not run: needs a mock with --tls', secure),
    ...block('', lines),
  ]
}

const describeArgument = (argument: Argument) => [`\`${argument.name()}\``, toSentence(argument.description)]

const describeOption = ({ flags, description, defaultValue, argChoices }: Option) => [
  `\`${flags}\``,
  [toSentence(description), argChoices && `One of ${argChoices.map(choice => `\`${choice}\``).join(', ')}.`, defaultValue && `Default: \`${defaultValue}\`.`].filter(Boolean).join(' '),
]
