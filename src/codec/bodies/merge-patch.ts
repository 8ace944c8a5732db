import { Type, type TObject, type TSchema } from '@sinclair/typebox'
import mergePatch from 'json-merge-patch'
import type { Properties } from '../properties.js'
import { objectVariant, variantOf } from '../variants.js'
import { bodyOfPatch } from './change.js'
import { compileEntityReader, type EntityReading, type Validation } from './entity-reader.js'

/** Compiles the reading of a merge patch (RFC 7396): an entity in which each property may be null, to remove it. */
export function compileMergePatchReader (schema: TObject, validation: Validation): (patch: Properties) => EntityReading {
  const readEntity = compileEntityReader(mergePatchSchema(schema))

  return body => {
    const { value, violations } = readEntity(body, validation)
    const patch = { names: Object.keys(value), apply: (entity: Properties) => mergePatch.apply(entity, value) }
    return { value: bodyOfPatch(patch), violations }
  }
}

function mergePatchSchema (schema: TObject): TObject {
  const properties = Object.entries<TSchema>(schema.properties).map(([name, property]) => {
    const nested = objectVariant(property)
    return [name, Type.Union([nested === undefined ? variantOf(property) : mergePatchSchema(nested), Type.Null()])]
  })
  return Type.Partial(Type.Object(Object.fromEntries(properties)))
}
