import type { Config } from '../config/config.js'
import type { Clock } from '../library/shapes.js'
import { connectTenant, type MockOptions, type RunningMock } from './running-mock.js'

/** A subcommand of `clock` with its argument, if any. `at` is a date and time; `step` is a number of seconds or an ISO 8601 duration. */
export type ClockTask =
  | { readonly verb: 'read' | 'resume' | 'reset' }
  | { readonly verb: 'set', readonly at: string }
  | { readonly verb: 'freeze', readonly at?: string | undefined }
  | { readonly verb: 'advance', readonly step: string }

/**
 * Runs a subcommand of `clock`, and prints the resulting state of the tenant's clock.
 * @throws MockError if the argument is invalid or the request to the mock fails; also the errors of `connectTenant`
 */
export async function clock (config: Config, options: MockOptions, task: ClockTask): Promise<void> {
  const mock = connectTenant(config, options)
  mock.show(await runTask(mock, task))
}

async function runTask ({ control: { clock } }: RunningMock, task: ClockTask): Promise<Clock> {
  switch (task.verb) {
    case 'set': return clock.set(task.at)
    case 'freeze': return clock.freeze(task.at)
    case 'advance': return clock.advance(parseStep(task.step))
    default: return clock[task.verb]()
  }
}

/** Parses a number of seconds. Returns any other string unchanged, because it can be an ISO 8601 duration. */
function parseStep (step: string): number | string {
  const seconds = Number(step)
  return step.trim() === '' || Number.isNaN(seconds) ? step : seconds
}
