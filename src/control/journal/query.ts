import { Type, type Static } from '@sinclair/typebox'
import { Words } from '../../carriers/scalars.js'
import type { Since } from '../../storage/journal-store.js'
import { parseSince, type Criterion } from './criteria.js'
import { UNMATCHED, compileMatch } from './verification.js'

const DEFAULT_ENTRIES = 100
const MOST_ENTRIES = 1000

export const JournalFilterSchema = Type.Partial(Type.Object({
  Method: Type.String({ description: 'The method, case-insensitive.' }),
  Path: Type.String({ description: 'The path without the tenant. {…} matches any segment, and * at the end any rest.' }),
  Status: Type.String({ description: 'The status, such as 404 or 4xx.' }),
  Unmatched: Type.Boolean({ description: UNMATCHED }),
  Since: Type.String({ description: 'An id, for the requests after it, or a date and time, for the requests since then.' }),
}), { additionalProperties: false })

/** Query of a listing. All requests match if it is empty. */
export const JournalQuerySchema = Type.Composite([JournalFilterSchema, Type.Object({
  Limit: Type.Optional(Type.Integer({
    format: 'int32', minimum: 1, maximum: MOST_ENTRIES, description: `The maximum number of entries. The newest are returned; ${DEFAULT_ENTRIES} by default.`,
  })),
})], { additionalProperties: false })

/** Query of a listing in one of its formats. */
export const JournalFormatSchema = Type.Composite([JournalQuerySchema, Type.Object({
  Format: Type.Optional(Words(['json', 'har'], { description: 'As har, an HTTP archive (HAR 1.2), which browsers and proxies read.' })),
})], { additionalProperties: false })

/** Conditions that journal entries must all meet, and the maximum number of entries. */
export type JournalQuery = Static<typeof JournalQuerySchema>

interface CompiledQuery {
  readonly criterion: Criterion
  readonly since: Since
  readonly limit: number
}

/** @throws ApiError 400 for a query that no request can match */
export function compileQuery ({ Since, Limit = DEFAULT_ENTRIES, ...match }: JournalQuery): CompiledQuery {
  return { criterion: compileMatch(match), since: parseSince(Since ?? 0), limit: Limit }
}
