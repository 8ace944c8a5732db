import type { TProperties, TSchema } from '@sinclair/typebox'
import { bodyMalformed } from '../../errors/api-errors.js'
import { isProperties } from '../properties.js'
import { rememberingConstants } from '../../http/memoize.js'
import { objectVariant } from '../variants.js'
import { readUtf8 } from './utf8.js'

/**
 * Reads a JSON body; an empty one is undefined. `__proto__` is a name like any other here: whoever reads
 * the value must take the properties that it knows and no others.
 * @throws ApiError 400 that says where the text stops being JSON
 */
export function readJson (body: Buffer): unknown {
  const json = readUtf8(body, 'JSON')
  try {
    return JSON.parse(json)
  } catch (cause) {
    if (json.trim() === '') return undefined
    throw bodyMalformed('JSON', String(cause).replace('SyntaxError: ', ''))
  }
}

const textOf = rememberingConstants(JSON.stringify)

/**
 * Compiles the writing of a value: of an object its properties in the order of the schema, without those that are
 * undefined.
 */
export function compileJsonWriter (schema: TSchema): (value: unknown) => string {
  const properties = objectVariant(schema)?.properties
  if (properties === undefined) return JSON.stringify
  let parts: ReturnType<typeof partsOf> | undefined

  return carrier => {
    if (!isProperties(carrier)) return 'null'
    // Most schemas are never written.
    parts ??= partsOf(properties)
    let json = '{'
    for (const { name, first, next } of parts) {
      const value = carrier[name]
      if (value === undefined) continue
      json += json === '{' ? first : next
      json += textOf(value)
    }
    return `${json}}`
  }
}

/** What stands before each value, put together once: each text that is added to another makes the whole longer to write. */
const partsOf = (properties: TProperties) =>
  Object.keys(properties).map(name => ({ name, first: `${JSON.stringify(name)}:`, next: `,${JSON.stringify(name)}:` }))
