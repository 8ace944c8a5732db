import { isProperties } from '../codec/properties.js'
import { bodiesOf, mediaOf, operationsOf, parametersOf } from './parts.js'

/**
 * Completes what the generator made of schemas: undoes the nesting of whole bodies, and removes all defaults but those of optional
 * parameters. Generators such as openapi-typescript take a property with a default for one that is always there, and would ask for it
 * in requests. A request body with a default may be left out.
 */
export function completeSchemas (document: object): void {
  for (const operation of operationsOf(document)) {
    for (const { required, schema } of parametersOf(operation)) if (required === true) removeDefaults(schema)
    for (const body of bodiesOf(operation)) {
      for (const media of mediaOf(body)) {
        const { allOf = [], default: ofBody } = Object(media['schema'])
        if (body === operation['requestBody'] && ofBody !== undefined) body['required'] = false
        if (allOf.length === 1) media['schema'] = allOf[0]
        removeDefaults(media['schema'])
      }
    }
  }
  for (const schema of Object.values(Object(document).components.schemas)) removeDefaults(schema)
}

function removeDefaults (schema: unknown): void {
  if (!isProperties(schema)) return
  delete schema['default']
  const { properties, examples, ...keywords } = schema
  for (const part of [properties, keywords].flatMap(parts => Object.values(Object(parts))).flat()) removeDefaults(part)
}
