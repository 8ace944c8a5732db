import { Type, type TObject, type TSchema } from '@sinclair/typebox'
import mergePatch from 'json-merge-patch'
import type { WritePolicy } from '../../blobs/write-policy.js'
import type { Properties } from '../properties.js'
import { objectVariant, selectVariant } from '../../carriers/variants.js'
import { createPatchBody } from './change.js'
import { compileEntityReader, type EntityReading } from './entity-reader.js'
import type { Validation } from './value-conversion.js'

/**
 * Compiles a reader of merge patches (RFC 7396). A merge patch has the new values of some properties of an entity; null removes a property.
 */
export function compileMergePatchReader (schema: TObject, validation: Validation, writePolicy: WritePolicy): (patch: Properties) => EntityReading {
  const readEntity = compileEntityReader(createMergePatchSchema(schema), writePolicy)

  return body => {
    const { value, ...others } = readEntity(body, validation)
    const patch = { names: Object.keys(value), apply: (entity: Properties) => mergePatch.apply(entity, value) }
    return { ...others, value: createPatchBody(patch) }
  }
}

function createMergePatchSchema (schema: TObject): TObject {
  const properties = Object.entries<TSchema>(schema.properties).map(([name, property]) => {
    const nested = objectVariant(property)
    return [name, Type.Union([nested === undefined ? selectVariant(property) : createMergePatchSchema(nested), Type.Null()])]
  })
  return Type.Partial(Type.Object(Object.fromEntries(properties)))
}
