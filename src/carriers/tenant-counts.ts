import { Type, type Static } from '@sinclair/typebox'

const EntityCount = (description: string) => Type.Integer({ minimum: 0, description })

const counts = {
  Products: EntityCount('The number of stored products.'),
  Blobs: EntityCount('The number of image infos, with or without the bytes of a picture.'),
  Callers: EntityCount('The number of stored users, including the administrator. A user is stored by the seed, by signing in or by saving something.'),
}

export const TenantCountsSchema = Type.Object({
  Name: Type.String({ description: 'The name of the tenant, in the spelling in which it was first used.' }),
  ...counts,
}, { description: 'A tenant with the numbers of its entities.' })

export type TenantCounts = Static<typeof TenantCountsSchema>

export const SnapshotSchema = Type.Object({
  Name: Type.String({ description: 'The name of the snapshot, in the spelling in which it was taken.' }),
  TakenAt: Type.String({ description: "The time at which the snapshot was taken, by the tenant's clock." }),
  ...counts,
}, { $id: 'Snapshot', description: 'A copy of the data of a tenant.' })

export type Snapshot = Static<typeof SnapshotSchema>
