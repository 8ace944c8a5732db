import { Type, type Static } from '@sinclair/typebox'

const EntityCount = (description: string) => Type.Integer({ minimum: 0, description })

/** Numbers of stored entities: a shape of the mock, not of the vendor. */
const counts = {
  Products: EntityCount('Products that are stored.'),
  Blobs: EntityCount('Image infos, with the bytes of a picture or without.'),
  Callers: EntityCount('Users who have saved something, and the administrator.'),
}

export const TenantCountsSchema = Type.Object({
  Name: Type.String({ description: 'Its name as it was first written.' }),
  ...counts,
}, { description: 'How much there is of a tenant.' })

/** Number of products, blobs and callers of a tenant. */
export type TenantCounts = Static<typeof TenantCountsSchema>

export const SnapshotSchema = Type.Object({
  Name: Type.String({ description: 'Its name as it was written when it was taken.' }),
  TakenAt: Type.String({ description: "When it was taken, by the tenant's clock." }),
  ...counts,
}, { $id: 'Snapshot', description: 'What a tenant had at an instant.' })

/** A snapshot of a tenant: its name, date and counts. */
export type Snapshot = Static<typeof SnapshotSchema>
