import type { Config } from '../config/config.js'
import { runRulesTask, type RulesTask } from './rules.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/**
 * Runs a subcommand of `rights`. `add` prints the added rule; the other subcommands print all rules that the tenant then has.
 * @throws ConfigError if the rule is not JSON or cannot be read; MockError if the rule to remove does not exist, an argument is invalid, or
 * a request fails; also the errors of `connectTenant`
 */
export async function rights (config: Config, options: MockOptions, task: RulesTask): Promise<void> {
  return runRulesTask(connectTenant(config, options), { route: 'rights', noun: 'rights rule' }, task)
}
