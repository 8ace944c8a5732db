import type { ApiError } from '../../errors/error-bodies.js'
import { TenantMap } from './tenant-map.js'

/** Limits the rules of a tenant, because each request is compared with all of them. */
export const MOST_RULES = 1000

/** A stored rule. */
interface StoredRule<Listed> {
  /** The rule as responses show it. */
  readonly listed: Listed
  /** Expiry in milliseconds of performance.now(); undefined if it never expires. */
  readonly expiresAt?: number
}

interface TenantRulesOptions {
  /** Creates the error for more than MOST_RULES rules. */
  readonly tooMany: (most: number) => ApiError
  /** Limits the tenants that have rules. */
  readonly mostTenants: number
  /** The rules in a sentence. */
  readonly noun: string
}

/** Creates a store for the rules of all tenants, in the order in which they were added. */
export function createTenantRules<Listed extends { readonly Id: number }, Rule extends StoredRule<Listed>> (
  { tooMany, mostTenants, noun }: TenantRulesOptions
) {
  const tenants = new TenantMap<readonly Rule[]>()
  let lastId = 0

  function of (tenant: string): readonly Rule[] {
    const rules = tenants.get(tenant) ?? []
    const now = performance.now()
    const isExpired = ({ expiresAt = Infinity }: Rule) => expiresAt <= now
    return rules.some(isExpired) ? replace(tenant, rules.filter(rule => !isExpired(rule))) : rules
  }

  function replace (tenant: string, rules: readonly Rule[]): readonly Rule[] {
    if (rules.length === 0) tenants.delete(tenant)
    else tenants.set(tenant, rules)
    return rules
  }

  /** Lists the names of the tenants that have rules, after those that have expired are removed. */
  const listTenants = () => tenants.names().filter(tenant => of(tenant).length > 0)

  return {
    /** True if no tenant has a rule. */
    areNone: () => tenants.size === 0,
    /** Returns the rules of a tenant that have not expired. */
    of,
    /** Returns the id for the next rule to append. Further rules have consecutive ids. */
    nextId: () => lastId + 1,
    /**
     * Appends the rules, all or none.
     * @throws ApiError 400 if the tenant would have more than MOST_RULES, or 503 if it would be one tenant too many
     */
    append (tenant: string, added: readonly Rule[]): void {
      const rules = [...of(tenant), ...added]
      if (rules.length > MOST_RULES) throw tooMany(MOST_RULES)
      if (tenants.size >= mostTenants) listTenants()
      tenants.requirePlace(tenant, mostTenants, noun)
      lastId += added.length
      replace(tenant, rules)
    },
    tenants: listTenants,
    list: (tenant: string): Listed[] => of(tenant).map(({ listed }) => listed),
    find: (tenant: string, id: number): Listed | undefined => of(tenant).find(({ listed }) => listed.Id === id)?.listed,
    remove (tenant: string, id: number): void {
      replace(tenant, of(tenant).filter(({ listed }) => listed.Id !== id))
    },
    clear (tenant: string): void {
      tenants.delete(tenant)
    },
  }
}
