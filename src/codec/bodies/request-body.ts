import type { TObject } from '@sinclair/typebox'
import type { Config } from '../../config/config.js'
import { entityInvalid, entityMissing, entityNotAnObject, operationsNotAList, rootElementWrong, type Violation } from '../../errors/api-errors.js'
import type { ApiError } from '../../errors/error-bodies.js'
import { JsonPatchBody, MergePatchBody, TextBody, saidBy } from '../formats/parsed-body.js'
import { isProperties } from '../properties.js'
import { compileEntityReader, type EntityReading } from './entity-reader.js'
import { compileJsonPatchReader } from './json-patch.js'
import { compileMergePatchReader } from './merge-patch.js'

/** The result that Fastify expects of a validator. */
type BodyReading = { readonly value: object } | { readonly error: ApiError }

const acceptedViolations = new WeakMap<object, readonly Violation[]>()

/** Returns the violations of a body that was accepted under VALIDATION=warn. */
export function violationsOf (body: unknown): readonly Violation[] {
  return isProperties(body) ? acceptedViolations.get(body) ?? [] : []
}

/**
 * Compiles a reader of an entity from a body of any format. The value that it returns matches the schema. The schema has two
 * additional keywords. `xml` names the root element. `x-patchable` is true if the handlers call `changeOf` and so support patches;
 * otherwise, and under PUT_PATCH=entity, the body of a patch is read as a plain entity.
 */
export function compileBodyReader (
  schema: TObject, { validation, putPatch, writePolicy }: Pick<Config, 'validation' | 'putPatch' | 'writePolicy'>
): (body: unknown) => BodyReading {
  const readEntity = compileEntityReader(schema, writePolicy)
  const patches = putPatch === 'apply' && schema['x-patchable'] === true
    ? { readMerge: compileMergePatchReader(schema, validation, writePolicy), readJson: compileJsonPatchReader(schema, readEntity, validation) }
    : undefined
  const rootName: string = schema['xml'].name

  function finish (reading: EntityReading | { readonly error: ApiError }): BodyReading {
    if ('error' in reading) return reading
    const { value, violations, isRefused } = reading
    if (isRefused) return { error: entityInvalid(violations) }
    if (violations.length === 0) return reading
    acceptedViolations.set(value, violations)
    return { value }
  }

  return function readBody (body) {
    const plain = saidBy(body)
    if (body instanceof TextBody && body.root !== undefined && body.root.toLowerCase() !== rootName.toLowerCase()) {
      return { error: rootElementWrong(rootName, body.root) }
    }
    if (plain === undefined || plain === null) return { error: entityMissing() }
    if (patches !== undefined && body instanceof JsonPatchBody) {
      return Array.isArray(plain) ? finish(patches.readJson(plain)) : { error: operationsNotAList(plain) }
    }
    if (!isProperties(plain)) return { error: entityNotAnObject(plain) }
    if (patches !== undefined && body instanceof MergePatchBody) return finish(patches.readMerge(plain))
    return finish(readEntity(plain, validation, body instanceof TextBody ? body : undefined))
  }
}
