import type { TSchema } from '@sinclair/typebox'
import { Command, Option } from 'commander'
import { CONFIG_FILE } from '../config/config-file.js'
import { loadConfig } from '../config/config.js'
import { ConfigSchema } from '../config/config-schema.js'
import { VERSION } from '../config/version.js'
import { assertDefined } from '../errors/assert-defined.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import type { CaOptions } from './ca.js'
import type { Commands } from './commands.js'
import { ENV_FORMATS } from './env-formats.js'
import type { EnvOptions } from './env.js'
import type { HealthcheckOptions } from './healthcheck.js'
import { SETTINGS_HEADING, addHelp, addHelpCommand } from './help.js'
import { addMockCommands, type CommandContext } from './mock-commands.js'
import { refuseArguments } from './unknown-command.js'

/**
 * Creates the command line, with a flag for every setting. Its method `parseAsync` rejects with the error that the command throws. It
 * rejects with a CommanderError after commander has printed an error message, the help or the version.
 */
export function createCommandLine (commands: Commands, env: Readonly<Record<string, string | undefined>>): Command {
  const program = new Command('superoffice-mock')
    .description('A local HTTP server that imitates the SuperOffice WebAPI for pictures of products, persons, projects and contacts')
    .version(VERSION)
    .exitOverride()
  program.addOption(new Option(`--${CONFIG_FILE.flag} <file>`, `${CONFIG_FILE.description} (env: ${CONFIG_FILE.env})`).helpGroup(SETTINGS_HEADING))
  for (const schema of Object.values<TSchema>(ConfigSchema.properties)) program.addOption(createOption(schema))

  const config = () => loadConfig({ flags: readFlags(program), env, warn: console.warn })
  addServerCommands({ program, commands, config })
  addHelpCommand(program)
  addMockCommands({ program, commands, config })
  addHelp(program)
  return program
}

/** Adds `serve`, `healthcheck`, `env` and `ca`, which do not use the control routes of a running mock. */
function addServerCommands ({ program, commands, config }: CommandContext): void {
  program.command('serve', { isDefault: true }).description('start the mock (default)')
    .allowExcessArguments()
    .hook('preAction', command => refuseArguments(program, command))
    .action(() => commands.serve(config()))
  program.command('healthcheck').description('check whether a mock is ready: exit code 0 if it is, else 1')
    .option('--url <url>', 'address of the mock; overrides --host and --port')
    .action((options: HealthcheckOptions) => commands.healthcheck(config(), options))
  program.command('env').description('print the variables and dummy credentials that a client of the mock needs')
    .option('--url <url>', 'address of the mock; overrides --host and --port')
    .option('--tenant <name>', 'tenant whose data the client sees', DEFAULT_TENANT)
    .addOption(new Option('--format <format>', 'format in which the variables are printed').choices(Object.keys(ENV_FORMATS)).default('sh'))
    .addOption(new Option('--json', 'the same as --format json').conflicts('format'))
    .action(({ json, ...options }: EnvOptions & { readonly json?: true }) => commands.env(config(), json ? { ...options, format: 'json' } : options))
  program.command('ca').description('print the authority that clients of a mock with --tls must trust, as PEM')
    .option('--url <url>', 'address of a running mock, whose authority is printed; the default is the authority next to the database')
    .action((options: CaOptions) => commands.ca(config(), options))
}

function createOption (schema: TSchema): Option {
  const choices: string[] = schema['enum'] ?? []
  const facts = [
    choices.length > 0 && `one of ${choices.join(', ')}`,
    schema.default !== '' && `default: ${schema.default}`,
    `env: ${schema['env']}`,
  ].filter(Boolean)
  const description = `${schema.description} (${facts.join('; ')})`
  if (schema['isSwitch'] === true) return new Option(`--${schema['flag']}`, description).preset('on').helpGroup(SETTINGS_HEADING)
  return new Option(`--${schema['flag']} <${schema['type'] === 'integer' ? 'number' : 'value'}>`, description).helpGroup(SETTINGS_HEADING)
}

function readFlags (program: Command): Record<string, string | undefined> {
  return Object.fromEntries(program.options.map(option =>
    [assertDefined(option.long, 'every flag must have a long form').slice(2), program.getOptionValue(option.attributeName())]))
}
