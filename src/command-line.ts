import type { TSchema } from '@sinclair/typebox'
import { Command, Option } from 'commander'
import { ConfigSchema, loadConfig, type Config } from './config.js'
import { VERSION } from './version.js'

export interface Commands {
  readonly serve: (config: Config) => Promise<void>
  readonly healthcheck: (config: Config) => Promise<void>
}

/**
 * The command line: every setting as a flag, `serve` without a command. To be run with `parseAsync`.
 * @throws CommanderError for a wrong flag or command, after naming it; ConfigError for a wrong value
 */
export function createCommandLine (commands: Commands, env: Readonly<Record<string, string | undefined>>): Command {
  const program = new Command('superoffice-mock')
    .description('A local stand-in for the part of the SuperOffice WebAPI around the pictures of products.')
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('Run superoffice-mock --help for all flags and commands.')
    .addHelpText('after', '\nA flag goes before its variable, and that before the default.')
  for (const schema of Object.values<TSchema>(ConfigSchema.properties)) program.addOption(optionOf(schema))

  const config = () => loadConfig({ flags: flagsOf(program), env })
  program.command('serve', { isDefault: true }).description('start the mock (this is what happens without a command)')
    .allowExcessArguments()
    .action((_options, { args: [unknown] }: Command) => {
      // What is no command arrives here, as an argument of the command that needs no name.
      if (unknown !== undefined) program.error(`error: unknown command '${unknown}'; the commands are ${program.commands.map(command => command.name()).join(' and ')}`)
      return commands.serve(config())
    })
  program.command('healthcheck').description('ask the mock that these settings name whether it is ready: exit 0 or 1')
    .action(() => commands.healthcheck(config()))
  return program
}

function optionOf (schema: TSchema): Option {
  const choices: string[] = schema['enum'] ?? []
  const description = [schema.description, choices.length > 0 && `: ${choices.join(', ')}`].filter(Boolean).join('')
  return new Option(`--${schema['flag']} <${schema['type'] === 'integer' ? 'number' : 'value'}>`,
    `${description} (env: ${schema['env']}, default: ${schema.default})`)
}

function flagsOf (program: Command): Record<string, string | undefined> {
  return Object.fromEntries(program.options.map(option =>
    [String(option.long).slice(2), program.getOptionValue(option.attributeName())]))
}
