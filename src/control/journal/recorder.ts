import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ClockReader } from '../../context/clock.js'
import { isOfPage } from '../../http/page-requests.js'
import { API_PATHS, CONTROL_PATHS } from '../../http/route-list.js'
import { readFailureReason } from '../../http/response-end.js'
import { violationsIn } from '../../http/violations-header.js'
import { ruleMetBy } from '../faults/hooks.js'
import { toReplacement } from '../replaced-response.js'
import type { Body } from './recorded-request.js'
import type { TenantJournals } from './tenant-journals.js'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The journal entry of the request. Undefined if the journal does not record the request, before the hook `openEntry`, after the
     * response was sent, and after `recordDropped`.
     */
    entry: RecordedEntry | undefined
  }
}

/**
 * The journal entry of a request. `place` is the number by which the store finds the entry, or a promise of this number if the store is
 * asynchronous. It is undefined until the recording of the request begins.
 */
interface RecordedEntry {
  place: number | Promise<number> | undefined
}

/**
 * True for requests that match a route of the API, and for requests outside `/_mock` that match no route, except those that `isOfPage`
 * recognizes as sent by the page of the mock.
 */
function isRecorded (request: FastifyRequest): boolean {
  const { is404, routeOptions, url } = request
  if (isOfPage(request)) return false
  return is404 ? !CONTROL_PATHS.test(decodeURI(url.replace(/[?#].*/s, ''))) : API_PATHS.test(String(routeOptions.url))
}

/** Matches the values of Content-Type of pictures, and `application/octet-stream`. */
const BYTES = /^(image\/|application\/octet-stream)/

const PICTURE_TYPE = /^image\//i

export interface RecorderOptions {
  readonly journals: TenantJournals
  readonly clock: ClockReader
  /** Maximum size in bytes of a picture or another binary body that is stored. */
  readonly mostPictureBytes: number
  /** False if CONTROL is off or JOURNAL_SIZE is 0. */
  readonly isRecording: boolean
}

/** Functions that record requests and their responses in the journals of tenants. */
export type Recorder = ReturnType<typeof createRecorder>

export function createRecorder ({ journals, clock, isRecording, mostPictureBytes }: RecorderOptions) {
  const pictureBody = (bytes: Buffer): Body => bytes.length > 0 && bytes.length <= mostPictureBytes ? { picture: bytes } : bytesOfLength(bytes.length)

  function sentPicture ({ headers: { 'content-type': type = '' }, body }: FastifyRequest): Body | undefined {
    return Buffer.isBuffer(body) && PICTURE_TYPE.test(type) ? pictureBody(body) : undefined
  }

  function record (request: FastifyRequest, reply: FastifyReply, status: number | undefined, answerBody: Body): number | Promise<number> {
    const { tenant, method, url, raw, routeOptions: { url: route } } = request
    return journals.record(tenant, {
      time: clock.now(tenant),
      milliseconds: reply.elapsedTime,
      method,
      url,
      route,
      caller: nameCaller(request),
      requestHeaders: raw.rawHeaders,
      requestBody: request.rawBody ?? sentPicture(request) ?? unreadBody(request),
      status,
      responseHeaders: reply.getHeaders(),
      responseBody: answerBody,
      faultId: ruleMetBy(request),
      reason: readFailureReason(request) ?? '',
      violations: violationsIn(reply) ?? '',
    })
  }

  function responseBody (payload: unknown, reply: FastifyReply): Body {
    // For HEAD, `payload` can be the body of the response to GET. This body is not sent.
    if (reply.request.method === 'HEAD') return ''
    if (typeof payload === 'string') return payload
    if (payload instanceof Readable) return bytesOfLength(reply.getHeader('content-length'))
    if (!Buffer.isBuffer(payload)) return ''
    return BYTES.test(String(reply.getHeader('content-type'))) ? pictureBody(payload) : payload
  }

  /**
   * Called when the connection was closed before the whole response was sent. If the recording of the request has begun, marks its entry
   * as cut off. Otherwise, records the request without a status.
   */
  async function completeEntry (entry: RecordedEntry, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { place } = entry
    if (place !== undefined) return journals.markCutOff(request.tenant, typeof place === 'number' ? place : await place)
    entry.place = record(request, reply, undefined, '')
    await entry.place
  }

  return {
    /** Records a request without a response. Called before a fault closes or resets the connection without a response. */
    async recordDropped (request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (request.entry === undefined) return
      request.entry = undefined
      await record(request, reply, undefined, '')
    },

    /**
     * Adds the hook `openEntry`, which sets `request.entry` for requests that `isRecorded` selects. Requests that an earlier hook refuses
     * or responds to, for example because the name of the tenant is invalid, are not recorded.
     */
    addEntries (app: FastifyInstance): void {
      if (!isRecording) return
      app.decorateRequest('entry')
      app.addHook('onRequest', function openEntry (request, reply, done) {
        if (isRecorded(request)) {
          request.entry = { place: undefined }
          const close = () => {
            if (request.entry !== undefined) completeEntry(request.entry, request, reply).catch(cause => request.log.error(cause, 'journal entry not completed'))
          }
          // The connection may already be closed: with PostgreSQL, the earlier hook `lookAtTenant` waits for the database.
          if (reply.raw.destroyed) close()
          else reply.raw.on('close', close)
        }
        done()
      })
    },

    /**
     * Adds two hooks. `recordEntry` records a request before its response is sent; `closeEntry` clears `request.entry` after the response
     * was sent. Changes that later `onSend` hooks make to a response are not recorded.
     */
    addRecords (app: FastifyInstance): void {
      if (!isRecording) return
      app.addHook('onSend', function recordEntry (request, reply, payload, done) {
        const { entry } = request
        // If an error response replaces a response whose recording has begun, for example because the recording failed, Fastify calls
        // this hook again. The error response is not recorded.
        if (entry === undefined || entry.place !== undefined) return done(null, payload)
        entry.place = record(request, reply, reply.statusCode, responseBody(payload, reply))
        if (!(entry.place instanceof Promise)) return done(null, payload)
        entry.place.then(() => done(null, payload), (failure: unknown) => {
          if (payload instanceof Readable) payload.destroy()
          // The error handler is called here, because Fastify does not call it again for a request that has already failed.
          request.server.errorHandler(toReplacement(failure, reply), request, reply)
        })
      })
      app.addHook('onResponse', function closeEntry (request, _reply, done) {
        request.entry = undefined
        done()
      })
    }
  }
}

/** Returns the recorded form of a request body whose bytes were not stored in `rawBody`; "" if the headers announce no body. */
function unreadBody ({ headers: { 'content-length': length, 'transfer-encoding': encoding } }: FastifyRequest): Body {
  if ((length === undefined || length === '0') && encoding === undefined) return ''
  return bytesOfLength(length)
}

/** Returns the recorded form of a body whose bytes are not stored. `length` is a number or the value of Content-Length. */
const bytesOfLength = (length: unknown): Body => ({ bytes: length === undefined ? undefined : Number(length) })

function nameCaller ({ caller }: Partial<Pick<FastifyRequest, 'caller'>>): string | undefined {
  return caller?.name
}
