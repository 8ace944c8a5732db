import { Type } from '@sinclair/typebox'
import { VERSION } from '../config/version.js'
import { routeTemplate, type ListedRoute } from '../http/route-list.js'
import type { Routes } from '../http/routes.js'
import type { ControlFailures } from './failures.js'

const DOCUMENT = '/_mock/openapi.json'

const IndexSchema = Type.Object({
  Version: Type.String({ description: 'The version of the mock.' }),
  Tenant: Type.String({ description: 'The tenant of the request. Its name precedes /_mock in the path; without a name, the tenant is default.' }),
  Document: Type.String({ description: 'The path of the OpenAPI document of these routes.' }),
  Routes: Type.Array(Type.Object({
    Method: Type.String(),
    Path: Type.String({ description: 'The path without the tenant.' }),
    Summary: Type.String(),
  })),
}, { $id: 'Index', description: 'The control routes of the mock.' })

interface IndexOptions {
  readonly failures: ControlFailures
  /** The control routes, except that of the OpenAPI document. The list is incomplete until the server is ready. */
  readonly routes: readonly ListedRoute[]
}

/** Adds the route that lists the control routes. */
export const addIndexRoute: Routes<IndexOptions> = (app, { failures, routes }) => {
  app.get('/_mock', {
    schema: { tags: ['Index'], summary: 'Lists these routes', response: { 200: IndexSchema, ...failures({}) } },
  }, async ({ tenant }) => ({ Version: VERSION, Tenant: tenant, Document: DOCUMENT, Routes: routes.flatMap(describeRoute) }))
}

/** HEAD is omitted, because every GET route has it. Routes without a summary are omitted. */
const describeRoute = ({ url, methods, schema }: ListedRoute) => schema?.summary === undefined
  ? []
  : methods.filter(method => method !== 'HEAD').map(Method => ({ Method, Path: routeTemplate(url), Summary: String(schema.summary) }))
