import type { EntityRights } from '../../carriers/entity-rights.js'
import type { FieldProperties } from '../../carriers/field-properties.js'
import type { Product, ProductCarrier } from '../../carriers/product.js'
import { hideUnreadable } from '../../context/rights.js'
import { PRODUCT_RIGHTS } from '../../context/unlimited-rights.js'
import type { Wording } from '../../context/wording.js'

const NO_FIELDS: FieldProperties = Object.freeze({})

/** String properties whose values may contain several languages and are translated. */
export const PRODUCT_WORDINGS = [
  'Name', 'Description', 'PriceUnit', 'QuantityUnit', 'SubscriptionUnit', 'ProductCategoryKey', 'ProductFamilyKey',
  'ProductTypeKey', 'VATInfo', 'Supplier', 'ExtraField1', 'ExtraField2', 'ExtraField3', 'ExtraField4', 'ExtraField5',
] as const satisfies (keyof Product)[]

/** Returns the carrier of a stored product. Values that the caller must not read are null or defaults. */
export function productCarrier (stored: Product, wording: Wording, rights: EntityRights<Product> = PRODUCT_RIGHTS): ProductCarrier {
  const product = hideUnreadable(stored, rights)
  const carrier: ProductCarrier = {
    ...product,
    ExtraInfo: product.ExtraInfo.map(field => ({
      Name: wording.text(field.Name),
      Value: wording.text(field.Value),
      Type: field.Type,
      TableRight: null,
      FieldProperties: NO_FIELDS,
    })),
    TableRight: rights.TableRight,
    FieldProperties: rights.FieldProperties,
  }
  for (const name of PRODUCT_WORDINGS) carrier[name] = wording.text(product[name])
  return carrier
}
