import { Type, type TObject } from '@sinclair/typebox'
import { Nullable } from './scalars.js'

/** Returns the schema of a list response (superoffice-protocol, section 13) with rows of the given schema. */
export const createEnvelope = <Row extends TObject>(row: Row, $id: string) => Type.Object({
  'odata.metadata': Type.String({ description: 'The address of the description of the columns.' }),
  'odata.nextLink': Nullable(Type.String(), { description: 'The address of the next page; null on the last page.' }),
  value: Type.Array(row, { description: 'The rows.' }),
}, { $id, xml: { name: 'ODataSlimResponse' }, description: 'A page of a list.' })
