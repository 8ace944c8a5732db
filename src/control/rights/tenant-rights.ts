import type { EntityRights } from '../../carriers/entity-rights.js'
import { OWNER_ENTITIES, type Owner, type OwnerEntity } from '../../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from '../../context/unlimited-rights.js'
import type { Wording } from '../../context/wording.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { rightsRefused, tooManyRights } from '../errors.js'
import { ALL_RIGHTS, type CallerRights, type Rights } from '../../context/rights.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { ControlStore } from '../../storage/control-store.js'
import type { Store } from '../../storage/store.js'
import { compileRights, type RuledRights } from './compile-rule.js'
import type { ListedRightsRule, RightsRule } from './rule.js'

interface CompiledRights {
  readonly stored: ListedRightsRule
  /** The user name in lower case; undefined if the rule applies to all callers. */
  readonly caller: string | undefined
  /** The owners to which the rule applies; undefined if the rule applies to all owners, and also to entities without an owner. */
  readonly owners: RuledOwners | undefined
  readonly entity: keyof RuledRights
  readonly ruled: RuledRights
}

interface RuledOwners {
  readonly entity: OwnerEntity
  /** The id of the owner; undefined for all owners of the kind. */
  readonly id: number | undefined
}

/** The rights rules of all tenants. */
export type TenantRights = ReturnType<typeof createTenantRights>

export function createTenantRights (store: Pick<Store, 'findAdministrator'>, control: ControlStore, mostTenants: number) {
  const rules = createTenantRules<ListedRightsRule, CompiledRights>({
    control, subject: 'rights', tooMany: tooManyRights, mostTenants, noun: 'rights rules',
    compile: stored => ({ ...compileRule(stored.Rule), stored }),
  })

  const rights: Rights = {
    of ({ tenant, caller: { name }, wording }) {
      // Skips the search for rules if no tenant has rules, which is the usual case.
      const own = rules.areNone() ? [] : rules.of(tenant)
      if (own.length === 0) return ALL_RIGHTS
      if (name !== undefined) return createCallerRights(name, own, wording)
      return store.findAdministrator(tenant).then(({ Name }) => createCallerRights(Name, own, wording))
    },
  }

  return {
    ...rights,
    /**
     * Adds a rule to the end of the list.
     * @throws ApiError 400 for a rule that cannot be added, for example because it is invalid, or if the tenant would have too many rules;
     * the errors of `TenantDocuments.change`
     */
    async add (tenant: string, Rule: RightsRule): Promise<ListedRightsRule> {
      const compiled = compileRule(Rule)
      const [added] = await rules.append(tenant, 1, (Id, own) => {
        const earlier = own().find(other => covers(other, compiled))
        if (earlier !== undefined) {
          throw rightsRefused(`the earlier rule ${earlier.stored.Id} applies to everything to which this rule would apply, so this rule would never apply`)
        }
        return [{ Id, Rule }]
      })
      return assertDefined(added, 'a rule must be added')
    },
    tenants: rules.tenants,
    list: rules.list,
    find: rules.find,
    remove: rules.remove,
    clear: rules.clear,
  }
}

function compileRule (rule: RightsRule): Omit<CompiledRights, 'stored'> {
  const { Match: { Caller, Entity = 'BlobEntity', ...match } = {} } = rule
  return { caller: Caller?.toLowerCase(), owners: readOwners(match, Entity), entity: Entity, ruled: compileRights(Entity, rule) }
}

/** @returns the value of `CompiledRights.owners` */
function readOwners ({ ProductId, Owner, OwnerId }: NonNullable<RightsRule['Match']>, entity: keyof RuledRights): RuledOwners | undefined {
  if (ProductId !== undefined) {
    if (Owner !== undefined || OwnerId !== undefined) {
      throw rightsRefused(`ProductId must not be combined with Owner or OwnerId; "ProductId": ${ProductId} means the same as "Owner": "Product", "OwnerId": ${ProductId}`)
    }
    return { entity: 'Product', id: ProductId }
  }
  if (Owner === undefined) {
    if (OwnerId !== undefined) throw rightsRefused(`OwnerId requires an Owner, which must be one of ${OWNER_ENTITIES.join(', ')}; got none`)
    return undefined
  }
  if (entity === 'BlobEntity') return { entity: Owner, id: OwnerId }
  if (Owner !== 'Product') throw rightsRefused(`the Entity Product requires the Owner Product, so the rule would never apply to the Owner ${Owner}`)
  // Without an OwnerId, the rule applies to every product, also to a new one. A new product has no id yet, so rules are matched with an
  // empty list of owners (`ofProduct`), and only a rule whose `owners` are undefined applies to it.
  return OwnerId === undefined ? undefined : { entity: Owner, id: OwnerId }
}

/** True if `rule` applies to everything to which the other rule applies. */
function covers (rule: CompiledRights, { caller, owners, entity }: Omit<CompiledRights, 'stored'>): boolean {
  return rule.entity === entity && (rule.caller ?? caller) === caller &&
    (rule.owners === undefined || (owners !== undefined && rule.owners.entity === owners.entity && (rule.owners.id ?? owners.id) === owners.id))
}

const appliesTo = (ruled: RuledOwners | undefined, owners: readonly Owner[]) =>
  ruled === undefined || owners.some(({ entity, id }) => entity === ruled.entity && id === (ruled.id ?? id))

/** Of the rules that apply to a blob or a product, only the first has an effect. */
function createCallerRights (name: string | null, rules: readonly CompiledRights[], wording: Wording): CallerRights {
  const caller = name?.toLowerCase()
  const own = rules.filter(rule => rule.caller === undefined || rule.caller === caller)

  function first<Entity extends object> (
    selectRuled: (ruled: RuledRights) => EntityRights<Entity> | undefined, all: EntityRights<Entity>, owners: readonly Owner[]
  ): EntityRights<Entity> {
    for (const { ruled, owners: ruledOwners } of own) {
      const rights = selectRuled(ruled)
      if (rights !== undefined && appliesTo(ruledOwners, owners)) return wording.rights(rights)
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
