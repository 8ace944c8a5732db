import type { BlobEntity } from '../../carriers/blob-entity.js'
import type { EntityRights } from '../../carriers/entity-rights.js'
import type { Product } from '../../carriers/product.js'
import type { Wording } from '../../carriers/rights.js'
import { rightsRefused, tooManyRights } from '../../errors.js'
import { ALL_RIGHTS, type CallerRights, type Rights } from '../../protocol/rights.js'
import type { Store } from '../../storage/store.js'
import { compileRights, type RuledRights } from './compile-rule.js'
import type { ListedRightsRule, RightsRule } from './rule.js'

/** Each call is compared with all rules of its tenant. */
const MOST_RULES = 1000

interface CompiledRule {
  readonly listed: ListedRightsRule
  /** The user name in small letters; undefined for everybody. */
  readonly caller: string | undefined
  /** Undefined for every product. */
  readonly productId: number | undefined
  readonly ruled: RuledRights
}

/** The rules of tenants. */
export type TenantRights = ReturnType<typeof createTenantRights>

export function createTenantRights (store: Pick<Store, 'findAdministrator'>) {
  const tenants = new Map<string, readonly CompiledRule[]>()
  let lastId = 0

  // Tenants are found in any case.
  const rulesOf = (tenant: string) => tenants.get(tenant.toLowerCase()) ?? []

  function keep (tenant: string, rules: readonly CompiledRule[]): void {
    if (rules.length === 0) tenants.delete(tenant.toLowerCase())
    else tenants.set(tenant.toLowerCase(), rules)
  }

  const rights: Rights = {
    of ({ tenant, caller: { name }, wording }) {
      // Each call asks, and as a rule no tenant has rules.
      const rules = tenants.size === 0 ? [] : rulesOf(tenant)
      if (rules.length === 0) return ALL_RIGHTS
      if (name !== undefined) return rightsOf(name, rules, wording)
      return store.findAdministrator(tenant).then(({ Name }) => rightsOf(Name, rules, wording))
    },
  }

  return {
    ...rights,
    /** @throws ApiError 400 when the rule gives nothing or can never apply, or there are too many */
    add (tenant: string, rule: RightsRule): ListedRightsRule {
      const compiled = compileRule(lastId + 1, rule)
      const rules = rulesOf(tenant)
      const earlier = rules.find(other => fitsAllOf(other, compiled))
      if (earlier !== undefined) {
        throw rightsRefused(`the rule ${earlier.listed.Id} fits all that it does and comes before it, so that it would never apply`)
      }
      if (rules.length >= MOST_RULES) throw tooManyRights(MOST_RULES)
      lastId++
      keep(tenant, [...rules, compiled])
      return compiled.listed
    },
    list: (tenant: string): ListedRightsRule[] => rulesOf(tenant).map(({ listed }) => listed),
    find: (tenant: string, id: number): ListedRightsRule | undefined => rulesOf(tenant).find(({ listed }) => listed.Id === id)?.listed,
    remove (tenant: string, id: number): void {
      keep(tenant, rulesOf(tenant).filter(({ listed }) => listed.Id !== id))
    },
    clear (tenant: string): void {
      tenants.delete(tenant.toLowerCase())
    },
  }
}

function compileRule (Id: number, Rule: RightsRule): CompiledRule {
  const { Match: { Caller, ProductId } = {} } = Rule
  return { listed: { Id, Rule }, caller: Caller?.toLowerCase(), productId: ProductId, ruled: compileRights(Rule) }
}

/** Whether a rule fits whatever another one does. */
function fitsAllOf (rule: CompiledRule, { caller, productId, ruled: { entity } }: CompiledRule): boolean {
  return rule.ruled.entity === entity && (rule.caller ?? caller) === caller && (rule.productId ?? productId) === productId
}

/** What the rules let a caller do: the first that fits says all. */
function rightsOf (name: string | null, rules: readonly CompiledRule[], wording: Wording): CallerRights {
  const caller = name?.toLowerCase()
  const own = rules.filter(rule => rule.caller === undefined || rule.caller === caller)

  function blobRights (productIds: ReadonlySet<number>): EntityRights<BlobEntity> {
    for (const { ruled, productId } of own) {
      if (ruled.entity === 'BlobEntity' && isOf(productIds, productId)) return wording.rights(ruled.rights)
    }
    return ALL_RIGHTS.ofBlob(() => [])
  }

  function productRights (productIds: ReadonlySet<number>): EntityRights<Product> {
    for (const { ruled, productId } of own) {
      if (ruled.entity === 'Product' && isOf(productIds, productId)) return wording.rights(ruled.rights)
    }
    return ALL_RIGHTS.ofProduct()
  }

  return {
    areLimited: true,
    ofPicture: productId => blobRights(new Set([productId])),
    ofBlob: linkedBy => blobRights(new Set(linkedBy())),
    ofProduct: productId => productRights(new Set(productId === undefined ? [] : [productId])),
  }
}

const isOf = (productIds: ReadonlySet<number>, productId: number | undefined) => productId === undefined || productIds.has(productId)
