import { setImmediate as nextTurn } from 'node:timers/promises'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import type { Config } from '../../config/config.js'
import type { Violation } from '../../errors/api-errors.js'
import { stateInvalid } from '../errors.js'
import { problemOf } from '../../errors/expectation.js'
import { schemaViolations } from '../../errors/schema-violations.js'
import { saidBy } from '../../codec/formats/parsed-body.js'
import { lookAtBytes, reasonAgainstFile } from '../../storage/seed-bytes.js'
import { StateSchema } from '../../storage/seed-schema.js'
import { twinsOf, type Twin } from '../../storage/seed-twins.js'
import { removeNullTexts, seedOf, type Seed } from '../../storage/seed.js'

// Most processes read no state: to compile it at start would make that longer.
let checker: TypeCheck<typeof StateSchema> | undefined

/**
 * The state that a body is, all of which was looked at. Under WRITE_POLICY=server its texts have "" for null, as those of requests.
 * @param now the time of the request, which products without dates get
 * @throws ApiError 400 with the JSON pointer of each place that is wrong
 */
export async function readState (body: unknown, writePolicy: Config['writePolicy'], now: string): Promise<Seed> {
  checker ??= TypeCompiler.Compile(StateSchema)
  const state = saidBy(body)
  // To parse it took as long as each of these; calls are answered in between.
  await nextTurn()
  if (!checker.Check(state)) throw stateInvalid([...schemaViolations(checker.Errors(state), describe)])
  await nextTurn()
  const twins = twinsOf(state)
  if (twins.length > 0) throw stateInvalid(twins.map(twinViolation))
  const wrong: Violation[] = []
  for (const [path, problem] of lookAtBytes(state)) {
    if (problem !== undefined) wrong.push({ path, problem })
    await nextTurn()
  }
  if (wrong.length > 0) throw stateInvalid(wrong)
  if (writePolicy === 'client') return seedOf([state], now)
  removeNullTexts(state)
  await nextTurn()
  return seedOf([state], now)
}

const twinViolation = ({ pointer, name, first, advice }: Twin): Violation =>
  ({ path: pointer, problem: `has the ${name} a second time, after ${first.pointer}${advice}` })

const describe = ({ path, schema, value, type }: ValueError) => type === ValueErrorType.ObjectAdditionalProperties
  ? reasonAgainstFile(path) ?? 'is unknown'
  : problemOf(schema, value)
