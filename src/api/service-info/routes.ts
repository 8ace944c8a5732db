import { Type, type Static } from '@sinclair/typebox'
import Negotiator from 'negotiator'
import { withinCalendar } from '../../carriers/date-time.js'
import { tenantInvalid } from '../../errors/api-errors.js'
import type { ClockReader } from '../../context/clock.js'
import type { ListedRoute } from '../../http/route-list.js'
import { isTenantName } from '../../http/tenant.js'
import type { Routes } from '../../http/routes.js'
import { VERSION } from '../../config/version.js'
import { OperationListSchema, apiAddress, listOperations } from './operation-list.js'

interface ServiceInfoOptions {
  readonly clock: ClockReader
  readonly routes: readonly ListedRoute[]
}

const HTML = 'text/html'

/** Content security policy of the page at /api, which has neither scripts nor styles. */
const PAGE_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const SERVICE_TAGS = ['Service']

/** The release of SuperOffice whose values the vendor's documentation shows (superoffice-protocol, section 14). */
const RELEASE = {
  NetServerVersion: '10.0.2.617', NetServerAssembly: '10.0.0.0', NetServerDate: '2021-11-18',
  NetServerLabel: 'Release_10.0.2_2021.11.12-01', Services: 'Services87', ServicesCurrent: 'Services88',
}

const ApiSchema = Type.Object({
  v1: Type.String({ description: 'The base address of the operations.' }),
  NetServerVersion: Type.String(),
  NetServerAssembly: Type.String(),
  NetServerDate: Type.String(),
  NetServerLabel: Type.String(),
  NetServer: Type.String(),
  Services: Type.String(),
  ServicesCurrent: Type.String(),
  Version: Type.String(),
}, { $id: 'ApiVersion', description: 'The version of the API.' })

const TenantStateSchema = Type.Object({
  ContextIdentifier: Type.String({ description: 'The name of the tenant.' }),
  Endpoint: Type.String(),
  State: Type.String({ description: 'The state: always Running.' }),
  IsRunning: Type.Boolean(),
  ValidUntil: Type.String({ description: 'The time until which the state may be cached.' }),
  Api: Type.String({ description: 'The address of the API of the tenant.' }),
}, { $id: 'TenantState', description: 'The state of a tenant.' })

/** The time for which a client may cache the state of a tenant. An assumption: the vendor's documentation names no value. */
const STATE_LIFETIME_MS = 15 * 60 * 1000

/** Adds the routes for API version, list of operations and tenant state, without authentication (superoffice-protocol, sections 14, 15). */
export const addServiceInfoRoutes: Routes<ServiceInfoOptions> = (app, { clock, routes }) => {
  app.get('/api', {
    schema: { tags: SERVICE_TAGS, security: [], summary: 'Returns the version of the API, as HTML or JSON', produces: [HTML, 'application/json'], response: { 200: Type.Unsafe<Static<typeof ApiSchema> | string>(ApiSchema) } },
  }, async (request, reply) => {
    const address = apiAddress(request)
    const api = {
      v1: `${address}/v1`,
      ...RELEASE,
      NetServer: `superoffice-mock ${VERSION}, a stand-in for SuperOffice ${RELEASE.NetServerVersion}`,
      Version: 'v1',
    }
    reply.header('vary', 'Accept, Origin')
    const [type] = new Negotiator({ headers: { accept: request.headers.accept ?? '*/*' } }).mediaTypes([HTML, 'application/json', 'text/json'])
    if (type !== HTML) return api
    return reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(renderPage(api))
  })

  app.get('/api/v1', {
    schema: { tags: SERVICE_TAGS, security: [], summary: 'Lists the operations', response: { 200: OperationListSchema } },
  }, async request => listOperations(routes, request))

  app.get('/api/state/:tenant', {
    schema: {
      tags: SERVICE_TAGS,
      security: [],
      summary: 'Returns the state of a tenant',
      params: Type.Object({ tenant: Type.String({ description: 'The name of the tenant.' }) }),
      response: { 200: TenantStateSchema },
    },
  }, async request => {
    const { address, params: { tenant } } = request
    if (!isTenantName(tenant)) throw tenantInvalid(tenant)
    const Endpoint = `${address}/${tenant}`
    const ValidUntil = withinCalendar(clock.now(tenant) + STATE_LIFETIME_MS).toISOString()
    return { ContextIdentifier: tenant, Endpoint, State: 'Running', IsRunning: true, ValidUntil, Api: `${Endpoint}/api` }
  })
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)

function renderPage (api: Readonly<Record<string, string>>): string {
  const rows = Object.entries(api).map(([name, value]) => {
    const text = escapeHtml(value)
    return `<tr><th>${name}<td>${name === 'v1' ? `<a href="${text}">${text}</a>` : text}`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>SuperOffice WebAPI (mock)</title>
<h1>SuperOffice WebAPI (mock)</h1><table>${rows.join('')}</table>`
}
