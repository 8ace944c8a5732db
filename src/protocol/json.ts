import { isUtf8 } from 'node:buffer'
import type { TObject } from '@sinclair/typebox'
import { jsonMalformed } from '../errors.js'

const BYTE_ORDER_MARK = 0xfeff

/**
 * Reads a JSON body; an empty one is undefined. `__proto__` is a name like any other here: whoever reads
 * the value must take the properties that it knows and no others.
 * @throws ApiError 400 that says where the text stops being JSON
 */
export function readJson (body: Buffer): unknown {
  if (!isUtf8(body)) throw jsonMalformed('it must be UTF-8')
  const text = body.toString('utf8')
  const json = text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
  try {
    return JSON.parse(json)
  } catch (cause) {
    if (json.trim() === '') return undefined
    throw jsonMalformed(String(cause).replace('SyntaxError: ', ''))
  }
}

const textOfConstants = new WeakMap<object, string>()

/** The JSON of a value. That of a frozen object is made once, because it cannot change. */
function textOf (value: unknown): string {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return JSON.stringify(value)
  let text = textOfConstants.get(value)
  if (text === undefined) {
    text = JSON.stringify(value)
    textOfConstants.set(value, text)
  }
  return text
}

/** Compiles the writing of an object: its properties in the order of the schema, without those that are undefined. */
export function compileJsonWriter (schema: TObject): (carrier: Record<string, unknown>) => string {
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
