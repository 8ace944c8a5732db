import { setImmediate as nextTurn } from 'node:timers/promises'
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler'
import type { Config } from '../../config/config.js'
import type { Violation } from '../../errors/api-errors.js'
import { stateInvalid } from '../errors.js'
import { describeProblem } from '../../errors/expectation.js'
import { schemaViolations } from '../../errors/schema-violations.js'
import { saidBy } from '../../codec/formats/parsed-body.js'
import { validateBytes, reasonAgainstFile } from '../../storage/seed-bytes.js'
import { StateSchema } from '../../storage/seed-schema.js'
import { findTwins, type Twin } from '../../storage/seed-twins.js'
import { removeNullTexts, createSeed, type Seed } from '../../storage/seed.js'

// Compiled at the first use, because most processes never load a state.
let checker: TypeCheck<typeof StateSchema> | undefined

/**
 * Validates a body and returns it as a seed. With WRITE_POLICY=server, null becomes "" in the properties that `removeNullTexts` changes.
 * @param now the time of the request, which is the RegisteredDate of products without a RegisteredDate
 * @throws ApiError 400 for an invalid state. The message has the JSON pointers of the first invalid values that were found
 */
export async function readState (body: unknown, writePolicy: Config['writePolicy'], now: string): Promise<Seed> {
  checker ??= TypeCompiler.Compile(StateSchema)
  const state = saidBy(body)
  // The steps of this function can take long for a large state. At each `nextTurn`, the event loop can handle other requests.
  await nextTurn()
  if (!checker.Check(state)) throw stateInvalid([...schemaViolations(checker.Errors(state), describe)])
  await nextTurn()
  const twins = findTwins(state)
  if (twins.length > 0) throw stateInvalid(twins.map(twinViolation))
  const wrong: Violation[] = []
  for (const [path, problem] of validateBytes(state)) {
    if (problem !== undefined) wrong.push({ path, problem })
    await nextTurn()
  }
  if (wrong.length > 0) throw stateInvalid(wrong)
  if (writePolicy === 'client') return createSeed([state], now)
  removeNullTexts(state)
  await nextTurn()
  return createSeed([state], now)
}

const twinViolation = ({ pointer, name, first, advice }: Twin): Violation =>
  ({ path: pointer, problem: `has the ${name} a second time, after ${first.pointer}${advice}` })

const describe = ({ path, schema, value, type }: ValueError) => type === ValueErrorType.ObjectAdditionalProperties
  ? reasonAgainstFile(path) ?? 'is unknown'
  : describeProblem(schema, value)
