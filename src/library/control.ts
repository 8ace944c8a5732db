import type { ControlCall } from './control-call.js'
import type { MockControl } from './handle.js'
import { callPath, presetPath, rulePath, snapshotPath } from './paths.js'
import type {
  Clock, Fault, JournalEntry, ListedRightsRule, Snapshot, State, TenantCounts, Verification, VerificationResult,
} from './shapes.js'
import { VerificationError } from './verification-error.js'

/** What is done to a tenant, by the calls below `/_mock` that do it. */
export function createControl (call: ControlCall): MockControl {
  async function ask<Answer> (method: string, path: string, body?: object): Promise<Answer> {
    const answer = await call(method, path, body && JSON.stringify(body))
    return JSON.parse(await answer.text())
  }

  async function tell (method: string, path: string, body?: object): Promise<void> {
    await call(method, path, body && JSON.stringify(body))
  }

  const verify = (verification: Verification) => ask<VerificationResult>('POST', 'journal/verify', verification)

  const setClock = (Now: Date | string | undefined, Frozen?: boolean) =>
    // What is undefined is not written.
    ask<Clock>('PUT', 'clock', { Now, Frozen })

  return {
    seed: state => tell('PUT', 'state', state),
    dump: () => ask<State>('GET', 'state'),
    reset: async ({ all } = {}) => tell('POST', `reset${queryText({ All: all })}`),
    clear: () => tell('POST', 'clear'),
    faults: {
      add: rule => ask<Fault>('POST', 'faults', rule),
      addPreset: async (name, calls = {}) => (await ask<{ Faults: Fault[] }>('POST', presetPath(name), calls)).Faults,
      list: async () => (await ask<{ Faults: Fault[] }>('GET', 'faults')).Faults,
      remove: async id => tell('DELETE', rulePath('faults', id)),
      clear: () => tell('DELETE', 'faults'),
    },
    rights: {
      add: rule => ask<ListedRightsRule>('POST', 'rights', rule),
      list: async () => (await ask<{ Rights: ListedRightsRule[] }>('GET', 'rights')).Rights,
      remove: async id => tell('DELETE', rulePath('rights', id)),
      clear: () => tell('DELETE', 'rights'),
    },
    clock: {
      read: () => ask<Clock>('GET', 'clock'),
      freeze: at => setClock(at, true),
      set: at => setClock(at),
      resume: () => setClock(undefined, false),
      advance: step => ask<Clock>('POST', 'clock/advance', typeof step === 'number' ? { Seconds: step } : { Duration: step }),
      reset: () => ask<Clock>('POST', 'clock/reset'),
    },
    snapshots: {
      take: async name => ask<Snapshot>('PUT', snapshotPath(name)),
      list: async () => (await ask<{ Snapshots: Snapshot[] }>('GET', 'snapshots')).Snapshots,
      restore: async name => tell('POST', `${snapshotPath(name)}/restore`),
      remove: async name => tell('DELETE', snapshotPath(name)),
    },
    journal: {
      entries: async (query = {}) => (await ask<{ Entries: JournalEntry[] }>('GET', `journal${queryText(query)}`)).Entries,
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
