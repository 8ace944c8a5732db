import type { ControlStore } from '../../storage/control-store.js'
import type { QuotaWindows } from './quota.js'
import type { Fault } from './rule.js'

export interface StoredFault extends Pick<Fault, 'Id' | 'Preset' | 'Rule'> {
  readonly expiresAt?: number
}

export interface RuleCounts {
  /**
   * The number of requests that were compared with this rule and matched its conditions on method, path, query, header and body. For
   * example, a request is not compared if an earlier rule in the list was applied to it, if it has the header X-Mock-Fault, or if this rule
   * has already been applied to `Times` requests.
   */
  met: number
  applied: number
  /** The number of times that each action was applied, by the index of the action. */
  readonly actions: number[]
  /** The number of random numbers that the rule has used for its Probability, or reserved for its actions. */
  draws: number
  readonly windows: QuotaWindows
  /** A time of `ControlStore.timer`; undefined if the rule does not expire. */
  readonly expiresAt?: number
}

/** The counts of a tenant's rules, by the id of the rule. A rule is missing until a request matches it. */
export type FaultCounts = Record<number, RuleCounts>

const NONE: Readonly<FaultCounts> = Object.freeze({})

export const newCounts = ({ Rule: { Actions }, expiresAt }: StoredFault): RuleCounts =>
  ({ met: 0, applied: 0, actions: Actions.map(() => 0), draws: 0, windows: {}, ...(expiresAt !== undefined && { expiresAt }) })

/** Creates the store for the counts of all tenants. */
export function createFaultCounts (control: ControlStore) {
  const documents = control.documents<FaultCounts>('fault-counts')

  return {
    /** Returns the number of tenants for which `of` may return counts. */
    size: () => documents.size,
    /** Returns the counts of a tenant as this process last read or changed them; no counts if this process has not cached any. */
    of: (tenant: string): Readonly<FaultCounts> => documents.of(tenant) ?? NONE,
    read: async (tenant: string): Promise<Readonly<FaultCounts>> => await documents.read(tenant) ?? NONE,
    /** Changes the counts of a tenant in place. Returns the result of the last call of `revise`, which can be called more than once. */
    change<Result> (tenant: string, revise: (counts: FaultCounts) => Result): Result | undefined | Promise<Result | undefined> {
      let result: Result | undefined
      const changed = documents.change(tenant, (counts = {}) => {
        result = revise(counts)
        return counts
      })
      return changed === undefined ? result : changed.then(() => result)
    },
    /** Removes a tenant's counts of the rules with the ids `removed`, and of all expired rules. */
    remove: (tenant: string, removed: readonly number[] = []) => documents.change(tenant, (counts = {}) => {
      const now = control.timer()
      const kept = Object.entries(counts).filter(([id, { expiresAt = Infinity }]) => expiresAt > now && !removed.includes(Number(id)))
      return kept.length === 0 ? undefined : Object.fromEntries(kept)
    }),
    names: documents.names,
  }
}
