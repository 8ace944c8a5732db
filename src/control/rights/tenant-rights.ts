import type { EntityRights } from '../../carriers/entity-rights.js'
import type { Owner } from '../../carriers/owner.js'
import { PRODUCT_RIGHTS } from '../../carriers/product-carrier.js'
import { BLOB_ENTITY_RIGHTS, type Wording } from '../../carriers/rights.js'
import { rightsRefused, tooManyRights } from '../errors.js'
import { ALL_RIGHTS, type CallerRights, type Rights } from '../../context/rights.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { Store } from '../../storage/store.js'
import { compileRights, type RuledRights } from './compile-rule.js'
import type { ListedRightsRule, RightsRule } from './rule.js'

interface CompiledRule {
  readonly listed: ListedRightsRule
  /** The user name in small letters; undefined for everybody. */
  readonly caller: string | undefined
  /** Undefined for every product. */
  readonly productId: number | undefined
  readonly entity: keyof RuledRights
  readonly ruled: RuledRights
}

/** The rules of tenants. */
export type TenantRights = ReturnType<typeof createTenantRights>

export function createTenantRights (store: Pick<Store, 'findAdministrator'>) {
  const rules = createTenantRules<ListedRightsRule, CompiledRule>(tooManyRights)

  const rights: Rights = {
    of ({ tenant, caller: { name }, wording }) {
      // Each call asks, and as a rule no tenant has rules.
      const own = rules.areNone() ? [] : rules.of(tenant)
      if (own.length === 0) return ALL_RIGHTS
      if (name !== undefined) return rightsOf(name, own, wording)
      return store.findAdministrator(tenant).then(({ Name }) => rightsOf(Name, own, wording))
    },
  }

  return {
    ...rights,
    /** @throws ApiError 400 when the rule gives nothing or can never apply, or there are too many */
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

function compileRule (Id: number, Rule: RightsRule): CompiledRule {
  const { Match: { Caller, ProductId, Entity = 'BlobEntity' } = {} } = Rule
  return { listed: { Id, Rule }, caller: Caller?.toLowerCase(), productId: ProductId, entity: Entity, ruled: compileRights(Entity, Rule) }
}

/** Whether a rule fits whatever another one does. */
function fitsAllOf (rule: CompiledRule, { caller, productId, entity }: CompiledRule): boolean {
  return rule.entity === entity && (rule.caller ?? caller) === caller && (rule.productId ?? productId) === productId
}

/** What the rules let a caller do: the first that fits says all. */
function rightsOf (name: string | null, rules: readonly CompiledRule[], wording: Wording): CallerRights {
  const caller = name?.toLowerCase()
  const own = rules.filter(rule => rule.caller === undefined || rule.caller === caller)

  /** The rights to what is of these products. */
  function first<Entity extends object> (
    ruledOf: (ruled: RuledRights) => EntityRights<Entity> | undefined, all: EntityRights<Entity>, owners: readonly Owner[]
  ): EntityRights<Entity> {
    for (const { ruled, productId } of own) {
      const rights = ruledOf(ruled)
      if (rights !== undefined && (productId === undefined || owners.some(({ entity, id }) => entity === 'Product' && id === productId))) return wording.rights(rights)
    }
    return all
  }

  const toBlob = (owners: readonly Owner[]) => first(({ BlobEntity }) => BlobEntity, BLOB_ENTITY_RIGHTS, owners)

  return {
    areLimited: true,
    ofPicture: owner => toBlob([owner]),
    ofBlob: toBlob,
    ofProduct: productId => first(({ Product }) => Product, PRODUCT_RIGHTS, productId === undefined ? [] : [{ entity: 'Product', id: productId }]),
  }
}
