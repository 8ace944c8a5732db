import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody } from '../../errors/api-errors.js'
import { API_ROUTES } from '../../api/service-info/call-list.js'
import type { Clock } from '../../context/clock.js'
import type { Step } from '../../http/steps.js'
import type { Body } from './call.js'
import type { TenantJournals } from './tenant-journals.js'

/** What is known of a call before its answer. */
interface Arrival {
  readonly since: number
  body: Body
  reason: string
  isRecorded: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the journal is going to say of the call. */
    arrival: Arrival | undefined
  }
}

export interface RecorderOptions {
  readonly journals: TenantJournals
  readonly clock: Clock
  /** Tells which rule of the tenant a call met. */
  readonly faultOf: (request: FastifyRequest) => number | undefined
}

/** Writes calls into the journals of their tenants. */
export type Recorder = ReturnType<typeof createRecorder>

export function createRecorder ({ journals, clock, faultOf }: RecorderOptions) {
  function record (request: FastifyRequest, reply: FastifyReply, status: number | undefined, body: Body): void {
    const { arrival, tenant, method, url, raw, routeOptions: { url: route } } = request
    if (arrival === undefined || arrival.isRecorded) return
    arrival.isRecorded = true
    // Calls of the API are in the journal, and those of paths that there are not.
    if (route !== undefined && !API_ROUTES.test(route)) return
    journals.record(tenant, {
      time: clock.now(tenant),
      milliseconds: performance.now() - arrival.since,
      method,
      url,
      route,
      caller: callerOf(request),
      requestHeaders: raw.rawHeaders,
      requestBody: arrival.body,
      status,
      answerHeaders: reply.getHeaders(),
      answerBody: body,
      faultId: faultOf(request),
      reason: arrival.reason,
    })
  }

  return {
    /** To be told of bodies that are texts. */
    onBody ({ arrival }: FastifyRequest, body: Buffer): void {
      if (arrival !== undefined) arrival.body = body
    },

    /** To be told why a call is refused. */
    onFailure ({ arrival }: FastifyRequest, failure: ErrorBody): void {
      if (arrival !== undefined) arrival.reason = sentencesOf(failure)
    },

    /** The step that sees calls come; to be before what can refuse them. */
    arrivalStep (app: FastifyInstance): Step {
      app.decorateRequest('arrival')
      return (request, reply) => {
        request.arrival = { since: performance.now(), body: unread(request), reason: '', isRecorded: false }
        // The connections of some calls end before they are answered.
        reply.raw.on('close', () => record(request, reply, reply.raw.headersSent ? reply.raw.statusCode : undefined, ''))
        return undefined
      }
    },

    /** Sees answers go; to be added after what can change them. */
    addAnswers (app: FastifyInstance): void {
      app.addHook('onSend', (request, reply, payload, done) => {
        record(request, reply, reply.statusCode, answerBody(payload, reply))
        done(null, payload)
      })
    },
  }
}

/** The body of a call of which nothing was read, or that is no text. */
function unread ({ headers: { 'content-length': length, 'transfer-encoding': encoding } }: FastifyRequest): Body {
  if (length === undefined && encoding === undefined) return ''
  return described(length)
}

/** A body that is no text, of which a header tells how long it is. */
const described = (length: unknown): Body => ({ bytes: length === undefined ? undefined : Number(length) })

const sentencesOf = (failure: ErrorBody) =>
  'MessageDetail' in failure ? `${failure.Message} ${failure.MessageDetail}` : failure.Message

function callerOf ({ caller }: Partial<Pick<FastifyRequest, 'caller'>>): string | undefined {
  return caller?.name
}

/** Types of answers that are no text. */
const BYTES = /^(image\/|application\/octet-stream)/

function answerBody (payload: unknown, reply: FastifyReply): Body {
  if (typeof payload === 'string') return payload
  if (payload instanceof Readable) return described(reply.getHeader('content-length'))
  if (!Buffer.isBuffer(payload)) return ''
  return BYTES.test(String(reply.getHeader('content-type'))) ? described(payload.length) : payload
}
