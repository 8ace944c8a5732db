import { Type, type TObject } from '@sinclair/typebox'
import { Nullable } from './scalars.js'

/** Creates the schema of an OData list response (superoffice-protocol, section 13). `row` is the schema of a row. */
export const createEnvelope = <Row extends TObject>(row: Row, $id: string) => Type.Object({
  'odata.metadata': Type.String({ description: 'The address at which the columns are described.' }),
  'odata.nextLink': Nullable(Type.String(), { description: 'The address of the next page; null on the last page.' }),
  value: Type.Array(row, { description: 'The rows.' }),
}, { $id, xml: { name: 'ODataSlimResponse' }, description: 'A page of a list.' })
