import { rulePath } from '../library/paths.js'
import { readJsonArgument } from './json-argument.js'
import { createNotFoundError, type RunningMock } from './running-mock.js'

/** A subcommand of `faults` or `rights` with its argument. `rule` is JSON, the path of a JSON file, or - for standard input. */
export type RulesTask =
  | { readonly verb: 'list' | 'clear' }
  | { readonly verb: 'add', readonly rule: string }
  | { readonly verb: 'remove', readonly id: string }

interface RuleKind {
  /** The path of the routes below `/_mock`. */
  readonly route: 'faults' | 'rights'
  /** The noun for a rule in messages. */
  readonly noun: string
}

/**
 * Runs a subcommand that `faults` and `rights` have in common. `add` prints the added rules; the other subcommands print all rules that the
 * tenant then has.
 * @throws ConfigError if the rule is not JSON or cannot be read; MockError if the rule to remove does not exist, an argument is invalid, or
 * a request fails
 */
export async function runRulesTask (mock: RunningMock, kind: RuleKind, task: RulesTask): Promise<void> {
  const { send, control, tenant } = mock
  const { route, noun } = kind
  switch (task.verb) {
    case 'add': return addRules(mock, route, await readJsonArgument(task.rule, 'The rule'))
    case 'remove': {
      const path = rulePath(route, task.id)
      await assertExists(mock, kind, task.id)
      await send('DELETE', path)
      break
    }
    case 'clear':
      await control[route].clear()
  }
  mock.showList(await control[route].list(), `Tenant ${tenant} has no ${noun}s.`)
}

/** Adds rules by a POST to a path below `/_mock`, and prints the added rules with their ids. */
export async function addRules ({ send, show }: RunningMock, path: string, json: string): Promise<void> {
  const added = JSON.parse(await (await send('POST', path, json)).text())
  // The response to a single rule is the rule. The response to a preset, or to a list `Rules`, is an object with the list `Faults`.
  show(added.Faults ?? added)
}

/**
 * Throws if the rule does not exist, so that a script with a wrong id fails. The mock responds with 204 even to the removal of a rule that
 * does not exist.
 */
async function assertExists ({ control, tenant }: RunningMock, { route, noun }: RuleKind, id: string): Promise<void> {
  const ids = (await control[route].list()).map(({ Id }) => Id)
  if (!ids.includes(Number(id))) throw createNotFoundError(`Tenant ${tenant} has no ${noun} with the id ${id}`, ids)
}
