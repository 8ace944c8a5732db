import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FAULT_HEADER } from '../../config/version.js'
import { isOfPage } from '../../http/page-requests.js'
import { API_PATHS } from '../../http/route-list.js'
import { toReplacement } from '../replaced-response.js'
import { compileFaultHeader } from './fault-header.js'
import { createActionRunner, type BeforeDisconnect, type RunningFault } from './apply-actions.js'
import type { FaultComparison, MetRule, TenantFaults } from './tenant-faults.js'

interface RequestFault extends RunningFault {
  /** The id of the rule, or the fault as it is spelled in the header X-Mock-Fault, without phase and token. */
  readonly id: number | string
}

const requestFaults = new WeakMap<FastifyRequest, RequestFault>()

/**
 * Returns the id of the rule that is applied to a request; undefined if no rule is applied, or if the fault is set by the header
 * X-Mock-Fault.
 */
export function ruleMetBy (request: FastifyRequest): number | undefined {
  const id = requestFaults.get(request)?.id
  return typeof id === 'number' ? id : undefined
}

interface FaultsContext {
  readonly faults: TenantFaults
  /** The token that the header X-Mock-Fault must have; empty if none is required. */
  readonly controlToken: string
  readonly beforeDisconnect: BeforeDisconnect
}

/** Adds the hooks `compareHead`, `compareBody` and `alterResponse`, which apply the faults of rules and of the header X-Mock-Fault. */
export function addFaults (app: FastifyInstance, { faults, controlToken, beforeDisconnect }: FaultsContext): void {
  const readHeader = compileFaultHeader(controlToken)
  const applyActions = createActionRunner(app, beforeDisconnect)
  /** The comparisons that continue after the body was parsed, by request. */
  const waiting = new WeakMap<FastifyRequest, FaultComparison>()

  function compare (comparison: FaultComparison, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const found = comparison.next()
    if (found instanceof Promise) found.then(rule => goOn(rule, comparison, request, reply, done), done)
    else goOn(found, comparison, request, reply, done)
  }

  function goOn (
    rule: MetRule | undefined, comparison: FaultComparison, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void
  ): void {
    if (rule !== undefined) return apply({ ...rule, left: [...rule.actions] }, request, reply, done)
    if (comparison.needsBody) waiting.set(request, comparison)
    done()
  }

  function apply (fault: RequestFault, request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    requestFaults.set(request, fault)
    reply.header(FAULT_HEADER, fault.id)
    applyActions(fault, 'before', reply).then(() => { if (!reply.sent) done() }, done)
  }

  app.addHook('onRequest', function compareHead (request, reply, done) {
    const requested = request.headers[FAULT_HEADER]
    if (requested === undefined && faults.areNone()) return done()
    if (isOfPage(request) || !API_PATHS.test(String(request.routeOptions.url))) return done()
    if (requested === undefined) return compare(faults.comparison(request), request, reply, done)
    const { name, actions } = readHeader(String(requested))
    apply({ id: name, left: [...actions], retryAfter: undefined, random: Math.random, count: () => undefined }, request, reply, done)
  })

  app.addHook('preValidation', function compareBody (request, reply, done) {
    const comparison = waiting.get(request)
    if (comparison === undefined) return done()
    waiting.delete(request)
    compare(comparison, request, reply, done)
  })

  app.addHook('onSend', function alterResponse (request, reply, payload, done) {
    const fault = requestFaults.get(request)
    if (fault === undefined) return done()
    // Fastify also calls this hook for the error response of an Answer. The remaining actions of the phase `after` are applied to this
    // response.
    applyActions(fault, 'after', reply, payload).then(
      altered => { if (!reply.sent) done(null, altered) },
      // The error handler is called here, because Fastify does not call it again for a request that has already failed.
      failure => request.server.errorHandler(toReplacement(failure, reply), request, reply)
    )
  })
}
