import { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { Int32, NoBody } from '../../carriers/scalars.js'
import { callNotFound, journalOff } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { sinceOf } from './criteria.js'
import { JournalEntrySchema } from './entry.js'
import { journalEvents } from './events.js'
import { JournalFilterSchema, JournalQuerySchema, compileQuery } from './query.js'
import { takeTurn } from '../../http/turns.js'
import { VerificationResultSchema, VerificationSchema } from './verification.js'

const tags = ['Journal']

const JournalSchema = Type.Object({
  Entries: Type.Array(JournalEntrySchema, { description: 'The newest last.' }),
  Dropped: Type.Integer({ description: 'Calls since the journal was cleared that are in it no more, for space.' }),
}, { $id: 'Journal', description: 'Calls of a tenant.' })

/** Yields a listing as JSON. It is written in parts, as it may have many megabytes. */
async function * listText ({ Entries, Dropped }: Static<typeof JournalSchema>): AsyncGenerator<string> {
  yield '{"Entries":['
  for (const [index, entry] of Entries.entries()) {
    await takeTurn()
    yield `${index === 0 ? '' : ','}${JSON.stringify(entry)}`
  }
  yield `],"Dropped":${Dropped}}`
}

/** Adds the routes below `/_mock/journal`. */
export const addJournalRoutes: ControlRoutes = (app, { journals, config, closing, failures }) => {
  const requireJournal = async () => { if (config.journalSize === 0) throw journalOff() }

  /** Returns a signal for the end of the connection or of the server. */
  function endOf (reply: FastifyReply): AbortSignal {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return AbortSignal.any([closing, gone.signal])
  }

  app.get('/_mock/journal', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Lists calls with their answers',
      description: 'Calls of paths below /api, and of those that there are not. Secrets are removed.',
      querystring: JournalQuerySchema,
      response: { 200: Type.Unsafe<unknown>(JournalSchema), ...failures({ 400: 'A parameter or the name of the tenant is wrong, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }) },
    },
  }, async ({ tenant, query }, reply) => {
    const list = await journals.list(tenant, query)
    return reply.type('application/json; charset=utf-8').send(Readable.from(listText(list), { objectMode: false }))
  })

  app.delete('/_mock/journal', {
    schema: { tags, summary: 'Removes all calls', response: { 204: NoBody('There is no call.'), ...failures({}) } },
  }, async ({ tenant }, reply) => {
    journals.clear(tenant)
    return reply.code(204).send()
  })

  app.get('/_mock/journal/:id', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Reads a call with its answer',
      params: Type.Object({ id: Int32({ minimum: 1, description: 'The id of the call.' }) }),
      response: {
        200: JournalEntrySchema,
        ...failures({ 400: 'The id is no positive int32, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.', 404: 'There is no such call, or no more.' }),
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
        ...failures({ 400: 'The body is wrong, or it can never hold, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }),
      },
    },
  }, async ({ tenant, body }, reply) => journals.verify(tenant, body, endOf(reply)))

  app.get('/_mock/journal/stream', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Tells of calls as they come, by server-sent events',
      description: 'An event has the id of the call and as its data the entry; one of the type dropped tells how many calls the reader ' +
        'misses, because they were dropped for space. The header Last-Event-ID goes before Since; without both only new calls are told.',
      produces: ['text/event-stream'],
      querystring: JournalFilterSchema,
      response: {
        200: Type.Unsafe<unknown>({ type: 'string', description: 'Events, until one of the two ends the connection.' }),
        ...failures({ 400: 'A parameter, Last-Event-ID or the name of the tenant is wrong, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }),
      },
    },
  }, async ({ tenant, query, headers }, reply) => {
    const { criterion } = compileQuery(query)
    const since = sinceOf(String(headers['last-event-id'] ?? query.Since ?? journals.after(tenant, { id: Infinity }).lastId))
    const events = journalEvents(journals, tenant, criterion, since, endOf(reply))
    return reply.type('text/event-stream').header('cache-control', 'no-cache').send(Readable.from(events, { objectMode: false }))
  })
}
