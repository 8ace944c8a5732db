import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema } from './associate.js'
import { ResponseDateTime, Nullable } from './scalars.js'
import type { Product } from './product.js'

/** The authors and dates of a product, which are columns of the archive "Product" but not properties of a product's carrier. */
export const ProductAuditSchema = Type.Object({
  RegisteredDate: ResponseDateTime({ description: 'When the product was registered.' }),
  RegisteredBy: Nullable(AssociateSchema, { description: 'The user who registered the product.' }),
  UpdatedDate: ResponseDateTime({ description: 'When the product was last changed.' }),
  UpdatedBy: Nullable(AssociateSchema, { description: 'The user who last changed the product.' }),
})

export type ProductAudit = Static<typeof ProductAuditSchema>

export type AuditedProduct = Product & ProductAudit
