import { quote } from '../errors/expectation.js'
import { assertObject, objectText, type ObjectArgument } from './arguments.js'
import type { ControlCall } from './control-call.js'
import type { MockControl, ResetOptions } from './handle.js'
import { wrongArgument } from './mock-error.js'
import { callPath, presetPath, rulePath, snapshotPath } from './paths.js'
import type {
  Clock, Fault, JournalEntry, ListedRightsRule, Snapshot, State, TenantCounts, Verification, VerificationResult,
} from './shapes.js'
import { VerificationError } from './verification-error.js'

const argument = (subject: string, example: string, names?: readonly string[]): ObjectArgument =>
  ({ subject, example, error: wrongArgument, ...(names && { names }) })

const STATE = argument('The state', "{ Products: [{ ProductId: 1, Name: 'Enamel mug' }] }")
const FAULT_RULE = argument('The rule', "{ Actions: [{ Action: 'Drop' }] }")
const PRESET_CALLS = argument('The calls of a preset', '{ Times: 2 }, or left out')
const RIGHTS_RULE = argument('The rule', "{ TableRight: { Mask: 'Select' } }")
const VERIFICATION = argument('The verification', "{ Match: { Method: 'PUT' } }")
const QUERY = argument('The query of the journal', "{ Status: '4xx' }, or left out")
const RESET = argument('The options of reset', '{ all: true }, or left out', ['all'] satisfies (keyof ResetOptions)[])

/** What is done to a tenant, by the calls below `/_mock` that do it. */
export function createControl (call: ControlCall): MockControl {
  async function ask<Answer> (method: string, path: string, body?: string): Promise<Answer> {
    const answer = await call(method, path, body)
    return JSON.parse(await answer.text())
  }

  async function tell (method: string, path: string, body?: string): Promise<void> {
    await call(method, path, body)
  }

  const verify = async (verification: Verification) =>
    ask<VerificationResult>('POST', 'journal/verify', objectText(VERIFICATION, verification))

  const setClock = (change: { readonly Now?: string, readonly Frozen?: boolean }) =>
    ask<Clock>('PUT', 'clock', JSON.stringify(change))

  return {
    seed: async state => tell('PUT', 'state', objectText(STATE, state)),
    dump: () => ask<State>('GET', 'state'),
    async reset (options = {}) {
      assertObject(RESET, options)
      await tell('POST', `reset${queryText({ All: options.all })}`)
    },
    clear: () => tell('POST', 'clear'),
    faults: {
      add: async rule => ask<Fault>('POST', 'faults', objectText(FAULT_RULE, rule)),
      addPreset: async (name, calls = {}) =>
        (await ask<{ Faults: Fault[] }>('POST', presetPath(name), objectText(PRESET_CALLS, calls))).Faults,
      list: async () => (await ask<{ Faults: Fault[] }>('GET', 'faults')).Faults,
      remove: async id => tell('DELETE', rulePath('faults', id)),
      clear: () => tell('DELETE', 'faults'),
    },
    rights: {
      add: async rule => ask<ListedRightsRule>('POST', 'rights', objectText(RIGHTS_RULE, rule)),
      list: async () => (await ask<{ Rights: ListedRightsRule[] }>('GET', 'rights')).Rights,
      remove: async id => tell('DELETE', rulePath('rights', id)),
      clear: () => tell('DELETE', 'rights'),
    },
    clock: {
      read: () => ask<Clock>('GET', 'clock'),
      freeze: async at => setClock({ ...(at !== undefined && { Now: instantText(at) }), Frozen: true }),
      set: async at => setClock({ Now: instantText(at) }),
      resume: () => setClock({ Frozen: false }),
      advance: async step => ask<Clock>('POST', 'clock/advance', stepText(step)),
      reset: () => ask<Clock>('POST', 'clock/reset'),
    },
    snapshots: {
      take: async name => ask<Snapshot>('PUT', snapshotPath(name)),
      list: async () => (await ask<{ Snapshots: Snapshot[] }>('GET', 'snapshots')).Snapshots,
      restore: async name => tell('POST', `${snapshotPath(name)}/restore`),
      remove: async name => tell('DELETE', snapshotPath(name)),
    },
    journal: {
      async entries (query = {}) {
        assertObject(QUERY, query)
        return (await ask<{ Entries: JournalEntry[] }>('GET', `journal${queryText(query)}`)).Entries
      },
      find: async id => ask<JournalEntry>('GET', callPath(id)),
      clear: () => tell('DELETE', 'journal'),
      verify,
      async expect (verification) {
        const result = await verify(verification)
        if (!result.Held) throw new VerificationError(result)
        return result
      },
    },
  }
}

/** An instant as the mock reads it; other types than Date may have a text in JSON as well. @throws MockError for what has none */
function instantText (at: unknown): string {
  const text: unknown = Object(at).toJSON?.() ?? at
  if (typeof text === 'string') return text
  throw wrongArgument(`The instant must be a Date or a text such as 2026-01-01T00:00:00Z; ${at instanceof Date ? at : quote(at)} came.`)
}

/** @throws MockError for what is no step */
function stepText (step: unknown): string {
  if (typeof step === 'string') return JSON.stringify({ Duration: step })
  if (Number.isFinite(step)) return JSON.stringify({ Seconds: step })
  throw wrongArgument(`The step must be a number of seconds or a duration of ISO 8601 such as PT1H; ${quote(step)} came.`)
}

/** All tenants of a mock, with how much there is of each. */
export async function listTenants (call: ControlCall): Promise<TenantCounts[]> {
  const { Tenants }: { Tenants: TenantCounts[] } = JSON.parse(await (await call('GET', 'tenants')).text())
  return Tenants
}

/** A query with its question mark, if it says anything; what is undefined is not written. */
export function queryText (query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value))
  return parameters.size > 0 ? `?${parameters}` : ''
}
