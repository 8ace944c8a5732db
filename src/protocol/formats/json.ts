import type { TObject } from '@sinclair/typebox'
import { bodyMalformed } from '../../errors.js'
import type { Properties } from '../properties.js'
import { rememberingConstants } from '../remembering.js'
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

/** Compiles the writing of an object: its properties in the order of the schema, without those that are undefined. */
export function compileJsonWriter (schema: TObject): (carrier: Properties) => string {
  const parts = Object.keys(schema.properties).map(name => ({ name, prefix: `${JSON.stringify(name)}:` }))

  return carrier => {
    let json = ''
    for (const { name, prefix } of parts) {
      const value = carrier[name]
      if (value === undefined) continue
      json += (json === '' ? '' : ',') + prefix + textOf(value)
    }
    return `{${json}}`
  }
}
