import { Readable } from 'node:stream'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import { Int32, NoBody } from '../../carriers/scalars.js'
import { entryNotFound, journalOff } from '../errors.js'
import type { ControlRoutes } from '../control-routes.js'
import { parseSince } from './criteria.js'
import { JournalEntrySchema } from './entry.js'
import { journalEvents } from './events.js'
import { createHarEntry, harText } from './har.js'
import { HarSchema } from './har-schema.js'
import { JournalFilterSchema, JournalFormatSchema, compileQuery } from './query.js'
import { takeTurn } from '../../http/turns.js'
import { VerificationResultSchema, VerificationSchema } from './verification.js'

const tags = ['Journal']

const JournalSchema = Type.Object({
  Entries: Type.Array(JournalEntrySchema, { description: 'The entries, oldest first.' }),
  Dropped: Type.Integer({ description: 'The number of requests that were dropped to free space since the journal was cleared.' }),
}, { $id: 'Journal', description: 'Recorded requests of a tenant.' })

/** Yields a listing in chunks of JSON, because a listing can have many megabytes. */
async function * listText ({ Entries, Dropped }: Static<typeof JournalSchema>): AsyncGenerator<string> {
  yield '{"Entries":['
  for (const [index, entry] of Entries.entries()) {
    await takeTurn()
    yield `${index === 0 ? '' : ','}${JSON.stringify(entry)}`
  }
  yield `],"Dropped":${Dropped}}`
}

/** Adds the routes that list, read, clear, verify and stream the journal of a tenant. */
export const addJournalRoutes: ControlRoutes = (app, { journals, config, closing, failures }) => {
  const requireJournal = async () => { if (config.journalSize === 0) throw journalOff() }

  /** Returns a signal that aborts when the response was sent, when the client disconnects, or when the server closes. */
  function watchEnd (reply: FastifyReply): AbortSignal {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    return AbortSignal.any([closing, gone.signal])
  }

  app.get('/_mock/journal', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Lists requests with their responses',
      description: 'Requests below /api and requests to unknown paths. Secrets are removed.',
      querystring: JournalFormatSchema,
      response: { 200: Type.Unsafe<unknown>(Type.Union([JournalSchema, HarSchema], { description: 'The requests, or with Format=har an HTTP archive.' })), ...failures({ 400: 'A parameter or the name of the tenant is wrong, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }) },
    },
  }, async ({ tenant, query: { Format, ...query }, protocol }, reply) => {
    if (Format === 'har') {
      const { Entries } = await journals.list(tenant, query, recorded => createHarEntry(recorded, journals.show(recorded), { tenant, protocol }))
      return reply.type('application/json; charset=utf-8').send(Readable.from(harText(Entries), { objectMode: false }))
    }
    const list = await journals.list(tenant, query, journals.show)
    return reply.type('application/json; charset=utf-8').send(Readable.from(listText(list), { objectMode: false }))
  })

  app.delete('/_mock/journal', {
    schema: { tags, summary: 'Removes all requests', response: { 204: NoBody('The journal is empty.'), ...failures({}) } },
  }, async ({ tenant }, reply) => {
    await journals.clear(tenant)
    return reply.code(204).send()
  })

  app.get('/_mock/journal/:id', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Returns a request with its response',
      params: Type.Object({ id: Int32({ minimum: 1, description: 'The id of the request.' }) }),
      response: {
        200: JournalEntrySchema,
        ...failures({ 400: 'The id is not a positive int32, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.', 404: 'The request does not exist or was dropped.' }),
      },
    },
  }, async ({ tenant, params: { id } }) => {
    const entry = await journals.find(tenant, id)
    if (entry === undefined) throw entryNotFound(id)
    return entry
  })

  app.post('/_mock/journal/verify', {
    schema: {
      tags,
      summary: 'Verifies the number of matching requests',
      description: 'Counts the requests that match. If they are too few, the result has the nearest request. Held is true only if dropped requests cannot change the result.',
      body: VerificationSchema,
      response: {
        200: VerificationResultSchema,
        ...failures({ 400: 'The body is invalid, no request can ever match it, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }),
      },
    },
  }, async ({ tenant, body }, reply) => journals.verify(tenant, body, watchEnd(reply)))

  app.get('/_mock/journal/stream', {
    preHandler: requireJournal,
    schema: {
      tags,
      summary: 'Streams requests as server-sent events',
      description: 'Each event has the id and the entry of a request. An event of the type dropped has the number of requests that were ' +
        'dropped to free space before the client read them. Last-Event-ID takes precedence over Since; without both, only new requests are sent.',
      produces: ['text/event-stream'],
      querystring: JournalFilterSchema,
      response: {
        200: Type.Unsafe<unknown>({ type: 'string', description: 'Events, until the client or the server closes the connection.' }),
        ...failures({ 400: 'A parameter, Last-Event-ID or the name of the tenant is wrong, or SUPEROFFICE_MOCK_JOURNAL_SIZE is 0.' }),
      },
    },
  }, async ({ tenant, query, headers }, reply) => {
    const { criterion } = compileQuery(query)
    const since = parseSince(String(headers['last-event-id'] ?? query.Since ?? (await journals.after(tenant, { id: Infinity })).lastId))
    const events = journalEvents(journals, tenant, criterion, since, watchEnd(reply))
    return reply.type('text/event-stream').header('cache-control', 'no-cache').send(Readable.from(events, { objectMode: false }))
  })
}
