import type { Config } from '../config/config.js'
import { presetPath } from '../library/paths.js'
import { readJsonArgument } from './json-argument.js'
import { addRules, runRulesTask, type RulesTask } from './rules.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/**
 * A subcommand of `faults` with its arguments. `body` contains conditions and limits, which are added to the rules of the preset or replace
 * conditions and limits of the same name. `body` is JSON, the path of a JSON file, or - for standard input.
 */
export type FaultsTask = RulesTask | { readonly verb: 'preset', readonly name: string, readonly body?: string | undefined }

/**
 * Runs a subcommand of `faults`. `add` and `preset` print the added rules; the other subcommands print all rules that the tenant then has.
 * @throws ConfigError if a rule or `body` is not JSON or cannot be read; MockError if the rule to remove does not exist, an argument is
 * invalid, or a request fails; also the errors of `connectTenant`
 */
export async function faults (config: Config, options: MockOptions, task: FaultsTask): Promise<void> {
  const mock = connectTenant(config, options)
  if (task.verb !== 'preset') return runRulesTask(mock, { route: 'faults', noun: 'fault rule' }, task)
  await addRules(mock, presetPath(task.name), await readJsonArgument(task.body ?? '{}', 'The body of the preset'))
}
