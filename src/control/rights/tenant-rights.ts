import type { EntityRights } from '../../carriers/entity-rights.js'
import { PRODUCT_RIGHTS } from '../../carriers/product-carrier.js'
import { BLOB_ENTITY_RIGHTS, type Wording } from '../../carriers/rights.js'
import { rightsRefused, tooManyRights } from '../errors.js'
import { ALL_RIGHTS, type CallerRights, type Rights } from '../../context/rights.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { Store } from '../../storage/store.js'
import { compileRights, type RuledRights } from './compile-rule.js'
import type { ListedRightsRule, RightsRule } from './rule.js'

interface CompiledRights {
  readonly listed: ListedRightsRule
  /** The user name in lower case; undefined for all callers. */
  readonly caller: string | undefined
  /** Undefined for every product. */
  readonly productId: number | undefined
  readonly entity: keyof RuledRights
  readonly ruled: RuledRights
}

/** The rights rules of all tenants. */
export type TenantRights = ReturnType<typeof createTenantRights>

export function createTenantRights (store: Pick<Store, 'findAdministrator'>) {
  const rules = createTenantRules<ListedRightsRule, CompiledRights>(tooManyRights)

  const rights: Rights = {
    of ({ tenant, caller: { name }, wording }) {
      // Fast path: called by each request, and usually no tenant has rules.
      const own = rules.areNone() ? [] : rules.of(tenant)
      if (own.length === 0) return ALL_RIGHTS
      if (name !== undefined) return rightsOf(name, own, wording)
      return store.findAdministrator(tenant).then(({ Name }) => rightsOf(Name, own, wording))
    },
  }

  return {
    ...rights,
    /** Adds a rule. @throws ApiError 400 if it sets no right or can never apply, or if the tenant has too many rules */
    add (tenant: string, rule: RightsRule): ListedRightsRule {
      const compiled = compileRule(rules.nextId(), rule)
      const earlier = rules.of(tenant).find(other => fitsAllOf(other, compiled))
      if (earlier !== undefined) {
        throw rightsRefused(`the rule ${earlier.listed.Id} fits all that it does and comes before it, so that it would never apply`)
      }
      rules.append(tenant, [compiled])
      return compiled.listed
    },
    list: rules.list,
    find: rules.find,
    remove: rules.remove,
    clear: rules.clear,
  }
}

function compileRule (Id: number, Rule: RightsRule): CompiledRights {
  const { Match: { Caller, ProductId, Entity = 'BlobEntity' } = {} } = Rule
  return { listed: { Id, Rule }, caller: Caller?.toLowerCase(), productId: ProductId, entity: Entity, ruled: compileRights(Entity, Rule) }
}

/** True if a rule matches every request that the other one matches. */
function fitsAllOf (rule: CompiledRights, { caller, productId, entity }: CompiledRights): boolean {
  return rule.entity === entity && (rule.caller ?? caller) === caller && (rule.productId ?? productId) === productId
}

/** Returns the rights of a caller. The first rule that matches decides all rights to an entity. */
function rightsOf (name: string | null, rules: readonly CompiledRights[], wording: Wording): CallerRights {
  const caller = name?.toLowerCase()
  const own = rules.filter(rule => rule.caller === undefined || rule.caller === caller)

  /** Returns the rights to an entity that belongs to these products. */
  function first<Entity extends object> (
    ruledOf: (ruled: RuledRights) => EntityRights<Entity> | undefined, all: EntityRights<Entity>, productIds: ReadonlySet<number>
  ): EntityRights<Entity> {
    for (const { ruled, productId } of own) {
      const rights = ruledOf(ruled)
      if (rights !== undefined && (productId === undefined || productIds.has(productId))) return wording.rights(rights)
    }
    return all
  }

  const toBlob = (productIds: readonly number[]) => first(({ BlobEntity }) => BlobEntity, BLOB_ENTITY_RIGHTS, new Set(productIds))

  return {
    areLimited: true,
    ofPicture: productId => toBlob([productId]),
    ofBlob: linkedBy => toBlob(linkedBy()),
    ofProduct: productId => first(({ Product }) => Product, PRODUCT_RIGHTS, new Set(productId === undefined ? [] : [productId])),
  }
}
