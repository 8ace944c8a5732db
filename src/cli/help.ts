import { Help, type Command, type Option } from 'commander'
import { findExamples } from './examples.js'
import { refuseUnknownCommand } from './unknown-command.js'

export const SETTINGS_HEADING = 'Settings:'

/** The options below the heading `Settings:` in the help of the program. The help of `serve` lists all settings and --config. */
const COMMON_SETTINGS = ['--config', '--port', '--host', '--db', '--seed', '--auth']

const PRECEDENCE = 'A flag takes precedence over its variable, the variable over the config file, and the file over the default.'

/** The last line of a help text, by the full name of the command. The default is COMMAND_NOTE. */
const NOTES: Readonly<Record<string, string>> = {
  'superoffice-mock': 'All settings: superoffice-mock serve --help. One command: superoffice-mock help <command>.',
  'superoffice-mock serve': PRECEDENCE,
}

const COMMAND_NOTE = 'The settings, such as --port and --config, are options as well: see superoffice-mock serve --help.'

/** A command with its full name, which begins with the names of its parent commands: `superoffice-mock faults add`. */
export interface NamedCommand {
  readonly name: string
  readonly command: Command
}

/**
 * Returns a command and its subcommands of all levels, in the order in which they were added. Each command precedes its subcommands.
 * @param parent the full name of the parent command, followed by a space
 */
export function listCommands (command: Command, parent = ''): NamedCommand[] {
  const name = `${parent}${command.name()}`
  return [{ name, command }, ...command.commands.flatMap(subcommand => listCommands(subcommand, `${name} `))]
}

/** Converts a description, which does not end with a period, to a sentence. */
export const toSentence = (description: string): string => `${description.charAt(0).toUpperCase()}${description.slice(1)}.`

/** True if an option is a setting or --config. All commands accept these options. */
export const isSetting = ({ helpGroupHeading }: Option): boolean => helpGroupHeading === SETTINGS_HEADING

/** Configures the help text of each command, and the line that follows an error message. */
export function addHelp (program: Command): void {
  const settings = program.options.filter(isSetting)
  for (const { name, command } of listCommands(program)) {
    command
      .configureHelp({ commandDescription: shown => toSentence(shown.description()), visibleOptions: shown => selectOptions(shown, settings) })
      .addHelpText('after', formatExamples(name))
      .addHelpText('after', `\n${NOTES[name] ?? COMMAND_NOTE}`)
      .showHelpAfterError(`See ${name} --help.`)
  }
}

/** Adds the command `help`. For an unknown command, commander's own `help` would print the help of the program instead of a message. */
export function addHelpCommand (program: Command): void {
  program.helpCommand(false).command('help').description('show the help of a command')
    .argument('[command...]', 'names of the command')
    .action((names: readonly string[]) => findCommand(program, names).help())
}

/**
 * Returns the subcommand of `group` that the names identify, one name for each level. Returns `group` if no names are given.
 * @throws CommanderError, after printing the message, if the command does not exist
 */
function findCommand (group: Command, [name, ...names]: readonly string[]): Command {
  if (name === undefined) return group
  const command = group.commands.find(command => command.name() === name)
  return command === undefined ? refuseUnknownCommand(group, name) : findCommand(command, names)
}

/**
 * Returns the options for the help of a command. The settings are options of the program only. The help of the program lists only those in
 * COMMON_SETTINGS, and the help of `serve` lists all.
 */
function selectOptions (command: Command, settings: readonly Option[]): Option[] {
  const options = Help.prototype.visibleOptions.call(new Help(), command)
  if (command.name() === 'serve') return [...options, ...settings]
  return options.filter(option => !isSetting(option) || COMMON_SETTINGS.includes(String(option.long)))
}

function formatExamples (name: string): string {
  const { endless, secure, lines } = findExamples(name)
  return ['', 'Examples:', ...[...endless, ...secure, ...lines].map(line => `  ${line}`)].join('\n')
}
