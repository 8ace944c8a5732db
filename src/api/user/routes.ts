import type { FastifyRequest } from 'fastify'
import { PrincipalSchema } from '../../carriers/principal.js'
import type { Config } from '../../config/config.js'
import type { Routes } from '../../http/routes.js'
import type { Store } from '../../storage/store.js'
import { READ_FAILURES, STORE_FAILURES, createFailures } from '../failures.js'
import { describeByGet } from '../service-info/call-list.js'
import { principalOf } from './principal.js'

interface UserOptions {
  readonly store: Store
  readonly config: Pick<Config, 'errorMessageKey'>
}

/**
 * Adds the calls that say who the caller is. Clients send them right after they have signed in. The hook that this adds is for its routes
 * only, so `app` must be a plugin of their own.
 */
export const addUserRoutes: Routes<UserOptions> = (app, { store, config }) => {
  const summary = 'Reads the user who sends the request'
  const response = { 200: PrincipalSchema, ...createFailures(config).failuresOfAnswers({ ...READ_FAILURES, ...STORE_FAILURES }) }

  async function readPrincipal ({ tenant, caller, wording }: FastifyRequest) {
    return principalOf(await store.signIn(tenant, caller), tenant, wording)
  }

  app.get('/api/v1/User/currentPrincipal', {
    schema: { operationId: 'v1User_GetCurrentPrincipal', tags: ['User'], summary, response },
  }, readPrincipal)

  describeByGet(app)

  app.post('/api/v1/Agents/User/GetCurrentPrincipal', {
    schema: { operationId: 'v1UserAgent_GetCurrentPrincipal', tags: ['User'], summary, response },
  }, readPrincipal)
}
