import type { TObject } from '@sinclair/typebox'
import type { Config } from '../../config/config.js'
import { entityInvalid, entityMissing, entityNotAnObject, operationsNotAList, rootElementWrong, violationSentence } from '../../errors/api-errors.js'
import type { ApiError } from '../../errors/error-bodies.js'
import { JsonPatchBody, MergePatchBody, TextBody, saidBy } from '../formats/parsed-body.js'
import { isProperties } from '../properties.js'
import { compileEntityReader, type EntityReading } from './entity-reader.js'
import { describeIgnored } from './ignored-names.js'
import { compileJsonPatchReader, type MalformedPatch } from './json-patch.js'
import { compileMergePatchReader } from './merge-patch.js'

/** The result of a validator, in the form that Fastify requires. */
type BodyReading = { readonly value: object } | { readonly error: ApiError }

const notesByReading = new WeakMap<object, readonly string[]>()

/**
 * Returns sentences about ignored names in a request body (`EntityReading.ignored`) and, if it is accepted under VALIDATION=warn, about
 * invalid properties.
 * @param read the result of the body reader: the entity or the error
 */
export function listBodyNotes (read: unknown): readonly string[] {
  return typeof read === 'object' && read !== null ? notesByReading.get(read) ?? [] : []
}

function withNotes<Read extends object> (read: Read, sentences: readonly string[]): Read {
  if (sentences.length > 0) notesByReading.set(read, sentences)
  return read
}

/**
 * Compiles a reader of an entity from a request body of any format. The reader returns an entity, a patch for `resolveChange`, or an error.
 * The schema must have the keyword `xml` with the name of the root element. The optional keyword `x-patchable` is true if the handler of
 * the route applies patches with `resolveChange`. Otherwise, or under PUT_PATCH=entity, a patch is read like a JSON body.
 */
export function compileBodyReader (
  schema: TObject, { validation, putPatch, writePolicy }: Pick<Config, 'validation' | 'putPatch' | 'writePolicy'>
): (body: unknown) => BodyReading {
  const readEntity = compileEntityReader(schema, writePolicy)
  const patches = putPatch === 'apply' && schema['x-patchable'] === true
    ? { readMerge: compileMergePatchReader(schema, validation, writePolicy), readJson: compileJsonPatchReader(schema, readEntity, validation) }
    : undefined
  const rootName: string = schema['xml'].name

  function finish (reading: EntityReading | MalformedPatch): BodyReading {
    const ignored = describeIgnored(reading.ignored)
    if ('error' in reading) return { error: withNotes(reading.error, ignored) }
    const { value, violations, isRefused } = reading
    if (isRefused) return { error: withNotes(entityInvalid(violations), ignored) }
    return { value: withNotes(value, [...violations.map(violationSentence), ...ignored]) }
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
