import { Type, type Static } from '@sinclair/typebox'
import { ResponseDateTime, Bool, Int32, Text } from './scalars.js'

const author = (description: string) => Text({ description: `The name of the user who ${description}.` })
const date = (description: string) => ResponseDateTime({ description })

/**
 * Values of a row of the archive "Product" that are not properties of a product's carrier (the vendor's documentation, archive provider
 * "Product"). UpdatedById and RegisteredById are not columns: filters that compare a user with an id use them.
 */
export const ArchiveProductSchema = Type.Object({
  AllRows: Bool({ description: 'Always true.' }),
  NoRows: Bool({ description: 'Always false.' }),
  PriceListId: Int32({ description: 'Id of the price list to which the product refers; 0 if it refers to none.' }),
  Thumbnail: Text({ description: 'Always empty.' }),
  UpdatedBy: author('last changed the product'),
  UpdatedById: Int32(),
  UpdatedDate: date('When the product was last changed.'),
  RegisteredBy: author('registered the product'),
  RegisteredById: Int32(),
  RegisteredDate: date('When the product was registered.'),
  PriceListName: Text({ description: 'The name of the price list.' }),
  PriceListDescription: Text({ description: 'The description of the price list.' }),
  PriceListConnection: Text({ description: 'The quote connection that the price list belongs to.' }),
  PriceListCurrency: Text({ description: 'The currency of the price list.' }),
  PriceListValidFrom: date('The first day on which the price list is valid.'),
  PriceListValidTo: date('The last day on which the price list is valid.'),
  PriceListIsCopy: Bool({ description: 'True if the price list was copied from an ERP system.' }),
  PriceListIsActive: Bool({ description: 'True if the price list is in use.' }),
  PriceListUpdatedBy: author('last changed the price list'),
  PriceListUpdatedDate: date('When the price list was last changed.'),
  PriceListRegisteredBy: author('registered the price list'),
  PriceListRegisteredDate: date('When the price list was registered.'),
})

export type ArchiveProduct = Static<typeof ArchiveProductSchema>
