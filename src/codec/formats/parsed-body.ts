import type { Properties } from '../properties.js'

/** What a reader makes of a body that means something only beside a schema. Any other body is its plain value. */
abstract class ParsedBody {
  constructor (readonly value: unknown) {}
}

/** A body that holds nothing but texts, under the names of the entity in any spelling: XML or a form. */
export class TextBody extends ParsedBody {
  constructor (
    value: unknown,
    /** Whether an empty text means null, where null may stand and no text may: in forms, which have no other way. */
    readonly emptyIsNull: boolean,
    /** The local name of the root element, in formats that have one. */
    readonly root?: string
  ) {
    super(value)
  }
}

/** A body that says what is to become of the stored entity (RFC 7396). */
export class MergePatchBody extends ParsedBody {}

/** A body that says in steps what is to become of the stored entity (RFC 6902). */
export class JsonPatchBody extends ParsedBody {}

/** What a body says, without the knowledge how. */
export const saidBy = (body: unknown): unknown => body instanceof ParsedBody ? body.value : body

/** What came several times under one name, in a format that can say so. */
export class Repeated {
  constructor (readonly values: unknown[]) {}
}

/** Puts a value under a name of an object, beside what is there already. */
export function putProperty (properties: Properties, name: string, value: unknown): void {
  if (!(name in properties)) {
    properties[name] = value
    return
  }
  const before = properties[name]
  if (before instanceof Repeated) before.values.push(value)
  else properties[name] = new Repeated([before, value])
}
