import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { Int32, NoBody } from '../../carriers/scalars.js'
import { callNotFound } from '../../errors.js'
import type { ControlFailures } from '../failures.js'
import { JournalEntrySchema } from './entry.js'
import { JournalQuerySchema } from './query.js'
import type { TenantJournals } from './tenant-journals.js'
import { VerificationResultSchema, VerificationSchema } from './verification.js'

export interface JournalOptions {
  readonly journals: TenantJournals
  readonly failures: ControlFailures
}

const tags = ['Journal']

const JournalSchema = Type.Object({
  Entries: Type.Array(JournalEntrySchema, { description: 'The newest last.' }),
  Dropped: Type.Integer({ description: 'Calls since the journal was cleared that are in it no more, for space.' }),
}, { $id: 'Journal', description: 'Calls of a tenant.' })

/** The calls of the API with their answers, as JOURNAL_SIZE keeps them. */
export const journalRoutes: FastifyPluginAsyncTypebox<JournalOptions> = async (app, { journals, failures }) => {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.get('/_mock/journal', {
    schema: {
      tags,
      summary: 'Lists calls with their answers',
      description: 'Calls of paths below /api, and of those that there are not. Secrets are removed.',
      querystring: JournalQuerySchema,
      response: { 200: JournalSchema, ...failures({ 400: 'A parameter or the name of the tenant is wrong.' }) },
    },
  }, async ({ tenant, query }) => journals.list(tenant, query))

  app.delete('/_mock/journal', {
    schema: { tags, summary: 'Removes all calls', response: { 204: NoBody('There is no call.'), ...failures({}) } },
  }, async ({ tenant }, reply) => {
    journals.clear(tenant)
    return reply.code(204).send()
  })

  app.get('/_mock/journal/:id', {
    schema: {
      tags,
      summary: 'Reads a call with its answer',
      params: Type.Object({ id: Int32({ minimum: 1, description: 'The id of the call.' }) }),
      response: {
        200: JournalEntrySchema,
        ...failures({ 400: 'The id is no positive int32.', 404: 'There is no such call, or no more.' }),
      },
    },
  }, async ({ tenant, params: { id } }) => {
    const entry = journals.find(tenant, id)
    if (entry === undefined) throw callNotFound(id)
    return entry
  })

  app.post('/_mock/journal/verify', {
    schema: {
      tags,
      summary: 'Verifies that there were calls',
      description: 'How many calls fit, and which is the nearest if too few do. It holds only if that is certain, whatever was dropped.',
      body: VerificationSchema,
      response: {
        200: VerificationResultSchema,
        ...failures({ 400: 'The body is wrong, or it can never hold, or JOURNAL_SIZE is 0.' }),
      },
    },
  }, async ({ tenant, body }, reply) => {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return journals.verify(tenant, body, AbortSignal.any([closing.signal, gone.signal]))
  })
}
