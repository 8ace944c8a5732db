import { Type, type Static } from '@sinclair/typebox'
import { OWNER_ENTITIES } from '../../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from '../../context/unlimited-rights.js'
import type { FieldMask, TableMask } from './mask-types.js'
import { CLOSED, Int32, TEXT_FORMAT, TEXT_LENGTH, Words } from '../../carriers/scalars.js'

const optionalText = (description: string, minLength = 0) =>
  Type.Optional(Type.String({ minLength, maxLength: TEXT_LENGTH, format: TEXT_FORMAT, description }))

const RightsMatchSchema = Type.Object({
  Caller: optionalText('The case-insensitive user name.', 1),
  ProductId: Type.Optional(Int32({
    minimum: 1, default: undefined, description: 'Id of the product, or of the product whose picture or thumbnail the blob is. Shorthand for Owner Product and OwnerId.',
  })),
  Owner: Type.Optional(Words(OWNER_ENTITIES, { default: undefined, description: 'The kind of the owner whose picture or thumbnail the blob is.' })),
  OwnerId: Type.Optional(Int32({ minimum: 1, default: undefined, description: 'Id of the owner; by default the rule applies to every owner of the kind.' })),
  Entity: Type.Optional(Words(['BlobEntity', 'Product'], { description: 'The entity to which the rights apply; by default BlobEntity.' })),
}, { ...CLOSED, description: 'The callers and entities to which the rule applies; by default every caller and every BlobEntity.' })

const rightSchema = <Mask extends string>(name: string, words: Mask) => Type.Object({
  Mask: Type.Unsafe<Mask>(Type.String({ description: `Case-insensitive words, separated by commas, such as "${words}".` })),
  Reason: optionalText('The reason for a missing right. Resource strings [SR_…] and language blocks are translated for requests with a language.'),
}, { ...CLOSED, $id: `${name}Rule`, description: `The ${name} that the rule sets.` })

const FieldSchema = Type.Object({ FieldRight: rightSchema<FieldMask>('FieldRight', 'Read, UIHintReadOnly') }, {
  ...CLOSED, $id: 'FieldPropertyRule', description: 'The right to one property.',
})

const PROPERTY_NAMES = [BLOB_ENTITY_RIGHTS, PRODUCT_RIGHTS].flatMap(({ FieldProperties }) => Object.keys(FieldProperties))

/** Lists every name, because only listed names are case-insensitive in a request body. */
const FieldsSchema = Type.Unsafe<Readonly<Record<string, Static<typeof FieldSchema>>>>(
  Type.Object(Object.fromEntries(PROPERTY_NAMES.map(name => [name, Type.Optional(FieldSchema)])), {
    ...CLOSED, description: 'Rights by case-insensitive property name. Other properties keep their rights.',
  }))

export const RightsRuleSchema = Type.Object({
  Match: Type.Optional(RightsMatchSchema),
  TableRight: Type.Optional(rightSchema<TableMask>('TableRight', 'Select, Update')),
  FieldProperties: Type.Optional(FieldsSchema),
}, {
  ...CLOSED,
  $id: 'RightsRule',
  xml: { name: 'RightsRule' },
  description: 'A rule that limits the rights of callers.',
  examples: [{
    Match: { Caller: 'tje0', ProductId: 1001 },
    TableRight: { Mask: 'Select, Update', Reason: 'Pictures are made by the shop.' },
    FieldProperties: { Description: { FieldRight: { Mask: 'Read', Reason: '[SR_ACCESS_FIELD_R_DB]' } } },
  }],
})

export const ListedRightsRuleSchema = Type.Object({
  Id: Type.Integer({ description: 'The id of the rule.' }),
  Rule: RightsRuleSchema,
}, { $id: 'ListedRightsRule', description: 'A rule with its id.' })

/** A rights rule as a client adds it. It changes the rights of callers. */
export type RightsRule = Static<typeof RightsRuleSchema>
/** A rights rule with its id. */
export type ListedRightsRule = Static<typeof ListedRightsRuleSchema>
