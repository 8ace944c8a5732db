import { Type } from '@sinclair/typebox'
import { NoBody } from '../../carriers/scalars.js'
import { SnapshotSchema } from '../../carriers/tenant-counts.js'
import { snapshotNameInvalid, snapshotNotFound, tooManySnapshots } from '../errors.js'
import { isTenantName } from '../../http/tenant.js'
import type { ControlRoutes } from '../control-routes.js'
import { PLACE_FAILURES } from '../failures.js'

const tags = ['Snapshots']

/** Maximum number of snapshots of a tenant, because each has copies of the rows of the tenant. */
const MOST_SNAPSHOTS = 100

const SnapshotsSchema = Type.Object({
  Snapshots: Type.Array(SnapshotSchema, { description: 'The snapshots, ordered by name.' }),
}, { $id: 'Snapshots', description: 'The snapshots of a tenant.' })

const params = Type.Object({
  name: Type.String({ description: 'The case-insensitive name of the snapshot: 1 to 64 letters, digits, "-" or "_".' }),
})

const NAME_WRONG = { 400: 'The name of the snapshot or of the tenant is invalid.' }
const NOT_FOUND = { 404: 'The snapshot does not exist. The message lists the existing ones.' }

/** Adds the routes for snapshots: named copies of the data of a tenant, which are stored in the database. */
export const addSnapshotRoutes: ControlRoutes = (app, { store, clocks, failures }) => {
  async function notFound (tenant: string, name: string): Promise<Error> {
    return snapshotNotFound(name, (await store.listSnapshots(tenant)).map(({ Name }) => Name))
  }

  app.get('/_mock/snapshots', {
    schema: {
      tags,
      summary: 'Lists the snapshots with their numbers of entities',
      response: { 200: SnapshotsSchema, ...failures({}) },
    },
  }, async ({ tenant }) => ({ Snapshots: await store.listSnapshots(tenant) }))

  app.put('/_mock/snapshots/:name', {
    schema: {
      tags,
      summary: 'Takes a snapshot',
      description: 'Copies all data of the tenant as of one instant, and replaces a snapshot with the same name. The body is ignored.',
      params,
      response: {
        200: { ...SnapshotSchema, description: 'The snapshot.' },
        ...failures({ 400: `The name of the snapshot or of the tenant is invalid, or the tenant has ${MOST_SNAPSHOTS} other snapshots.`, ...PLACE_FAILURES }),
      },
    },
  }, async ({ tenant, params: { name } }) => store.takeSnapshot(tenant, {
    name: requireSnapshotName(name),
    takenAt: new Date(clocks.now(tenant)).toISOString(),
    check (others) {
      if (others >= MOST_SNAPSHOTS) throw tooManySnapshots(MOST_SNAPSHOTS)
    },
  }))

  app.post('/_mock/snapshots/:name/restore', {
    schema: {
      tags,
      summary: 'Restores a snapshot',
      description: 'Replaces all data of the tenant by the snapshot. The snapshot and the clock are unchanged.',
      params,
      response: { 204: NoBody('The tenant has the data of the snapshot.'), ...failures({ ...NAME_WRONG, ...NOT_FOUND }) },
    },
  }, async ({ tenant, params: { name } }, reply) => {
    if (!await store.restoreSnapshot(tenant, requireSnapshotName(name))) throw await notFound(tenant, name)
    return reply.code(204).send()
  })

  app.delete('/_mock/snapshots/:name', {
    schema: {
      tags,
      summary: 'Removes a snapshot',
      params,
      response: { 204: NoBody('The snapshot is removed.'), ...failures({ ...NAME_WRONG, ...NOT_FOUND }) },
    },
  }, async ({ tenant, params: { name } }, reply) => {
    if (!await store.removeSnapshot(tenant, requireSnapshotName(name))) throw await notFound(tenant, name)
    return reply.code(204).send()
  })
}

function requireSnapshotName (name: string): string {
  if (!isTenantName(name)) throw snapshotNameInvalid(name)
  return name
}
