import { Type, type Static } from '@sinclair/typebox'

const EntityCount = (description: string) => Type.Integer({ minimum: 0, description })

/** Numbers of stored entities: a shape of the mock, not of the vendor. */
const counts = {
  Products: EntityCount('The number of stored products.'),
  Blobs: EntityCount('The number of image infos, with or without the bytes of a picture.'),
  Callers: EntityCount('The number of users who have saved anything, including the administrator.'),
}

export const TenantCountsSchema = Type.Object({
  Name: Type.String({ description: 'The name, in the spelling of its first use.' }),
  ...counts,
}, { description: 'A tenant with the number of its entities.' })

/** Number of products, blobs and callers of a tenant. */
export type TenantCounts = Static<typeof TenantCountsSchema>

export const SnapshotSchema = Type.Object({
  Name: Type.String({ description: 'The name, as it was spelled when the snapshot was taken.' }),
  TakenAt: Type.String({ description: "The time at which the snapshot was taken, by the tenant's clock." }),
  ...counts,
}, { $id: 'Snapshot', description: 'A copy of the data of a tenant.' })

/** A snapshot of a tenant: its name, date and counts. */
export type Snapshot = Static<typeof SnapshotSchema>
