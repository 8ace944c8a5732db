import { Type, type Static } from '@sinclair/typebox'
import { Words } from '../../carriers/scalars.js'
import type { Since } from '../../storage/journal-store.js'
import { parseSince, type Criterion } from './criteria.js'
import { UNMATCHED, compileMatch } from './verification.js'

const DEFAULT_ENTRIES = 100
const MOST_ENTRIES = 1000

export const JournalFilterSchema = Type.Partial(Type.Object({
  Method: Type.String({ description: 'The method, case-insensitive.' }),
  Path: Type.String({ description: 'The path without the tenant. {…} matches one segment; a * at the end matches all that follows.' }),
  Status: Type.String({ description: 'The status, such as 404 or 4xx.' }),
  Unmatched: Type.Boolean({ description: UNMATCHED }),
  Since: Type.String({ description: 'An id, which selects the requests after it, or a date and time, which selects the requests at or after it.' }),
}), { additionalProperties: false })

/** Schema of the query parameters of `GET /_mock/journal`, except Format. */
export const JournalQuerySchema = Type.Composite([JournalFilterSchema, Type.Object({
  Limit: Type.Optional(Type.Integer({
    format: 'int32', minimum: 1, maximum: MOST_ENTRIES, description: `The maximum number of entries. The newest are returned; ${DEFAULT_ENTRIES} by default.`,
  })),
})], { additionalProperties: false })

/** Schema of all query parameters of `GET /_mock/journal`. */
export const JournalFormatSchema = Type.Composite([JournalQuerySchema, Type.Object({
  Format: Type.Optional(Words(['json', 'har'], { description: 'The format of the response: JSON, or with har an HTTP archive (HAR 1.2), which browsers and proxies read.' })),
})], { additionalProperties: false })

/** The conditions on listed journal entries, and the maximum number of entries. */
export type JournalQuery = Static<typeof JournalQuerySchema>

interface CompiledQuery {
  readonly criterion: Criterion
  readonly since: Since
  readonly limit: number
}

/**
 * Compiles the query of a listing or stream.
 * @throws ApiError 400 for an invalid Since, and for conditions that `compileMatch` refuses
 */
export function compileQuery ({ Since, Limit = DEFAULT_ENTRIES, ...match }: JournalQuery): CompiledQuery {
  return { criterion: compileMatch(match), since: parseSince(Since ?? 0), limit: Limit }
}
