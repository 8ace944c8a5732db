import type { ApiError } from '../../errors/error-bodies.js'
import type { ControlStore } from '../../storage/control-store.js'

/** Limits the rules of a tenant, because each request is compared with all of them. */
export const MOST_RULES = 1000

/** A rule as it is stored: plain data. */
interface StoredRule {
  readonly Id: number
  /** The time when the rule expires, by `ControlStore.timer`; undefined if it never expires. */
  readonly expiresAt?: number
}

interface TenantRulesOptions<Stored, Rule> {
  readonly control: ControlStore
  readonly subject: 'faults' | 'rights'
  /** Compiles a stored rule. */
  readonly compile: (stored: Stored) => Rule
  /** Creates the error for more than MOST_RULES rules. */
  readonly tooMany: (most: number) => ApiError
  /** Limits the tenants that have rules. */
  readonly mostTenants: number
  /** The noun for the rules in messages: `fault rules`. */
  readonly noun: string
}

/** Creates a store for the rules of all tenants, in the order in which they were added. */
export function createTenantRules<Stored extends StoredRule, Rule> (
  { control, subject, compile, tooMany, mostTenants, noun }: TenantRulesOptions<Stored, Rule>
) {
  const documents = control.documents<readonly Stored[]>(subject, { mostTenants, noun, withoutExpired })
  /** Caches of compiled rules, by stored rule and by list of stored rules. */
  const compiledRules = new WeakMap<Stored, Rule>()
  const compiledLists = new WeakMap<readonly Stored[], readonly Rule[]>()

  const none: readonly Stored[] = []
  const readStored = (tenant: string) => documents.of(tenant) ?? none
  const listCompiled = (stored: readonly Stored[]) =>
    getOrAdd(compiledLists, stored, rules => rules.map(rule => getOrAdd(compiledRules, rule, compile)))

  /** Removes rules and returns their ids. */
  async function remove (tenant: string, isRemoved: (rule: Stored) => boolean): Promise<readonly number[]> {
    let removed = none
    await documents.change(tenant, (current = none) => {
      removed = current.filter(isRemoved)
      return withRules(current.filter(rule => !isRemoved(rule)))
    })
    return removed.map(({ Id }) => Id)
  }

  return {
    /** True if no tenant has a rule. */
    areNone: () => documents.size === 0,
    /** Returns the compiled rules of a tenant that have not expired. */
    of: (tenant: string): readonly Rule[] => listCompiled(readStored(tenant)),
    /**
     * Appends a number of rules, all or none, and returns them. `create` returns the rules with consecutive ids from `firstId`, and may run
     * more than once.
     * @throws the error of `create`, ApiError 400 if the tenant would have more than MOST_RULES, or 503 if too many tenants have rules
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
    /** Removes a rule, if it exists, and returns a list of its id. */
    remove: (tenant: string, id: number) => remove(tenant, ({ Id }) => Id === id),
    /** Removes all rules and returns their ids. */
    clear: (tenant: string) => remove(tenant, () => true),
  }
}

function withoutExpired<Stored extends StoredRule> (rules: readonly Stored[], now: number): readonly Stored[] | undefined {
  const isKept = ({ expiresAt = Infinity }: Stored) => expiresAt > now
  return rules.every(isKept) ? rules : withRules(rules.filter(isKept))
}

/** Returns the document of a tenant with these rules. */
const withRules = <Stored>(rules: readonly Stored[]) => rules.length === 0 ? undefined : rules

function getOrAdd<Key extends object, Value> (map: WeakMap<Key, Value>, key: Key, create: (key: Key) => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create(key)
  map.set(key, created)
  return created
}
