import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema } from './associate.js'
import { ResponseDateTime, Nullable } from './scalars.js'
import type { Product } from './product.js'

/**
 * The authors and dates of a product's registration and last change. The archive "Product" has columns for them, but the carrier of a
 * product does not contain them.
 */
export const ProductAuditSchema = Type.Object({
  RegisteredDate: ResponseDateTime({ description: 'When the product was registered.' }),
  RegisteredBy: Nullable(AssociateSchema, { description: 'The user who registered the product.' }),
  UpdatedDate: ResponseDateTime({ description: 'When the product was last changed.' }),
  UpdatedBy: Nullable(AssociateSchema, { description: 'The user who last changed the product.' }),
})

/** A product's registration and last change, in stored form: dates in UTC and complete associates. */
export type ProductAudit = Static<typeof ProductAuditSchema>

export type AuditedProduct = Product & ProductAudit
