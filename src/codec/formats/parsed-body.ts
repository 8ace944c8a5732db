import type { Properties } from '../properties.js'

/** A parsed body that can be interpreted only with a schema. A body of any other format is parsed to a plain value. */
abstract class ParsedBody {
  constructor (readonly value: unknown) {}
}

/** A body of XML or a form. All its values are strings, and its names are case-insensitive. */
export class TextBody extends ParsedBody {
  constructor (
    value: unknown,
    /** True if an empty string means null for nullable properties that are not strings: in forms, which cannot express null otherwise. */
    readonly emptyIsNull: boolean,
    /** Local name of the root element; undefined for forms. */
    readonly root?: string,
    /** Returns a name as it was received; undefined if names are not changed by parsing. */
    readonly spelling?: (name: string) => string
  ) {
    super(value)
  }
}

/** A JSON Merge Patch (RFC 7396). */
export class MergePatchBody extends ParsedBody {}

/** A JSON Patch (RFC 6902). */
export class JsonPatchBody extends ParsedBody {}

/** Returns the plain value of a parsed body. */
export const saidBy = (body: unknown): unknown => body instanceof ParsedBody ? body.value : body

/** The values of a name that was repeated in XML or a form. */
export class Repeated {
  constructor (readonly values: unknown[]) {}
}

/** Sets a property. If it is already set, both values are collected in a `Repeated`. */
export function putProperty (properties: Properties, name: string, value: unknown): void {
  if (!(name in properties)) {
    properties[name] = value
    return
  }
  const before = properties[name]
  if (before instanceof Repeated) before.values.push(value)
  else properties[name] = new Repeated([before, value])
}
