import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Config } from '../config/config.js'
import { DEFAULT_TENANT } from '../http/tenant.js'
import type { PresetName } from '../library/shapes.js'
import type { Commands } from './commands.js'
import type { DiffOptions } from './diff/diff.js'
import type { JournalCommandOptions } from './journal.js'
import type { ResetCommandOptions } from './reset.js'
import type { RulesTask } from './rules.js'
import type { MockOptions } from './running-mock.js'
import { refuseArguments } from './unknown-command.js'

export interface CommandContext {
  readonly program: Command
  readonly commands: Commands
  readonly config: () => Config
}

const JSON_SOURCES = 'JSON, the path of a JSON file, or - for standard input'

/**
 * The names of the presets. They are the keys of a record, so that the compiler reports a missing name. The list in control/faults is not
 * imported, because every command would then load modules of the control routes.
 */
const PRESETS: Readonly<Record<PresetName, true>> = {
  'rate-limit': true, maintenance: true, 'expired-token': true, 'wrong-subdomain': true, slow: true, flaky: true,
}

/** Default of --authorization: user and password `mock`, as printed by the command `env`. A mock with the default settings accepts them. */
const DUMMY_CREDENTIAL = 'Basic bW9jazptb2Nr'

const CA_OPTION = ['--ca <file>', 'PEM file of the certificate authority to trust with https; for a mock on this machine, the default is the file that the mock stores next to its database'] as const

/** Adds the commands that send requests to the control routes of a running mock, and `diff`, which sends it requests of the API. */
export function addMockCommands (context: CommandContext): void {
  context.program.commandsGroup('Commands that control a running mock:')
  addData(context)
  addSnapshots(context)
  addTenants(context)
  addClock(context)
  addFaults(context)
  addRights(context)
  addJournal(context)
  addDiff(context)
}

/**
 * Adds the options that most commands on a running mock have, except --tenant. Must be called after the other options of the command are
 * added, because help texts list options in the order in which they were added.
 */
const addMockOptions = (command: Command): Command => command
  .option('--url <url>', 'address of the mock; overrides --host and --port')
  .option('--token <token>', 'control token of the mock; overrides --control-token')
  .option(...CA_OPTION)
  .option('--json', 'print JSON instead of a table')

/** Adds --tenant and the options of `addMockOptions`. */
export const addTenantOptions = (command: Command): Command => addMockOptions(command.option('--tenant <name>', 'tenant that the command reads or changes', DEFAULT_TENANT))

/** Adds the subcommand that also runs if the group is called without a subcommand. */
const addDefault = (group: Command, name: string, description: string): Command => group.command(name, { isDefault: true })
  .description(`${description} (default)`)
  .allowExcessArguments()
  .hook('preAction', command => refuseArguments(group, command))

function addData ({ program, commands, config }: CommandContext): void {
  addTenantOptions(program.command('seed').description('replace all data of a tenant by a seed or a dump')
    .argument('<file>', 'JSON file, or - for standard input'))
    .action((file: string, options: MockOptions) => commands.seed(config(), options, file))
  addTenantOptions(program.command('dump').description('write all data of a tenant as a seed')
    .argument('[file]', 'file to write; standard output if left out'))
    .action((file: string | undefined, options: MockOptions) => commands.dump(config(), options, file))
  addTenantOptions(program.command('reset').description('replace the data of a tenant by the seed; snapshots are kept')
    .option('--all', 'also remove its faults, rights rules and journal, and reset its clock'))
    .action((options: ResetCommandOptions) => commands.reset(config(), options))
}

function addSnapshots ({ program, commands, config }: CommandContext): void {
  const group = program.command('snapshots').helpCommand(false).description('take, restore and remove named copies of the data of a tenant')
  addTenantOptions(addDefault(group, 'list', 'list the snapshots'))
    .action((options: MockOptions) => commands.snapshots(config(), options, { verb: 'list' }))
  const verbs = [
    ['take', 'copy all data of the tenant; a snapshot with the same name is replaced'],
    ['restore', 'replace all data of the tenant by a snapshot, which is kept'],
    ['remove', 'remove a snapshot'],
  ] as const
  for (const [verb, description] of verbs) {
    addTenantOptions(group.command(verb).description(description)
      .argument('<name>', 'name of the snapshot: 1 to 64 letters, digits, "-" or "_"'))
      .action((name: string, options: MockOptions) => commands.snapshots(config(), options, { verb, name }))
  }
}

function addTenants ({ program, commands, config }: CommandContext): void {
  const group = program.command('tenants').helpCommand(false).description('list and remove tenants')
  addMockOptions(addDefault(group, 'list', 'list the tenants with the number of products, blobs and callers'))
    .action((options: Omit<MockOptions, 'tenant'>) => commands.tenants(config(), options, { verb: 'list' }))
  addMockOptions(group.command('remove').description('remove a tenant with its data, snapshots, clock, rules and journal')
    .argument('<name>', 'name of the tenant; the next request to it creates it again from the seed'))
    .action((name: string, options: Omit<MockOptions, 'tenant'>) => commands.tenants(config(), options, { verb: 'remove', name }))
}

function addClock ({ program, commands, config }: CommandContext): void {
  const group = program.command('clock').helpCommand(false).description('read, set, freeze, advance and reset the clock of a tenant')
  const at = 'date and time such as 2026-01-01T00:00:00Z; without a zone it is UTC'
  addTenantOptions(addDefault(group, 'read', 'print the time of the clock, and whether it is frozen'))
    .action((options: MockOptions) => commands.clock(config(), options, { verb: 'read' }))
  addTenantOptions(group.command('set').description('set the clock; a frozen clock stays frozen')
    .argument('<time>', at))
    .action((time: string, options: MockOptions) => commands.clock(config(), options, { verb: 'set', at: time }))
  addTenantOptions(group.command('freeze').description('stop the clock')
    .argument('[time]', `${at}; the current time of the clock if left out`))
    .action((time: string | undefined, options: MockOptions) => commands.clock(config(), options, { verb: 'freeze', at: time }))
  addTenantOptions(group.command('resume').description('let a frozen clock run again from the time at which it is frozen'))
    .action((options: MockOptions) => commands.clock(config(), options, { verb: 'resume' }))
  // Unknown options are allowed, because commander would refuse a negative duration, such as -PT30S, as an unknown option.
  addTenantOptions(group.command('advance').description('advance the clock, whether it is frozen or running').allowUnknownOption()
    .argument('<step>', 'seconds, or an ISO 8601 duration such as PT1H; negative values set the clock back'))
    .action((step: string, options: MockOptions) => commands.clock(config(), options, { verb: 'advance', step }))
  addTenantOptions(group.command('reset').description('set the clock to that of the machine'))
    .action((options: MockOptions) => commands.clock(config(), options, { verb: 'reset' }))
}

function addFaults ({ program, commands, config }: CommandContext): void {
  const group = program.command('faults').helpCommand(false).description('list, add and remove rules that make requests fail or delay them')
  addRuleCommands(group, 'fault rule', (options, task) => commands.faults(config(), options, task))
  addTenantOptions(group.command('preset').description('add the fault rules of a preset')
    .argument('<name>', `one of ${Object.keys(PRESETS).join(', ')}`)
    .argument('[body]', `object with Match, Times and TimeToLiveSeconds for the rules: ${JSON_SOURCES}`))
    .action((name: string, body: string | undefined, options: MockOptions) => commands.faults(config(), options, { verb: 'preset', name, body }))
}

function addRights ({ program, commands, config }: CommandContext): void {
  const group = program.command('rights').helpCommand(false).description('list, add and remove rules that change the rights of callers')
  addRuleCommands(group, 'rights rule', (options, task) => commands.rights(config(), options, task))
}

function addRuleCommands (group: Command, noun: string, run: (options: MockOptions, task: RulesTask) => Promise<void>): void {
  addTenantOptions(addDefault(group, 'list', `list the ${noun}s`)).action((options: MockOptions) => run(options, { verb: 'list' }))
  addTenantOptions(group.command('add').description(`add a ${noun}`).argument('<rule>', `rule: ${JSON_SOURCES}`))
    .action((rule: string, options: MockOptions) => run(options, { verb: 'add', rule }))
  addTenantOptions(group.command('remove').description(`remove a ${noun}`).argument('<id>', 'Id of the rule'))
    .action((id: string, options: MockOptions) => run(options, { verb: 'remove', id }))
  addTenantOptions(group.command('clear').description(`remove all ${noun}s`)).action((options: MockOptions) => run(options, { verb: 'clear' }))
}

function addJournal ({ program, commands, config }: CommandContext): void {
  addTenantOptions(program.command('journal').description('list the newest requests of a tenant with their responses')
    .option('--method <method>', 'only requests with this method')
    .option('--path <path>', 'only requests with this path; {…} matches one segment, and * at the end matches all that follows')
    .option('--status <status>', 'only responses with this status, such as 404 or 4xx')
    .option('--unmatched', 'only requests that match no route or were refused with status 400, 406, 413 or 415')
    .option('--since <since>', 'only requests after the one with this Id, or at or after this date and time')
    .addOption(new Option('--limit <number>', 'maximum number of requests, from 1 to 1000; the default is 100').argParser(parseInteger))
    .addOption(new Option('--format <format>', 'format of the output: a table, or an HTTP archive (har), which browsers and proxies read').choices(['table', 'har']).default('table'))
    .addOption(new Option('--follow', 'print new requests as they are recorded, each on one line, until interrupted').conflicts(['limit', 'format'])))
    .action((options: JournalCommandOptions) => commands.journal(config(), options))
  addTenantOptions(program.command('verify').description('verify that a mock received requests: exit code 0 if it did, 1 if not or if it cannot be decided')
    .argument('<verification>', `object with Match and Times, or with Sequence, and optionally with Since and WaitForMilliseconds: ${JSON_SOURCES}`))
    .action((verification: string, options: MockOptions) => commands.verify(config(), options, verification))
}

function addDiff ({ program, commands, config }: CommandContext): void {
  program.command('diff').description('send the requests of an HTTP archive to a mock, and print the properties in which its responses differ from the recorded responses: exit code 1 if any response differs')
    .argument('<archive>', 'HAR file that was recorded with another service')
    .option('--rules <file>', 'JSON file with rules for the properties whose values may differ')
    .option('--authorization <credential>', 'credential to send instead of the recorded one', DUMMY_CREDENTIAL)
    .option('--tenant <name>', 'tenant that receives the requests', DEFAULT_TENANT)
    .option('--url <url>', 'address of the mock; overrides --host and --port')
    .option(...CA_OPTION)
    .option('--json', 'print JSON instead of a table')
    .action((archive: string, options: DiffOptions) => commands.diff(config(), options, archive))
}

function parseInteger (given: string): number {
  if (/^\d+$/.test(given)) return Number(given)
  throw new InvalidArgumentError('It must be an integer.')
}
