import { CALENDAR_FORMAT, INT32_MAX, INT32_MIN, TEXT_FORMAT } from '../carriers/scalars.js'
import { RESPONSE_MEDIA_TYPES } from '../codec/media-types.js'
import { isProperties } from '../codec/properties.js'
import { ERROR_BODY_ID } from '../errors/error-bodies.js'
import { listBodies, entriesIn, listMedia, listOperations, listParameters, schemaName } from './parts.js'

/** Content of error responses. It replaces the generated content, which on picture routes would have the media types of pictures. */
const ERROR_CONTENT = Object.fromEntries(RESPONSE_MEDIA_TYPES.map(type => [type, { schema: { $ref: `#/components/schemas/${ERROR_BODY_ID}` } }]))

/** String formats that only the mock defines. They are removed, because clients cannot interpret them. */
const OWN_FORMATS = new Set<unknown>([CALENDAR_FORMAT, TEXT_FORMAT])

/**
 * Completes the generated schemas: unwraps the schemas that bodies.ts has wrapped in `allOf`, removes or simplifies keywords, replaces the
 * content of errors, and makes request bodies with a default optional.
 */
export function completeSchemas (document: object): void {
  for (const operation of listOperations(document)) {
    for (const { required, schema } of listParameters(operation)) if (required === true) simplify(schema)
    for (const body of listBodies(operation)) {
      for (const media of listMedia(body)) {
        const { allOf = [], default: ofBody } = Object(media['schema'])
        if (body === operation['requestBody'] && ofBody !== undefined) body['required'] = false
        if (allOf.length === 1) media['schema'] = allOf[0]
        simplify(media['schema'])
      }
      if (schemaName(body) === ERROR_BODY_ID) body['content'] = ERROR_CONTENT
    }
  }
  for (const [name, schema] of entriesIn(Object(document).components.schemas)) {
    simplify(schema)
    // `xml` is removed if its name equals the name of the component, because this name is the default.
    if (Object(schema['xml']).name === name) delete schema['xml']
  }
}

/**
 * Removes keywords that clients do not need, and describes most nullable types by a list such as `["string", "null"]`, but no enums or
 * references. Defaults are removed, because generators such as openapi-typescript would treat a property with a default as required in
 * requests.
 */
function simplify (schema: unknown): void {
  if (!isProperties(schema)) return
  const { properties, examples, ...keywords } = schema
  for (const part of [properties, keywords].flatMap(parts => Object.values(Object(parts))).flat()) simplify(part)
  delete schema['default']
  delete schema['x-patchable']
  delete schema['x-first-number']
  if (OWN_FORMATS.has(schema['format'])) delete schema['format']
  if (schema['format'] === 'int32' && schema['minimum'] === INT32_MIN) delete schema['minimum']
  if (schema['format'] === 'int32' && schema['maximum'] === INT32_MAX) delete schema['maximum']
  const [variant, nothing] = Array.isArray(schema['anyOf']) ? schema['anyOf'] : []
  if (nothing?.type === 'null' && typeof variant.type === 'string' && variant.enum === undefined) {
    delete schema['anyOf']
    Object.assign(schema, { ...variant, ...schema, type: [variant.type, 'null'] })
  }
}
