import type { Properties } from '../properties.js'

/** A parsed body in a format other than plain JSON. */
abstract class ParsedBody {
  constructor (readonly value: unknown) {}
}

/**
 * A body of XML or a form. All scalar values in it are strings, or null for `nil` in XML. Names have the received spelling in XML, and are
 * in lower case in forms; as in JSON, their case is ignored.
 */
export class TextBody extends ParsedBody {
  constructor (
    value: unknown,
    /** True for forms: a blank string is read as null for a nullable object, list or date, because forms cannot express null otherwise. */
    readonly emptyIsNull: boolean,
    /** Local name of the root element of XML; undefined for forms. */
    readonly root?: string,
    /** Returns a spelling in which a name was received. Set for forms, because their parser changes names to lower case. */
    readonly spelling?: (name: string) => string
  ) {
    super(value)
  }
}

/** A JSON Merge Patch (RFC 7396). */
export class MergePatchBody extends ParsedBody {}

/** A JSON Patch (RFC 6902). */
export class JsonPatchBody extends ParsedBody {}

/** Returns the value of a `ParsedBody`. Returns any other body unchanged. */
export const saidBy = (body: unknown): unknown => body instanceof ParsedBody ? body.value : body

/** The values of a name that occurs several times in XML or a form. */
export class Repeated {
  constructor (readonly values: unknown[]) {}
}

/** Sets a property. If it is already set, all its values are collected in a `Repeated`. */
export function putProperty (properties: Properties, name: string, value: unknown): void {
  if (!(name in properties)) {
    properties[name] = value
    return
  }
  const before = properties[name]
  if (before instanceof Repeated) before.values.push(value)
  else properties[name] = new Repeated([before, value])
}
