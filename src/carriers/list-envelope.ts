import { Type, type TObject } from '@sinclair/typebox'
import { Nullable } from './scalars.js'

/** Returns the schema of a list response (superoffice-protocol, section 13) with rows of the given schema. */
export const envelopeOf = <Row extends TObject>(row: Row, $id: string) => Type.Object({
  'odata.metadata': Type.String({ description: 'Where the description of the columns would be.' }),
  'odata.nextLink': Nullable(Type.String(), { description: 'Where the rows are that did not fit; null when there are no more of those asked for.' }),
  value: Type.Array(row, { description: 'The rows.' }),
}, { $id, xml: { name: 'ODataSlimResponse' }, description: 'A page of a list.' })
