import { Type, type Static } from '@sinclair/typebox'
import { AssociateSchema } from './associate.js'
import { AnsweredDateTime, Nullable } from './scalars.js'
import type { Product } from './product.js'

/** Who registered and changed a product, and when. The carrier has none of this, the archive "Product" lists all of it. */
export const ProductAuditSchema = Type.Object({
  RegisteredDate: AnsweredDateTime({ description: 'When the product was registered.' }),
  RegisteredBy: Nullable(AssociateSchema, { description: 'Who registered the product.' }),
  UpdatedDate: AnsweredDateTime({ description: 'When the product was last changed.' }),
  UpdatedBy: Nullable(AssociateSchema, { description: 'Who changed the product last.' }),
})

/** Dates in the stored form, and complete associates. */
export type ProductAudit = Static<typeof ProductAuditSchema>

export type AuditedProduct = Product & ProductAudit
