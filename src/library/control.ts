import { quote } from '../errors/expectation.js'
import { assertObject, stringifyObject, type ObjectArgument } from './arguments.js'
import type { SendToControl } from './control-client.js'
import type { MockControl, ResetOptions, UnmatchedOptions } from './handle.js'
import { createArgumentError } from './mock-error.js'
import { entryPath, presetPath, rulePath, snapshotPath, statePath } from './paths.js'
import type {
  Clock, Fault, Har, JournalEntry, ListedRightsRule, Snapshot, State, TenantCounts, Verification, VerificationResult,
} from './shapes.js'
import { VerificationError } from './verification-error.js'

const describeArgument = (subject: string, example: string, names?: readonly string[]): ObjectArgument =>
  ({ subject, example, error: createArgumentError, ...(names && { names }) })

const STATE = describeArgument('The state', "{ Products: [{ ProductId: 1, Name: 'Enamel mug' }] }")
const FAULT_RULE = describeArgument('The rule', "{ Actions: [{ Action: 'Drop' }] }")
const PRESET_OPTIONS = describeArgument('The options of a preset', '{ Times: 2 }, or omitted')
const RIGHTS_RULE = describeArgument('The rule', "{ TableRight: { Mask: 'Select' } }")
const VERIFICATION = describeArgument('The verification', "{ Match: { Method: 'PUT' } }")
const QUERY = describeArgument('The query of the journal', "{ Status: '4xx' }, or left out")
const UNMATCHED = describeArgument('The options of expectNoUnmatched', '{ since: 4711 }, or left out', ['since'] satisfies (keyof UnmatchedOptions)[])
const RESET = describeArgument('The options of reset', '{ all: true }, or left out', ['all'] satisfies (keyof ResetOptions)[])

/** Implements the control methods of a tenant by requests to the routes below `/_mock`. */
export function createControl (sendToControl: SendToControl): MockControl {
  async function requestJson<Result> (method: string, path: string, body?: string): Promise<Result> {
    const response = await sendToControl(method, path, body)
    return JSON.parse(await response.text())
  }

  async function send (method: string, path: string, body?: string): Promise<void> {
    await sendToControl(method, path, body)
  }

  const verify = async (verification: Verification) =>
    requestJson<VerificationResult>('POST', 'journal/verify', stringifyObject(VERIFICATION, verification))

  async function expect (verification: Verification): Promise<VerificationResult> {
    const result = await verify(verification)
    if (!result.Held) throw new VerificationError(result)
    return result
  }

  const setClock = (change: { readonly Now?: string, readonly Frozen?: boolean }) =>
    requestJson<Clock>('PUT', 'clock', JSON.stringify(change))

  return {
    seed: async state => send('PUT', 'state', stringifyObject(STATE, state)),
    dump: () => requestJson<State>('GET', 'state'),
    async reset (options = {}) {
      assertObject(RESET, options)
      await send('POST', `reset${formatQuery({ All: options.all })}`)
    },
    setUp: async name => send('POST', statePath(name)),
    clear: () => send('POST', 'clear'),
    faults: {
      add: async rule => requestJson<Fault>('POST', 'faults', stringifyObject(FAULT_RULE, rule)),
      addPreset: async (name, conditions = {}) =>
        (await requestJson<{ Faults: Fault[] }>('POST', presetPath(name), stringifyObject(PRESET_OPTIONS, conditions))).Faults,
      list: async () => (await requestJson<{ Faults: Fault[] }>('GET', 'faults')).Faults,
      remove: async id => send('DELETE', rulePath('faults', id)),
      clear: () => send('DELETE', 'faults'),
    },
    rights: {
      add: async rule => requestJson<ListedRightsRule>('POST', 'rights', stringifyObject(RIGHTS_RULE, rule)),
      list: async () => (await requestJson<{ Rights: ListedRightsRule[] }>('GET', 'rights')).Rights,
      remove: async id => send('DELETE', rulePath('rights', id)),
      clear: () => send('DELETE', 'rights'),
    },
    clock: {
      read: () => requestJson<Clock>('GET', 'clock'),
      freeze: async at => setClock({ ...(at !== undefined && { Now: formatInstant(at) }), Frozen: true }),
      set: async at => setClock({ Now: formatInstant(at) }),
      resume: () => setClock({ Frozen: false }),
      advance: async step => requestJson<Clock>('POST', 'clock/advance', stringifyStep(step)),
      reset: () => requestJson<Clock>('POST', 'clock/reset'),
    },
    snapshots: {
      take: async name => requestJson<Snapshot>('PUT', snapshotPath(name)),
      list: async () => (await requestJson<{ Snapshots: Snapshot[] }>('GET', 'snapshots')).Snapshots,
      restore: async name => send('POST', `${snapshotPath(name)}/restore`),
      remove: async name => send('DELETE', snapshotPath(name)),
    },
    journal: {
      async entries (query = {}) {
        assertObject(QUERY, query)
        return (await requestJson<{ Entries: JournalEntry[] }>('GET', `journal${formatQuery(query)}`)).Entries
      },
      async har (query = {}) {
        assertObject(QUERY, query)
        return requestJson<Har>('GET', `journal${formatQuery({ ...query, Format: 'har' })}`)
      },
      find: async id => requestJson<JournalEntry>('GET', entryPath(id)),
      clear: () => send('DELETE', 'journal'),
      verify,
      expect,
      async expectNoUnmatched (options = {}) {
        assertObject(UNMATCHED, options)
        const { since } = options
        return expect({ Match: { Unmatched: true }, Times: { AtMost: 0 }, ...(since !== undefined && { Since: since }) })
      },
    },
  }
}

/**
 * Formats an instant as a string. The method `toJSON` of objects such as Date and Temporal.Instant is used.
 * @throws MockError if the result is not a string
 */
function formatInstant (at: unknown): string {
  const text: unknown = Object(at).toJSON?.() ?? at
  if (typeof text === 'string') return text
  throw createArgumentError(`The instant must be a Date or a string such as 2026-01-01T00:00:00Z; got ${at instanceof Date ? at : quote(at)}.`)
}

function stringifyStep (step: unknown): string {
  if (typeof step === 'string') return JSON.stringify({ Duration: step })
  if (Number.isFinite(step)) return JSON.stringify({ Seconds: step })
  throw createArgumentError(`The step must be a number of seconds or a duration of ISO 8601 such as PT1H; got ${quote(step)}.`)
}

/** Returns the tenants of a mock that have their own data, journal entries or rules. */
export async function listTenants (send: SendToControl): Promise<TenantCounts[]> {
  const { Tenants }: { Tenants: TenantCounts[] } = JSON.parse(await (await send('GET', 'tenants')).text())
  return Tenants
}

/** Formats a query string with its question mark. Returns "" if all values are undefined. */
export function formatQuery (query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value))
  return parameters.size > 0 ? `?${parameters}` : ''
}
