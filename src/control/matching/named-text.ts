import { Type, type Static } from '@sinclair/typebox'
import { quote } from '../../errors/expectation.js'

/** Creates the schema of a header or a parameter that a request must have. */
export const NamedTextSchema = (description: string) => Type.Object({
  Name: Type.String({ minLength: 1, description: 'Its name, in any case.' }),
  Value: Type.Optional(Type.String({ description: 'What it says, with * for any text; without it, whatever it says.' })),
}, { additionalProperties: false, description })

export type NamedText = Static<ReturnType<typeof NamedTextSchema>>

/** Header names (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

/** Returns why a header name is invalid; undefined if it is valid. */
export const flawOfHeaderName = (name: string): string | undefined => TOKEN.test(name)
  ? undefined
  : `no header has the name ${quote(name)}; such a name is letters, digits and signs like -, without a colon or a blank`
