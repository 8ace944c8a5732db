import { Type, type Static } from '@sinclair/typebox'
import { OWNER_ENTITIES } from '../../carriers/owner.js'
import { PRODUCT_RIGHTS, BLOB_ENTITY_RIGHTS } from '../../context/unlimited-rights.js'
import { CLOSED, Int32, TEXT_FORMAT, TEXT_LENGTH, Words } from '../../carriers/scalars.js'

const optionalText = (description: string, minLength = 0) =>
  Type.Optional(Type.String({ minLength, maxLength: TEXT_LENGTH, format: TEXT_FORMAT, description }))

const RightsMatchSchema = Type.Object({
  Caller: optionalText('The user name, in any case.', 1),
  ProductId: Type.Optional(Int32({
    minimum: 1, default: undefined, description: 'The product, or for a blob the product whose picture or thumbnail it is: short for Owner and OwnerId.',
  })),
  Owner: Type.Optional(Words(OWNER_ENTITIES, { default: undefined, description: 'The kind of the owner whose picture or thumbnail the blob is.' })),
  OwnerId: Type.Optional(Int32({ minimum: 1, default: undefined, description: 'The owner; every owner of the kind when it is left out.' })),
  Entity: Type.Optional(Words(['BlobEntity', 'Product'], { description: 'What the rights are to; a BlobEntity when it is left out.' })),
}, { ...CLOSED, description: 'Whose rights these are, and to what; those of everybody when nothing is said.' })

const rightSchema = (name: string, words: string) => Type.Object({
  Mask: Type.String({ description: `Words with commas between them, in any case, such as "${words}".` }),
  Reason: optionalText('Why something is refused. [SR_…] and texts in several languages are translated for those who ask for a language.'),
}, { ...CLOSED, $id: `${name}Rule`, description: `What the ${name} is then.` })

const FieldSchema = Type.Object({ FieldRight: rightSchema('FieldRight', 'Read, UIHintReadOnly') }, {
  ...CLOSED, $id: 'FieldPropertyRule', description: 'The right on one property; its type and length stay.',
})

const PROPERTY_NAMES = [BLOB_ENTITY_RIGHTS, PRODUCT_RIGHTS].flatMap(({ FieldProperties }) => Object.keys(FieldProperties))

/** Lists each name, so that property names are case-insensitive. */
const FieldsSchema = Type.Unsafe<Readonly<Record<string, Static<typeof FieldSchema>>>>(
  Type.Object(Object.fromEntries(PROPERTY_NAMES.map(name => [name, Type.Optional(FieldSchema)])), {
    ...CLOSED, description: 'By the names of properties of the entity, in any case. The others are as without the rule.',
  }))

/** A rights rule in a request. */
export const RightsRuleSchema = Type.Object({
  Match: Type.Optional(RightsMatchSchema),
  TableRight: Type.Optional(rightSchema('TableRight', 'Select, Update')),
  FieldProperties: Type.Optional(FieldsSchema),
}, {
  ...CLOSED,
  $id: 'RightsRule',
  xml: { name: 'RightsRule' },
  description: 'What callers may do.',
  examples: [{
    Match: { Caller: 'tje0', ProductId: 1001 },
    TableRight: { Mask: 'Select, Update', Reason: 'Pictures are made by the shop.' },
    FieldProperties: { Description: { FieldRight: { Mask: 'Read', Reason: '[SR_ACCESS_FIELD_R_DB]' } } },
  }],
})

/** A rights rule in a response. */
export const ListedRightsRuleSchema = Type.Object({
  Id: Type.Integer({ description: 'What names it.' }),
  Rule: RightsRuleSchema,
}, { $id: 'ListedRightsRule', description: 'A rule with its id.' })

/** A rule that changes the rights of a caller, as a test adds it. */
export type RightsRule = Static<typeof RightsRuleSchema>
/** A rights rule with its id. */
export type ListedRightsRule = Static<typeof ListedRightsRuleSchema>
