import type { TSchema } from '@sinclair/typebox'
import { Command, Option } from 'commander'
import { ENV_FORMATS } from './env-formats.js'
import type { EnvOptions } from './env.js'
import type { FaultsTask } from './faults.js'
import type { JournalCommandOptions } from './journal.js'
import type { ResetCommandOptions } from './reset.js'
import type { MockOptions } from './running-mock.js'
import { loadConfig, type Config } from '../config/config.js'
import { CONFIG_FILE } from '../config/config-file.js'
import { ConfigSchema } from '../config/config-schema.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import { VERSION } from '../config/version.js'
import { assertDefined } from '../errors/assert-defined.js'

export interface Commands {
  readonly serve: (config: Config) => Promise<void>
  readonly healthcheck: (config: Config) => Promise<void>
  readonly env: (config: Config, options: EnvOptions) => Promise<void>
  readonly seed: (config: Config, options: MockOptions, file: string) => Promise<void>
  readonly dump: (config: Config, options: MockOptions, file: string | undefined) => Promise<void>
  readonly reset: (config: Config, options: ResetCommandOptions) => Promise<void>
  readonly faults: (config: Config, options: MockOptions, task: FaultsTask) => Promise<void>
  readonly journal: (config: Config, options: JournalCommandOptions) => Promise<void>
}

/**
 * Creates the command line, with a flag for every setting and `serve` as the default command. Run it with `parseAsync`, which
 * rejects with a CommanderError for an unknown flag or command, after printing it, and with a ConfigError for an invalid value.
 */
export function createCommandLine (commands: Commands, env: Readonly<Record<string, string | undefined>>): Command {
  const program = new Command('superoffice-mock')
    .description('A local stand-in for the part of the SuperOffice WebAPI around the pictures of products, persons, projects and contacts.')
    .version(VERSION)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('Run superoffice-mock --help for all flags and commands.')
    .addHelpText('after', '\nA flag takes precedence over its variable, the variable over the config file, and the file over the default.')
    .option(`--${CONFIG_FILE.flag} <file>`, `${CONFIG_FILE.description} (env: ${CONFIG_FILE.env})`)
  for (const schema of Object.values<TSchema>(ConfigSchema.properties)) program.addOption(createOption(schema))

  const config = () => loadConfig({ flags: readFlags(program), env, warn: console.warn })
  program.command('serve', { isDefault: true }).description('start the mock (this is what happens without a command)')
    .allowExcessArguments()
    .action((_options, { args: [unknown] }: Command) => {
      // Commander passes an unknown command as an argument of the default command.
      if (unknown !== undefined) program.error(`error: unknown command '${unknown}'; the commands are ${program.commands.map(command => command.name()).join(', ')}`)
      return commands.serve(config())
    })
  program.command('healthcheck').description('ask the mock that these settings name whether it is ready: exit 0 or 1')
    .action(() => commands.healthcheck(config()))
  program.command('env').description('print the variables and dummy credentials that a client of the mock needs')
    .option('--url <url>', 'address of the mock, in place of what --host and --port say')
    .option('--tenant <name>', 'whose data the client sees', DEFAULT_TENANT)
    .addOption(new Option('--format <format>', 'how the variables are written').choices(Object.keys(ENV_FORMATS)).default('sh'))
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .action((options: EnvOptions) => commands.env(config(), options))

  toMock(program.command('seed')).description('load a file, a dump or a seed, in the place of all data of a tenant')
    .argument('<file>', 'the JSON file')
    .action((file: string, options: MockOptions) => commands.seed(config(), options, file))
  toMock(program.command('dump')).description('write all data of a tenant, as a file that seed takes')
    .argument('[file]', 'where to; standard output without it')
    .action((file: string | undefined, options: MockOptions) => commands.dump(config(), options, file))
  toMock(program.command('reset')).description('give a tenant the data of the seed again')
    .option('--all', 'remove its faults, rules on rights and journal as well, and let its clock be that of the machine again')
    .action((options: ResetCommandOptions) => commands.reset(config(), options))

  const faults = program.command('faults').description('list, add and remove rules by which calls of a tenant fail')
  toMock(faults.command('list', { isDefault: true })).description('list the rules (this is what happens without a word)')
    .action((options: MockOptions) => commands.faults(config(), options, { verb: 'list' }))
  toMock(faults.command('add')).description('add a rule')
    .argument('<rule>', 'the rule as JSON, or a file that has it')
    .action((rule: string, options: MockOptions) => commands.faults(config(), options, { verb: 'add', rule }))
  toMock(faults.command('preset')).description('add the rules of a preset')
    .argument('<name>', 'its name, such as flaky; a wrong one is answered with all that there are')
    .action((name: string, options: MockOptions) => commands.faults(config(), options, { verb: 'preset', name }))
  toMock(faults.command('remove')).description('remove a rule')
    .argument('<id>', 'its Id')
    .action((id: string, options: MockOptions) => commands.faults(config(), options, { verb: 'remove', id }))
  toMock(faults.command('clear')).description('remove all rules')
    .action((options: MockOptions) => commands.faults(config(), options, { verb: 'clear' }))

  toMock(program.command('journal')).description('list the newest calls of a tenant with their answers')
    .option('--follow', 'write those that come from now on in their place, each in a line, until interrupted')
    .option('--method <method>', 'only calls with this method')
    .option('--path <path>', 'only calls of this path, where {…} stands for any segment, and * at the end for any rest')
    .option('--status <status>', 'only calls that were answered so, such as 404 or 4xx')
    .action((options: JournalCommandOptions) => commands.journal(config(), options))
  return program
}

/** Adds the options of commands that act on a tenant of a running mock. */
const toMock = (command: Command): Command => command
  .option('--url <url>', 'address of the mock, in place of what --host and --port say')
  .option('--tenant <name>', 'whose data it is about', DEFAULT_TENANT)
  .option('--token <token>', 'the control token of the mock, in place of what --control-token says')
  .option('--json', 'write JSON in place of a table')

function createOption (schema: TSchema): Option {
  const choices: string[] = schema['enum'] ?? []
  const description = [schema.description, choices.length > 0 && `: ${choices.join(', ')}`].filter(Boolean).join('')
  return new Option(`--${schema['flag']} <${schema['type'] === 'integer' ? 'number' : 'value'}>`,
    `${description} (env: ${schema['env']}, default: ${schema.default})`)
}

function readFlags (program: Command): Record<string, string | undefined> {
  return Object.fromEntries(program.options.map(option =>
    [assertDefined(option.long, 'every flag must have a long form').slice(2), program.getOptionValue(option.attributeName())]))
}
