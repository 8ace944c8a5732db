import { Type, type Static } from '@sinclair/typebox'
import { AnsweredDateTime, Bool, Int32, Text } from './scalars.js'

const author = (description: string) => Text({ description: `The name of the user who ${description}.` })
const date = (description: string) => AnsweredDateTime({ description })

/**
 * What the archive "Product" lists of a product beside the properties of its carrier (docs, archive provider "Product"). Authors are
 * listed by name, and found by name or id.
 */
export const ArchiveProductSchema = Type.Object({
  AllRows: Bool({ description: 'True for each product.' }),
  NoRows: Bool({ description: 'False for each product.' }),
  PriceListId: Int32({ description: 'The price list that the product is in; 0 for none.' }),
  Thumbnail: Text({ description: 'Always empty.' }),
  UpdatedBy: author('last changed the product'),
  UpdatedById: Int32(),
  UpdatedDate: date('When the product was last changed.'),
  RegisteredBy: author('registered the product'),
  RegisteredById: Int32(),
  RegisteredDate: date('When the product was registered.'),
  PriceListName: Text({ description: 'The name of the price list.' }),
  PriceListDescription: Text({ description: 'The description of the price list.' }),
  PriceListConnection: Text({ description: 'The connection that the price list is from.' }),
  PriceListCurrency: Text({ description: 'The currency of the price list.' }),
  PriceListValidFrom: date('When the price list becomes valid.'),
  PriceListValidTo: date('Until when the price list is valid.'),
  PriceListIsCopy: Bool({ description: 'Whether the price list is a copy of one of an ERP system.' }),
  PriceListIsActive: Bool({ description: 'Whether the price list is active.' }),
  PriceListUpdatedBy: author('last changed the price list'),
  PriceListUpdatedDate: date('When the price list was last changed.'),
  PriceListRegisteredBy: author('registered the price list'),
  PriceListRegisteredDate: date('When the price list was registered.'),
})

export type ArchiveProduct = Static<typeof ArchiveProductSchema>
