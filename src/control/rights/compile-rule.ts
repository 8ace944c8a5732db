import { BlobEntitySchema, type BlobEntity } from '../../carriers/blob-entity.js'
import type { EntityRights, RowRight } from '../../carriers/entity-rights.js'
import { createNulls } from '../../carriers/defaults.js'
import { ProductSchema, type Product } from '../../carriers/product.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from '../../context/unlimited-rights.js'
import { rightsRefused } from '../errors.js'
import { FIELD_FLAGS, TABLE_FLAGS, parseMask } from './masks.js'
import type { RightsRule } from './rule.js'

/** Only the property of the entity to which the rule applies is defined. */
export interface RuledRights {
  readonly BlobEntity?: EntityRights<BlobEntity>
  readonly Product?: EntityRights<Product>
}

/**
 * Compiles the rights that a rule sets.
 * @throws ApiError 400 for an invalid mask, for an unknown property, and for a rule that sets no right
 */
export function compileRights (entity: keyof RuledRights, rule: RightsRule): RuledRights {
  const { TableRight, FieldProperties = {} } = rule
  if (TableRight === undefined && Object.keys(FieldProperties).length === 0) {
    throw rightsRefused('it sets neither a TableRight nor a FieldRight in FieldProperties')
  }
  return entity === 'BlobEntity'
    ? { BlobEntity: applyRule(rule, BLOB_ENTITY_RIGHTS, createNulls(BlobEntitySchema)) }
    : { Product: applyRule(rule, PRODUCT_RIGHTS, createNulls(ProductSchema)) }
}

/** Returns `rights` with the changes of `rule`. `unread` has the values to send for properties that the caller must not read. */
function applyRule<Entity extends object> (rule: RightsRule, rights: EntityRights<Entity>, unread: Entity): EntityRights<Entity> {
  const row = { ...rights, ...compileRow(rule) }
  const { fieldProperties, readBits } = compileFields(rule, rights)
  const names = Object.keys(fieldProperties).filter((name): name is keyof Entity & string => name in unread)
  const isSeen = row.granted.includes('Select')
  const hidden = names.filter(name => !isSeen || (readBits(name) & FIELD_FLAGS.Read) === 0)
  return Object.freeze({
    ...row,
    FieldProperties: fieldProperties,
    kept: names.filter(name => (readBits(name) & FIELD_FLAGS.Write) === 0),
    hidden: hidden.length === 0 ? undefined : pickValues(unread, hidden),
  })
}

const ROW_RIGHTS: readonly RowRight[] = ['Select', 'Update', 'Insert', 'Delete']

function compileRow ({ TableRight: right }: RightsRule) {
  if (right === undefined) return {}
  const { text: Mask, bits } = parseMask('TableRight.Mask', right.Mask, TABLE_FLAGS)
  return {
    TableRight: Object.freeze({ Mask, Reason: right.Reason ?? '' }),
    granted: ROW_RIGHTS.filter(word => (bits & TABLE_FLAGS[word]) !== 0),
  }
}

function compileFields ({ FieldProperties = {} }: RightsRule, rights: Pick<EntityRights<object>, 'entity' | 'FieldProperties'>) {
  const bits = new Map<string, number>()
  const fields = new Map(Object.entries(rights.FieldProperties))
  for (const [name, { FieldRight }] of Object.entries(FieldProperties)) {
    const field = fields.get(name)
    if (field === undefined) throw rightsRefused(`a ${rights.entity} has no property ${name}; its properties are ${[...fields.keys()].join(', ')}`)
    const mask = parseMask(`FieldProperties.${name}.FieldRight.Mask`, FieldRight.Mask, FIELD_FLAGS)
    bits.set(name, mask.bits)
    fields.set(name, Object.freeze({ ...field, FieldRight: Object.freeze({ Mask: mask.text, Reason: FieldRight.Reason ?? '' }) }))
  }
  return {
    fieldProperties: Object.freeze(Object.fromEntries(fields)),
    readBits: (name: string) => bits.get(name) ?? FIELD_FLAGS.Update,
  }
}

function pickValues<Entity extends object> (entity: Entity, names: readonly (keyof Entity)[]): Readonly<Partial<Entity>> {
  const values: Partial<Entity> = {}
  for (const name of names) values[name] = entity[name]
  return Object.freeze(values)
}
