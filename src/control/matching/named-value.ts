import { Type, type Static } from '@sinclair/typebox'
import { quote } from '../../errors/expectation.js'

/** Creates the schema of a condition on a header or a query parameter. */
export const NamedValueSchema = (description: string) => Type.Object({
  Name: Type.String({ minLength: 1, description: 'The case-insensitive name.' }),
  Value: Type.Optional(Type.String({ description: 'The value, in which * matches any text; by default any value.' })),
}, { additionalProperties: false, description })

export type NamedValue = Static<ReturnType<typeof NamedValueSchema>>

/** Matches valid header names (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

/** Describes the problem of an invalid header name. Returns undefined if the name is valid. */
export const flawOfHeaderName = (name: string): string | undefined => TOKEN.test(name)
  ? undefined
  : `${quote(name)} is not a valid header name, which consists of letters, digits and signs such as -, without colons and blanks`
