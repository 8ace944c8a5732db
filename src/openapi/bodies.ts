import type { SwaggerTransformObject } from '@fastify/swagger'
import type { FastifySchema, RouteOptions } from 'fastify'
import type { Config } from '../config/config.js'
import { errorBodySchema, superOfficeErrorSchema } from '../errors/error-bodies.js'
import { responseHeaders, requestHeaders } from './headers.js'
import { listOperations } from './parts.js'
import { JsonPatchOperationSchema } from '../codec/bodies/json-patch.js'
import { DEFAULT_TYPE } from '../codec/media-types.js'
import { API_PATHS, CONTROL_PATHS } from '../http/route-list.js'
import { isProperties, type Properties } from '../codec/properties.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Documents a request body for which the route has no validation schema. */
    readonly documentedBody?: { readonly types: readonly string[], readonly schema: Properties }
  }
}

/** Option of @fastify/swagger: components are named by the `$id` of their schemas. */
export const LOCAL_REFERENCES = { buildLocalReference: (schema: { readonly $id?: unknown }) => String(schema.$id) }

/**
 * Settings that are needed for each of the two OpenAPI documents, that of the API and that of the control routes. The document of the API
 * also depends on other settings.
 */
export type DocumentConfig = Pick<Config, 'control' | 'errorMessageKey' | 'tls' | 'tlsCert' | 'trustProxy'>

/**
 * Creates the function that prepares the schema of a route for an OpenAPI document. The function adds headers, a missing operation id and
 * the request body in `documentedBody`. If CONTROL is on, it adds the response of fault rules to routes of the API. It makes components of
 * bodies with an `$id`. For request bodies without `documentedBody`, it removes the media types that SYNONYM matches, unless `x-patchable`
 * is true.
 */
export function compileDocumented (config: DocumentConfig) {
  const faultResponses = { default: { ...errorBodySchema(superOfficeErrorSchema(config.errorMessageKey)), description: 'The failure that a rule of /_mock/faults sets.' } }

  return function documented (schema: FastifySchema, { url, method, config: { documentedBody } = {} }: RouteOptions): FastifySchema {
    const { body = documentedBody?.schema, consumes = [], response } = schema
    // Routes of the API that never need a credential have an empty `security`.
    const isAuthenticated = API_PATHS.test(url) && schema.security === undefined
    const responses = { ...Object(response), ...(config.control === 'on' && API_PATHS.test(url) && faultResponses) }
    return {
      operationId: operationId(String([method].flat()[0]), url),
      ...schema,
      ...(isAuthenticated && { headers: requestHeaders(responses) }),
      consumes: documentedBody?.types.slice() ?? consumes.filter(type => !SYNONYM.test(type) || Object(body)['x-patchable']),
      ...(body !== undefined && { body: asComponent(body) }),
      response: Object.fromEntries(Object.entries(responses).map(([status, one]) =>
        [status, asComponent({ ...Object(one), headers: responseHeaders({ status, responses, isAuthenticated }) })])),
    }
  }
}

/**
 * Matches text/json and text/xml, which are synonyms of other media types, and the media types of patches. Of the request bodies in an
 * OpenAPI document, only those whose schema sets `x-patchable` to true list these types.
 */
const SYNONYM = /^text\/|-patch\+json$/

/** Returns the operation id of a route that has none from the vendor: `getJournalById` for `GET /_mock/journal/:id`. */
function operationId (method: string, url: string): string {
  const words = url.replace(CONTROL_PATHS, '').replaceAll(':', 'by-').split(/[^a-z0-9]/i)
  return method.toLowerCase() + words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** Nests a schema with an `$id` in another schema, because the generator makes components only of nested schemas. */
function asComponent (schema: unknown): unknown {
  if (!isProperties(schema) || schema['$id'] === undefined) return schema
  const { description, examples, headers, default: ofBody, ...component } = schema
  return {
    allOf: [component],
    description,
    ...(examples !== undefined && { examples }),
    ...(headers !== undefined && { headers }),
    ...(ofBody !== undefined && { default: ofBody }),
  }
}

/**
 * Returns the function that documents request bodies which are files, forms or patches. The generator would use one schema for all media
 * types of a body.
 */
export const documentBodies = (putPatch: Config['putPatch']): SwaggerTransformObject => document => {
  const [described] = Object.values(document)
  for (const { requestBody } of listOperations(described)) {
    const { content = {} } = Object(requestBody)
    if (FILE_TYPE in content) content[FILE_TYPE] = FILE_BODY
    const { schema, example } = Object(content[DEFAULT_TYPE])
    if (example !== undefined) Object.assign(content, otherTypes(schema, example, putPatch))
  }
  return described
}

const FILE_TYPE = 'multipart/form-data'

/** A form with one file. The mock accepts any name of the field. */
const FILE_BODY = { schema: { type: 'object', properties: { image: { type: 'string', format: 'binary' } }, required: ['image'] } }

/** Returns the form fields of a value, one for each innermost property: `CreatedBy.Name`, `ExtraInfo[0].Name`. */
function listFormFields (name: string, value: unknown): [name: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => listFormFields(`${name}[${index}]`, item))
  return isProperties(value)
    ? Object.entries(value).flatMap(([inner, innerValue]) => listFormFields(`${name}.${inner}`, innerValue))
    : [[name, value]]
}

/** Returns the OpenAPI media type objects of a request body for a form and, with PUT_PATCH=apply, for the two kinds of patches. */
function otherTypes (schema: Properties, example: Properties, putPatch: Config['putPatch']): Properties {
  const [[name = '', value] = []] = Object.entries(example).filter(([, text]) => typeof text === 'string')
  const fields = Object.entries(example).flatMap(([field, content]) => listFormFields(field, content))
  const properties = Object.fromEntries(fields.map(([field, content]) => [field, { type: Number.isInteger(content) ? 'integer' : typeof content }]))
  return {
    'application/x-www-form-urlencoded': { schema: { type: 'object', properties }, example: Object.fromEntries(fields) },
    ...(putPatch === 'apply' && {
      'application/json-patch+json': { schema: JSON_PATCH, example: [{ op: 'replace', path: `/${name}`, value }] },
      'application/merge-patch+json': { schema, example: { [name]: value } },
    }),
  }
}

const JSON_PATCH = {
  title: 'JsonPatch',
  type: 'array',
  items: structuredClone(JsonPatchOperationSchema),
  description: 'Operations on the stored entity. All are applied, or none (RFC 6902).',
}
