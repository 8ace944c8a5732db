import type { Config } from '../config/config.js'
import { presetPath } from '../library/paths.js'
import { readJsonArgument } from './json-argument.js'
import { addRules, runRulesTask, type RulesTask } from './rules.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/**
 * A subcommand of `faults` with its arguments. `body` is JSON, a path or - like `rule`, and has the conditions and limits for the rules of
 * a preset.
 */
export type FaultsTask = RulesTask | { readonly verb: 'preset', readonly name: string, readonly body?: string | undefined }

/**
 * Runs a subcommand of `faults`. Prints the added rules, or all remaining rules for the other subcommands.
 * @throws ConfigError if an argument is not JSON; MockError if the rule to remove does not exist or the mock refuses the request
 */
export async function faults (config: Config, options: MockOptions, task: FaultsTask): Promise<void> {
  const mock = connectTenant(config, options)
  if (task.verb !== 'preset') return runRulesTask(mock, { route: 'faults', noun: 'fault rule' }, task)
  await addRules(mock, presetPath(task.name), await readJsonArgument(task.body ?? '{}', 'The body of the preset'))
}
