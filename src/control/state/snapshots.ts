import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { SnapshotSchema } from '../../carriers/tenant-counts.js'
import { snapshotNameInvalid, snapshotNotFound, tooManySnapshots } from '../errors.js'
import { isTenantName } from '../../http/tenant.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'

const tags = ['Snapshots']

/** Each is as large as its tenant. */
const MOST_SNAPSHOTS = 100

const SnapshotsSchema = Type.Object({
  Snapshots: Type.Array(SnapshotSchema, { description: 'By name.' }),
}, { $id: 'Snapshots', description: 'The snapshots of a tenant.' })

const params = Type.Object({
  name: Type.String({ description: 'The name of the snapshot: 1 to 64 letters, digits, "-" or "_", in any case.' }),
})

const NAME_WRONG = { 400: 'The name of the snapshot, or of the tenant, is wrong.' }
const NOT_FOUND = { 404: 'There is no such snapshot; those that there are are named.' }

/** What a tenant had at an instant, to go back to. It is kept as the data are, and neither a reset nor a clear takes it. */
export const addSnapshotRoutes: ControlRoutes = (app, { store, clocks, failures }) => {
  async function notFound (tenant: string, name: string): Promise<Error> {
    return snapshotNotFound(name, (await store.listSnapshots(tenant)).map(({ Name }) => Name))
  }

  app.get('/_mock/snapshots', {
    schema: {
      tags,
      summary: 'Lists the snapshots with how much there is in each',
      response: { 200: SnapshotsSchema, ...failures({}) },
    },
  }, async ({ tenant }) => ({ Snapshots: await store.listSnapshots(tenant) }))

  app.put('/_mock/snapshots/:name', {
    schema: {
      tags,
      summary: 'Takes a snapshot',
      description: 'Of all data of the tenant, as they are at one instant, in the place of the snapshot that had this name. The body is not looked at.',
      params,
      response: {
        200: { ...SnapshotSchema, description: 'The snapshot.' },
        ...failures({ 400: `The name of the snapshot, or of the tenant, is wrong, or there are ${MOST_SNAPSHOTS} others.`, ...PLACE_FAILURES }),
      },
    },
  }, async ({ tenant, params: { name } }) => store.takeSnapshot(tenant, {
    name: checked(name),
    takenAt: new Date(clocks.now(tenant)).toISOString(),
    judge (others) {
      if (others >= MOST_SNAPSHOTS) throw tooManySnapshots(MOST_SNAPSHOTS)
    },
  }))

  app.post('/_mock/snapshots/:name/restore', {
    schema: {
      tags,
      summary: 'Goes back to a snapshot',
      description: 'In the place of all that the tenant has. The snapshot stays, and the clock as it is.',
      params,
      response: { 204: NoBody('The tenant has the data of the snapshot.'), ...failures({ ...NAME_WRONG, ...NOT_FOUND }) },
    },
  }, async ({ tenant, params: { name } }, reply) => {
    if (!await store.restoreSnapshot(tenant, checked(name))) throw await notFound(tenant, name)
    return reply.code(204).send()
  })

  app.delete('/_mock/snapshots/:name', {
    schema: {
      tags,
      summary: 'Removes a snapshot',
      params,
      response: { 204: NoBody('There is no such snapshot now.'), ...failures({ ...NAME_WRONG, ...NOT_FOUND }) },
    },
  }, async ({ tenant, params: { name } }, reply) => {
    if (!await store.removeSnapshot(tenant, checked(name))) throw await notFound(tenant, name)
    return reply.code(204).send()
  })
}

/** @throws ApiError 400 for what no snapshot can be named; the rule is that of tenants */
function checked (name: string): string {
  if (!isTenantName(name)) throw snapshotNameInvalid(name)
  return name
}
