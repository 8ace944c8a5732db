import type { FastifyRequest } from 'fastify'
import { PrincipalSchema } from '../../carriers/principal.js'
import type { Config } from '../../config/config.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { READ_FAILURES, STORE_FAILURES, createFailures } from '../failures.js'
import { describeByGet } from '../service-info/operation-list.js'
import { createPrincipal } from './principal.js'

interface UserOptions {
  readonly store: Store
  readonly config: Pick<Config, 'errorMessageKey'>
}

/**
 * Adds the routes that return the user who sends the request. `app` must be a separate plugin, because the hook of `describeByGet` must not
 * apply to other routes.
 */
export const addUserRoutes: Routes<UserOptions> = (app, { store, config }) => {
  const summary = 'Reads the user who sends the request'
  const response = { 200: PrincipalSchema, ...createFailures(config).negotiatedFailures({ ...READ_FAILURES, ...STORE_FAILURES }) }

  async function readPrincipal ({ tenant, caller, wording }: FastifyRequest) {
    return createPrincipal(await store.signIn(tenant, caller), tenant, wording)
  }

  app.get('/api/v1/User/currentPrincipal', {
    schema: { operationId: 'v1User_GetCurrentPrincipal', tags: ['User'], summary, response },
  }, readPrincipal)

  describeByGet(app)

  app.post('/api/v1/Agents/User/GetCurrentPrincipal', {
    schema: { operationId: 'v1UserAgent_GetCurrentPrincipal', tags: ['User'], summary, response },
  }, readPrincipal)
}
