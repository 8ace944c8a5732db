import { Type, type Static } from '@sinclair/typebox'

const Count = (description: string) => Type.Integer({ minimum: 0, description })

/** A tenant with how much there is of it: the mock's own, no shape of the real service. */
export const TenantCountsSchema = Type.Object({
  Name: Type.String({ description: 'Its name as it was first written.' }),
  Products: Count('Products that are stored.'),
  Blobs: Count('Image infos, with the bytes of a picture or without.'),
  Callers: Count('Users who have saved something, and the administrator.'),
})

export type TenantCounts = Static<typeof TenantCountsSchema>
