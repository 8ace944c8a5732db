import type { TObject } from '@sinclair/typebox'
import type { Config } from '../../config/config.js'
import {
  entityInvalid, entityMissing, entityNotAnObject, operationsNotAList, rootElementWrong, type ApiError, type Violation,
} from '../../errors/api-errors.js'
import { JsonPatchBody, MergePatchBody, TextBody, saidBy } from '../formats/parsed-body.js'
import { isProperties } from '../properties.js'
import { compileEntityReader, type EntityReading } from './entity-reader.js'
import { compileJsonPatchReader } from './json-patch.js'
import { compileMergePatchReader } from './merge-patch.js'

/** What Fastify takes from a validator. */
export type BodyReading = { readonly value: object } | { readonly error: ApiError }

const takenWith = new WeakMap<object, readonly Violation[]>()

/** What was wrong with a body that was taken all the same, under VALIDATION=warn. */
export function violationsOf (body: unknown): readonly Violation[] {
  return isProperties(body) ? takenWith.get(body) ?? [] : []
}

/**
 * Compiles the reading of an entity from a body, in whichever format it came. A value that comes out fits the
 * schema. Two keywords of the schema tell more: `xml` has the name of the root of documents, and `x-patchable`
 * says that handlers ask `changeOf` what the body changes, so that a patch may be one; elsewhere, and under
 * PUT_PATCH=entity, the body of a patch is read as the plain entity.
 */
export function compileBodyReader (
  schema: TObject, { validation, putPatch }: Pick<Config, 'validation' | 'putPatch'>
): (body: unknown) => BodyReading {
  const readEntity = compileEntityReader(schema)
  const patches = putPatch === 'apply' && schema['x-patchable'] === true
    ? { readMerge: compileMergePatchReader(schema, validation), readJson: compileJsonPatchReader(schema, readEntity, validation) }
    : undefined
  const rootName: string = schema['xml'].name

  function outcomeOf (reading: EntityReading | { readonly error: ApiError }): BodyReading {
    if ('error' in reading) return reading
    const { value, violations } = reading
    if (violations.length === 0) return reading
    if (validation === 'strict') return { error: entityInvalid(violations) }
    takenWith.set(value, violations)
    return { value }
  }

  return function readBody (body) {
    const said = saidBy(body)
    if (body instanceof TextBody && body.root !== undefined && body.root.toLowerCase() !== rootName.toLowerCase()) {
      return { error: rootElementWrong(rootName, body.root) }
    }
    if (said === undefined || said === null) return { error: entityMissing() }
    if (patches !== undefined && body instanceof JsonPatchBody) {
      return Array.isArray(said) ? outcomeOf(patches.readJson(said)) : { error: operationsNotAList(said) }
    }
    if (!isProperties(said)) return { error: entityNotAnObject(said) }
    if (patches !== undefined && body instanceof MergePatchBody) return outcomeOf(patches.readMerge(said))
    return outcomeOf(readEntity(said, validation, body instanceof TextBody ? body : undefined))
  }
}
