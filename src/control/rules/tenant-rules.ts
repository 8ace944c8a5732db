import type { ApiError } from '../../errors/api-errors.js'
import { TenantMap } from './tenant-map.js'

/** Each call is compared with all rules of its tenant. */
export const MOST_RULES = 1000

/** A rule as it is kept, with what is listed of it. */
interface Kept<Listed> {
  readonly listed: Listed
  /** When it is over, by performance.now(). */
  readonly expiresAt?: number
}

/**
 * Rules of tenants, each in the order in which they were added.
 * @param tooMany makes the refusal of more than there may be
 */
export function createTenantRules<Listed extends { readonly Id: number }, Rule extends Kept<Listed>> (
  tooMany: (most: number) => ApiError
) {
  const tenants = new TenantMap<readonly Rule[]>()
  let lastId = 0

  function of (tenant: string): readonly Rule[] {
    const rules = tenants.get(tenant) ?? []
    const now = performance.now()
    const isOver = ({ expiresAt = Infinity }: Rule) => expiresAt <= now
    return rules.some(isOver) ? keep(tenant, rules.filter(rule => !isOver(rule))) : rules
  }

  function keep (tenant: string, rules: readonly Rule[]): readonly Rule[] {
    if (rules.length === 0) tenants.delete(tenant)
    else tenants.set(tenant, rules)
    return rules
  }

  return {
    /** Whether no tenant has any. */
    areNone: () => tenants.size === 0,
    /** Those that are not over. */
    of,
    /** The id of the rule that is added next; those after it count up. */
    nextId: () => lastId + 1,
    /** @throws ApiError 400 when there would be too many, and adds none then */
    append (tenant: string, added: readonly Rule[]): void {
      const rules = [...of(tenant), ...added]
      if (rules.length > MOST_RULES) throw tooMany(MOST_RULES)
      lastId += added.length
      keep(tenant, rules)
    },
    list: (tenant: string): Listed[] => of(tenant).map(({ listed }) => listed),
    find: (tenant: string, id: number): Listed | undefined => of(tenant).find(({ listed }) => listed.Id === id)?.listed,
    remove (tenant: string, id: number): void {
      keep(tenant, of(tenant).filter(({ listed }) => listed.Id !== id))
    },
    clear (tenant: string): void {
      tenants.delete(tenant)
    },
  }
}
