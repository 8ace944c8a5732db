import { Type, type Static } from '@sinclair/typebox'

const FieldPropertySchema = Type.Object({
  FieldRight: Type.Object({
    Mask: Type.String({ description: 'The rights to the property as a list of words, such as "Update".' }),
    Reason: Type.String({ description: 'The reason why a right is missing; empty if none is.' }),
  }, { $id: 'FieldRight', description: 'The right of the caller to one property.' }),
  FieldType: Type.String({ description: 'The .NET type of the property.' }),
  FieldLength: Type.Integer({ format: 'int32', description: 'The length of the column that stores the property.' }),
}, { $id: 'FieldProperty', description: 'Right, type and length of one property.' })

export const FieldPropertiesSchema = Type.Record(Type.String(), FieldPropertySchema, {
  $id: 'FieldProperties',
  // The name of an entry in the service's SOAP contract.
  'x-xml-entry': 'FieldPropertyDictionaryKeyValuePair',
  description: 'Right, type and length of each property of the carrier, by the name of the property. ' +
    'In XML, each is an element FieldPropertyDictionaryKeyValuePair with Key and Value.',
})

export type FieldProperty = Static<typeof FieldPropertySchema>
export type FieldProperties = Static<typeof FieldPropertiesSchema>
