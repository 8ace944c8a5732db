import { Type, type Static } from '@sinclair/typebox'
import { quote } from '../../errors/expectation.js'

/** A header or a parameter that calls are to have. */
export const NamedTextSchema = (description: string) => Type.Object({
  Name: Type.String({ minLength: 1, description: 'Its name, in any case.' }),
  Value: Type.Optional(Type.String({ description: 'What it says, with * for any text; without it, whatever it says.' })),
}, { additionalProperties: false, description })

export type NamedText = Static<ReturnType<typeof NamedTextSchema>>

/** What the name of a header consists of (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

/** Why no call has a header of this name; undefined when one may have it. */
export const flawOfHeaderName = (name: string): string | undefined => TOKEN.test(name)
  ? undefined
  : `no header has the name ${quote(name)}; such a name is letters, digits and signs like -, without a colon or a blank`
