import { readFile } from 'node:fs/promises'
import { ConfigError, type Config } from '../config/config.js'
import { presetPath, rulePath } from '../library/paths.js'
import { runningMock, type MockOptions } from './running-mock.js'

/** What is to be done with the rules; what is to be added is JSON, or the path of a file that has it. */
export type FaultsTask =
  | { readonly verb: 'list' | 'clear' }
  | { readonly verb: 'add', readonly rule: string }
  | { readonly verb: 'preset', readonly name: string }
  | { readonly verb: 'remove', readonly id: string }

/**
 * Lists, adds and removes rules by which calls fail; prints what was added, or the rules that there are then.
 * @throws ConfigError for what is no JSON; MockError
 */
export async function faults (config: Config, options: MockOptions, task: FaultsTask): Promise<void> {
  const { call, control, show } = runningMock(config, options)
  /** What was added is a rule, or several. */
  async function add (path: string, body: string): Promise<void> {
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
