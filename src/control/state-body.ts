import { setImmediate as nextTurn } from 'node:timers/promises'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import type { Violation } from '../errors.js'
import { stateInvalid } from './refusals.js'
import { problemOf, quote } from '../expectation.js'
import { bytesOfBase64 } from '../protocol/base64.js'
import { saidBy } from '../protocol/formats/parsed-body.js'
import { StateSchema, type State } from '../storage/seed-schema.js'
import { twinsOf, type Twin } from '../storage/seed-twins.js'
import { seedOf, type Seed } from '../storage/seed.js'

// Most processes read no state: to compile it at start would make that longer.
let checker: TypeCheck<typeof StateSchema> | undefined

/**
 * The state that a body is, all of which was looked at.
 * @throws ApiError 400 with the JSON pointer of each place that is wrong
 */
export async function readState (body: unknown): Promise<Seed> {
  checker ??= TypeCompiler.Compile(StateSchema)
  const state = saidBy(body)
  // To parse it took as long as each of these; calls are answered in between.
  await nextTurn()
  if (!checker.Check(state)) throw stateInvalid([...violationsOf(checker.Errors(state))])
  await nextTurn()
  const twins = twinsOf(state)
  if (twins.length > 0) throw stateInvalid(twins.map(twinViolation))
  const wrong: Violation[] = []
  for (const [path, text] of bytesIn(state)) {
    if (bytesOfBase64(text) === undefined) wrong.push({ path, problem: base64Problem(text) })
    await nextTurn()
  }
  if (wrong.length > 0) throw stateInvalid(wrong)
  return seedOf(state)
}

/** All bytes in Base64, with their JSON pointers. */
function * bytesIn ({ Products, Blobs = [] }: State): Generator<[path: string, text: string]> {
  for (const [index, { ImageInfo }] of Products.entries()) {
    if (ImageInfo?.Bytes !== undefined) yield [`/Products/${index}/ImageInfo/Bytes`, ImageInfo.Bytes]
  }
  for (const [index, { Bytes }] of Blobs.entries()) {
    if (Bytes !== undefined) yield [`/Blobs/${index}/Bytes`, Bytes]
  }
}

const twinViolation = ({ pointer, name, first, advice }: Twin): Violation =>
  ({ path: pointer, problem: `has the ${name} a second time, after ${first.pointer}${advice}` })

const base64Problem = (came: string) => `must be bytes in Base64, such as iVBORw0KGgo=; ${quote(came)} came`

function * violationsOf (errors: Iterable<ValueError>): Generator<Violation> {
  for (const { path, schema, value, type, errors: variants } of errors) {
    // What is missing is wrong in its type as well, and named for that.
    if (type === ValueErrorType.ObjectRequiredProperty) continue
    const below = variants.flatMap(variant => [...variant]).filter(error => error.path !== path)
    if (below.length > 0) {
      yield * violationsOf(below)
      continue
    }
    const problem = type === ValueErrorType.ObjectAdditionalProperties
      ? unknownProblem(path)
      : problemOf(schema, value)
    yield { path: path || '/', problem }
  }
}

/** What a tester sends names no file of this machine. */
const unknownProblem = (path: string) => path.endsWith('/File')
  ? 'can stand only in a seed file on the disk of the mock; send the bytes as Bytes in its place'
  : 'is no property that there is'
