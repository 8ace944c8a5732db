import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FAULT_HEADER } from '../../config/version.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { isOfPage } from '../../http/page-requests.js'
import { API_PATHS } from '../../http/route-list.js'
import { compileFaultHeader } from './fault-header.js'
import { createHappenings, type Happening } from './happenings.js'
import type { FaultComparison, TenantFaults } from './tenant-faults.js'

/** The fault of a request. */
interface Meeting extends Happening {
  /** Id of the rule, or the fault that the header X-Mock-Fault names. */
  readonly id: number | string
}

const meetings = new WeakMap<FastifyRequest, Meeting>()

/** Returns the id of the rule that is applied to a request; undefined if it has none so far. */
export function ruleMetBy (request: FastifyRequest): number | undefined {
  const id = meetings.get(request)?.id
  return typeof id === 'number' ? id : undefined
}

interface FaultsContext {
  readonly faults: TenantFaults
  /** The token that the header X-Mock-Fault must have; empty if none is required. */
  readonly controlToken: string
}

/** Adds the hooks `compareHead`, `compareBody` and `alterResponse`, which make faults happen: those of rules and those that a request asks for. */
export function addFaults (app: FastifyInstance, { faults, controlToken }: FaultsContext): void {
  const readHeader = compileFaultHeader(controlToken)
  const happen = createHappenings(app)
  /** Comparisons that continue when the body of the request has been parsed. */
  const waiting = new WeakMap<FastifyRequest, FaultComparison>()

  function compare (comparison: FaultComparison, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const { value: rule, done: isDecided } = comparison.next()
    if (isDecided !== true) waiting.set(request, comparison)
    if (rule === undefined) return done()
    const { listed: { Id, ActionsApplied }, actions, retryAfter } = rule
    meet({
      id: Id,
      left: [...actions],
      retryAfter,
      count (index) { ActionsApplied[index] = assertDefined(ActionsApplied[index], 'every action must have a counter') + 1 },
    }, request, reply, done)
  }

  function meet (meeting: Meeting, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    meetings.set(request, meeting)
    reply.header(FAULT_HEADER, meeting.id)
    happen(meeting, 'before', reply).then(() => { if (!reply.sent) done() }, done)
  }

  app.addHook('onRequest', function compareHead (request, reply, done) {
    const asked = request.headers[FAULT_HEADER]
    if (asked === undefined && faults.areNone()) return done()
    if (isOfPage(request) || !API_PATHS.test(String(request.routeOptions.url))) return done()
    if (asked === undefined) return compare(faults.comparison(request), request, reply, done)
    const { name, actions } = readHeader(String(asked))
    meet({ id: name, left: [...actions], retryAfter: undefined, count: () => undefined }, request, reply, done)
  })

  app.addHook('preValidation', function compareBody (request, reply, done) {
    const comparison = waiting.get(request)
    if (comparison === undefined) return done()
    waiting.delete(request)
    compare(comparison, request, reply, done)
  })

  app.addHook('onSend', function alterResponse (request, reply, payload, done) {
    const meeting = meetings.get(request)
    // Error responses pass this hook as well.
    if (meeting === undefined) return done()
    happen(meeting, 'after', reply, payload).then(
      altered => { if (!reply.sent) done(null, altered) },
      // Called directly, because Fastify does not call the error handler a second time if the request has already failed.
      failure => request.server.errorHandler(failure, request, reply)
    )
  })
}
