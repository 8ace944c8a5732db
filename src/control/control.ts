import type { FastifyPluginAsync } from 'fastify'
import type { Config } from '../config.js'
import type { DocumentConfig } from '../openapi-bodies.js'
import { addLanguages } from '../protocol/language.js'
import { addSchemaCompilers } from '../protocol/schema-compilers.js'
import type { Store } from '../storage/store.js'
import { clock } from './clock.js'
import { addControlToken } from './control-token.js'
import type { Controls } from './controls.js'
import { createControlFailures } from './failures.js'
import { faultRoutes } from './faults/routes.js'
import type { TenantFaults } from './faults/tenant-faults.js'
import { journalRoutes } from './journal/routes.js'
import { addControlDocument } from './openapi.js'
import { metricsRoutes } from './metrics/routes.js'
import { pictures } from './pictures.js'
import { reset } from './reset.js'
import { rightsRoutes } from './rights/routes.js'
import { snapshots } from './snapshots.js'
import { state } from './state.js'
import { tenants } from './tenants.js'

export interface ControlOptions extends Omit<Controls, 'recorder'> {
  readonly store: Store
  readonly faults: TenantFaults
  readonly config: DocumentConfig & Pick<Config, 'controlToken' | 'journalSize'>
}

/** Bodies of testers are taken as they are meant or not at all, whatever the setting VALIDATION says of others. */
const READING = { validation: 'strict', putPatch: 'entity' } as const

/** What a tester does to the mock itself: all there is below `/_mock`. */
export const control: FastifyPluginAsync<ControlOptions> = async (app, options) => {
  const { store, clocks, faults, rights, journals, metrics, config } = options
  const failures = createControlFailures(config)
  addControlToken(app, config.controlToken)
  addSchemaCompilers(app, READING)
  addLanguages(app)
  addControlDocument(app, config)
  await app.register(state, { store, failures })
  await app.register(reset, { store, clocks, faults, rights, journals, failures })
  await app.register(snapshots, { store, clocks, failures })
  await app.register(tenants, { store, clocks, faults, rights, journals, failures })
  await app.register(clock, { clocks, failures })
  await app.register(faultRoutes, { faults, failures })
  await app.register(rightsRoutes, { rights, failures })
  await app.register(journalRoutes, { journals, journalSize: config.journalSize, failures })
  await app.register(metricsRoutes, { metrics, store, journals, failures })
  await app.register(pictures, { store, failures })
}
