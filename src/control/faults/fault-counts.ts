import type { ControlStore } from '../../storage/control-store.js'
import type { QuotaWindows } from './quota.js'
import type { Fault } from './rule.js'

/** A rule as it is stored. */
export interface StoredFault extends Pick<Fault, 'Id' | 'Preset' | 'Rule'> {
  readonly expiresAt?: number
}

/** The counts of a rule. */
export interface RuleCounts {
  /** Requests that matched, and those to which the rule was applied. */
  met: number
  applied: number
  /** The number of times that each action was applied, by its index. */
  readonly actions: number[]
  /** How many random numbers were used. */
  draws: number
  readonly windows: QuotaWindows
  /** The time when the rule expires, by `ControlStore.timer`; undefined if it never expires. */
  readonly expiresAt?: number
}

/** The counts of a tenant's rules by their ids. A rule that no request has matched may have none. */
export type FaultCounts = Record<number, RuleCounts>

const NONE: Readonly<FaultCounts> = Object.freeze({})

export const newCounts = ({ Rule: { Actions }, expiresAt }: StoredFault): RuleCounts =>
  ({ met: 0, applied: 0, actions: Actions.map(() => 0), draws: 0, windows: {}, ...(expiresAt !== undefined && { expiresAt }) })

/** Creates the store of the counts of all tenants. */
export function createFaultCounts (control: ControlStore) {
  const documents = control.documents<FaultCounts>('fault-counts')

  return {
    /** The number of tenants that have counts. */
    size: () => documents.size,
    /** Returns the counts of a tenant that this process read last. Another process may have changed them since then. */
    of: (tenant: string): Readonly<FaultCounts> => documents.of(tenant) ?? NONE,
    read: async (tenant: string): Promise<Readonly<FaultCounts>> => await documents.read(tenant) ?? NONE,
    /** Changes the counts of a tenant in place and returns the result of `revise`, which may run more than once. */
    change<Result> (tenant: string, revise: (counts: FaultCounts) => Result): Result | undefined | Promise<Result | undefined> {
      let result: Result | undefined
      const changed = documents.change(tenant, (counts = {}) => {
        result = revise(counts)
        return counts
      })
      return changed === undefined ? result : changed.then(() => result)
    },
    /** Removes the counts of removed and of expired rules. */
    remove: (tenant: string, removed: readonly number[] = []) => documents.change(tenant, (counts = {}) => {
      const now = control.timer()
      const kept = Object.entries(counts).filter(([id, { expiresAt = Infinity }]) => expiresAt > now && !removed.includes(Number(id)))
      return kept.length === 0 ? undefined : Object.fromEntries(kept)
    }),
    names: documents.names,
  }
}
