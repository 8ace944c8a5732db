import { AS_STORED } from '../../context/wording.js'
import { completedProduct } from '../../storage/complete-product.js'
import { productCarrier } from './product-carrier.js'
import type { ProductBody } from '../../carriers/product.js'

/** The example of a request body with a product in the OpenAPI document. */
export const PRODUCT_SAMPLE = {
  ProductId: 0,
  ERPProductKey: 'LAMP-01',
  ERPPriceListKey: 'NOK-2026',
  Name: 'Desk lamp',
  Description: 'A lamp with an arm, in black',
  Code: 'DL-100',
  PriceUnit: 'piece',
  QuantityUnit: 'piece',
  IsSubscription: false,
  SubscriptionUnit: '',
  DefaultSubscriptionQuantity: 0,
  ItemNumber: '1.4',
  Url: 'https://www.example.com/desk-lamp',
  ProductCategoryKey: 'Lamps',
  ProductFamilyKey: 'Office',
  ProductTypeKey: 'Goods',
  VAT: 25,
  VATInfo: 'Standard rate',
  UnitCost: 180.5,
  UnitMinimumPrice: 249.9,
  UnitListPrice: 349.9,
  InAssortment: true,
  Supplier: 'Example Lighting',
  SupplierCode: 'EL-7',
  Rights: 'UnitCost=R',
  Rule: '',
  ExtraInfo: [{ Name: 'Colour', Value: 'black', Type: 'String' }],
  RawExtraInfo: '',
  ExtraField1: '',
  ExtraField2: '',
  ExtraField3: '',
  ExtraField4: '',
  ExtraField5: '',
  InStock: 12,
} satisfies ProductBody

/** Example of a response to a POST of the sample. The id follows those of the shipped seed. */
export const PRODUCT_SAMPLE_RESPONSE = productCarrier({ ...completedProduct(PRODUCT_SAMPLE), ProductId: 1004 }, AS_STORED)

/** The example of a response of the product list in the OpenAPI document. */
export const PRODUCT_LIST_SAMPLE = {
  'odata.metadata': 'http://127.0.0.1:3000/api/v1/Archive/Product/$metadata',
  'odata.nextLink': null,
  value: [{ PrimaryKey: '1004', EntityName: 'productInAssortment', name: 'Desk lamp', listPrice: 349.9 }],
}
