import { Type, type Static } from '@sinclair/typebox'
import { PRODUCT_RIGHTS } from '../../carriers/product-carrier.js'
import { BLOB_ENTITY_RIGHTS } from '../../carriers/rights.js'
import { Int32, TEXT_FORMAT, TEXT_LENGTH, Words } from '../../carriers/scalars.js'

const closed = { additionalProperties: false }

const text = (description: string, minLength = 0) =>
  Type.Optional(Type.String({ minLength, maxLength: TEXT_LENGTH, format: TEXT_FORMAT, description }))

const MatchSchema = Type.Object({
  Caller: text('The user name, in any case.', 1),
  ProductId: Type.Optional(Int32({
    minimum: 1, default: undefined, description: 'The product, or for a blob the product whose picture or thumbnail it is.',
  })),
  Entity: Type.Optional(Words(['BlobEntity', 'Product'], { description: 'What the rights are to; a BlobEntity when it is left out.' })),
}, { ...closed, description: 'Whose rights these are, and to what; those of everybody when nothing is said.' })

const rightSchema = (name: string, words: string) => Type.Object({
  Mask: Type.String({ description: `Words with commas between them, in any case, such as "${words}".` }),
  Reason: text('Why something is refused. [SR_…] and texts in several languages are translated for those who ask for a language.'),
}, { ...closed, $id: `${name}Rule`, description: `What the ${name} is then.` })

const FieldSchema = Type.Object({ FieldRight: rightSchema('FieldRight', 'Read, UIHintReadOnly') }, {
  ...closed, $id: 'FieldPropertyRule', description: 'The right on one property; its type and length stay.',
})

const PROPERTIES = [BLOB_ENTITY_RIGHTS, PRODUCT_RIGHTS].flatMap(({ FieldProperties }) => Object.keys(FieldProperties))

/** Each name is listed, so that it is read in any case. */
const FieldsSchema = Type.Unsafe<Readonly<Record<string, Static<typeof FieldSchema>>>>(
  Type.Object(Object.fromEntries(PROPERTIES.map(name => [name, Type.Optional(FieldSchema)])), {
    ...closed, description: 'By the names of properties of the entity, in any case. The others are as without the rule.',
  }))

/** A rule as a tester gives it. */
export const RightsRuleSchema = Type.Object({
  Match: Type.Optional(MatchSchema),
  TableRight: Type.Optional(rightSchema('TableRight', 'Select, Update')),
  FieldProperties: Type.Optional(FieldsSchema),
}, {
  ...closed,
  $id: 'RightsRule',
  xml: { name: 'RightsRule' },
  description: 'What callers may do.',
  examples: [{
    Match: { Caller: 'tje0', ProductId: 1001 },
    TableRight: { Mask: 'Select, Update', Reason: 'Pictures are made by the shop.' },
    FieldProperties: { Description: { FieldRight: { Mask: 'Read', Reason: '[SR_ACCESS_FIELD_R_DB]' } } },
  }],
})

/** A rule as it is listed. */
export const ListedRightsRuleSchema = Type.Object({
  Id: Type.Integer({ description: 'What names it.' }),
  Rule: RightsRuleSchema,
}, { $id: 'ListedRightsRule', description: 'A rule with its id.' })

/** A rule that changes the rights of a caller, as a test adds it. */
export type RightsRule = Static<typeof RightsRuleSchema>
/** A rights rule with its id. */
export type ListedRightsRule = Static<typeof ListedRightsRuleSchema>
