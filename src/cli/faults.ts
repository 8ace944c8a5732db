import { readFile } from 'node:fs/promises'
import { ConfigError, type Config } from '../config/config.js'
import { presetPath, rulePath } from '../library/paths.js'
import { connectTenant, type MockOptions } from './running-mock.js'

/** A subcommand of `faults` with its argument. `rule` is JSON or the path of a JSON file. */
export type FaultsTask =
  | { readonly verb: 'list' | 'clear' }
  | { readonly verb: 'add', readonly rule: string }
  | { readonly verb: 'preset', readonly name: string }
  | { readonly verb: 'remove', readonly id: string }

/**
 * Runs a subcommand of `faults`. Prints the added rules, or all remaining rules for the other subcommands.
 * @throws ConfigError if the rule is not JSON; MockError if the mock refuses the request
 */
export async function faults (config: Config, options: MockOptions, task: FaultsTask): Promise<void> {
  const { call, control, show } = connectTenant(config, options)
  async function add (path: string, body: string): Promise<void> {
    // A preset is answered with a list of rules, a single rule without one.
    const answer = JSON.parse(await (await call('POST', path, body)).text())
    show(answer.Faults ?? answer)
  }

  switch (task.verb) {
    case 'add': return add('faults', await readRule(task.rule))
    case 'preset': return add(presetPath(task.name), '{}')
    case 'remove':
      await call('DELETE', rulePath('faults', task.id))
      break
    case 'clear':
      await control.faults.clear()
  }
  show(await control.faults.list())
}

async function readRule (given: string): Promise<string> {
  try {
    return JSON.stringify(JSON.parse(given.trimStart().startsWith('{') ? given : await readFile(given, 'utf8')))
  } catch (cause) {
    throw new ConfigError(`The rule must be JSON, or a file that has it (${cause}).`)
  }
}
