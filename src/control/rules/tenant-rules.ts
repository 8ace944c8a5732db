import type { ApiError } from '../../errors/error-bodies.js'
import type { ControlStore } from '../../storage/control-store.js'

/** Maximum number of fault rules of a tenant, and of its rights rules, because a request may be compared with all of them. */
export const MOST_RULES = 1000

/** A rule in stored form, which contains only values that JSON can represent. */
interface StoredRule {
  readonly Id: number
  /** A time of `ControlStore.timer`; undefined if the rule does not expire. */
  readonly expiresAt?: number
}

interface TenantRulesOptions<Stored, Rule> {
  readonly control: ControlStore
  readonly subject: 'faults' | 'rights'
  readonly compile: (stored: Stored) => Rule
  /** Creates the error for a tenant that would have more than MOST_RULES rules. */
  readonly tooMany: (most: number) => ApiError
  readonly mostTenants: number
  /** The noun for the rules in error messages: `fault rules`. */
  readonly noun: string
}

/** Creates a store for the fault rules or the rights rules of all tenants. The rules of a tenant are in the order of their addition. */
export function createTenantRules<Stored extends StoredRule, Rule> (
  { control, subject, compile, tooMany, mostTenants, noun }: TenantRulesOptions<Stored, Rule>
) {
  const documents = control.documents<readonly Stored[]>(subject, { mostTenants, noun, withoutExpired })
  const compiledRules = new WeakMap<Stored, Rule>()
  const compiledLists = new WeakMap<readonly Stored[], readonly Rule[]>()

  const none: readonly Stored[] = []
  const readStored = (tenant: string) => documents.of(tenant) ?? none
  const listCompiled = (stored: readonly Stored[]) =>
    getOrAdd(compiledLists, stored, rules => rules.map(rule => getOrAdd(compiledRules, rule, compile)))

  /** Returns the ids of the removed rules. */
  async function remove (tenant: string, isRemoved: (rule: Stored) => boolean): Promise<readonly number[]> {
    let removed = none
    await documents.change(tenant, (current = none) => {
      removed = current.filter(isRemoved)
      return withRules(current.filter(rule => !isRemoved(rule)))
    })
    return removed.map(({ Id }) => Id)
  }

  return {
    /** If true, `of` returns an empty list for every tenant. Can be false although all stored rules have expired. */
    areNone: () => documents.size === 0,
    of: (tenant: string): readonly Rule[] => listCompiled(readStored(tenant)),
    /**
     * Appends the rules that `create` returns, and returns them. `create` must return `count` rules with consecutive ids from `firstId`,
     * and can be called more than once. `earlier` returns the existing rules in compiled form.
     * @throws the errors of `create` and of `TenantDocuments.change`, or ApiError 400 if the tenant would have more than MOST_RULES
     */
    async append (
      tenant: string, count: number, create: (firstId: number, earlier: () => readonly Rule[]) => readonly Stored[]
    ): Promise<readonly Stored[]> {
      let added = none
      await documents.change(tenant, (current = none, firstId) => {
        added = create(firstId, () => listCompiled(current))
        if (current.length + count > MOST_RULES) throw tooMany(MOST_RULES)
        return [...current, ...added]
      }, count)
      return added
    },
    tenants: documents.names,
    list: readStored,
    find: (tenant: string, id: number): Stored | undefined => readStored(tenant).find(({ Id }) => Id === id),
    remove: (tenant: string, id: number) => remove(tenant, ({ Id }) => Id === id),
    clear: (tenant: string) => remove(tenant, () => true),
  }
}

function withoutExpired<Stored extends StoredRule> (rules: readonly Stored[], now: number): readonly Stored[] | undefined {
  const isKept = ({ expiresAt = Infinity }: Stored) => expiresAt > now
  return rules.every(isKept) ? rules : withRules(rules.filter(isKept))
}

/** Returns the document for a list of rules; undefined for an empty list. */
const withRules = <Stored>(rules: readonly Stored[]) => rules.length === 0 ? undefined : rules

function getOrAdd<Key extends object, Value> (map: WeakMap<Key, Value>, key: Key, create: (key: Key) => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create(key)
  map.set(key, created)
  return created
}
