import type { FastifyRequest } from 'fastify'
import type { RefuseRule } from '../errors.js'
import { nearestRoute } from '../../http/nearest-route.js'
import type { ListedRoute } from '../../http/route-list.js'
import { apiCalls, apiRoutes, canHave } from './api-calls.js'
import { compileBodyPattern, segmentsOfProperty } from '../matching/body-pattern.js'
import { flawOfHeaderName, type NamedText } from '../matching/named-text.js'
import { compilePathPattern, flawOfPath } from '../matching/path-pattern.js'
import type { FaultMatch } from './rule.js'
import { compileTextPattern } from '../matching/text-pattern.js'

/** What a rule asks of a call. */
export interface CompiledMatch {
  /** Whether a call fits as far as it can be told before its body is read. */
  fits (request: FastifyRequest): boolean
  /** Whether a parsed body fits, in rules that ask for one. */
  readonly fitsBody: ((body: unknown) => boolean) | undefined
  /** Whether a call that fits is meant, which depends on those before it. */
  isMeant (met: number): boolean
}

/** @throws ApiError 400 when no call can fit, or be meant */
export function compileMatch (match: FaultMatch, routes: readonly ListedRoute[], random: () => number, refuse: RefuseRule): CompiledMatch {
  const fitsHead = compileHead(match, routes, refuse)
  const { Body } = match
  return {
    // What says that it has no body will not get one.
    fits: Body === undefined ? fitsHead : request => hasBody(request) && fitsHead(request),
    fitsBody: Body && compileBodyPattern(segmentsOfProperty(Body.Property), Body.Value),
    isMeant: compileMeaning(match, random, refuse),
  }
}

const hasBody = ({ headers }: FastifyRequest) => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function compileHead ({ Method, Path, Query, Header, Body }: FaultMatch, routes: readonly ListedRoute[], refuse: RefuseRule): CompiledMatch['fits'] {
  const flaw = flawOfPath(Path ?? '*', 'faults') ?? flawOfHeaderName(Header?.Name ?? 'any')
  if (flaw !== undefined) throw refuse(flaw)
  const method = Method?.toUpperCase()
  const isOfPath = compilePathPattern(Path ?? '*')
  const ofPath = apiCalls(routes).filter(({ path }) => isOfPath(path, 'route'))
  if (ofPath.length === 0) {
    const route = nearestRoute(apiRoutes(routes), { url: String(Path), method })
    throw refuse(`no call of the API has the path ${Path}${route === undefined ? '' : `; the nearest is ${route}`}`)
  }
  const meant = ofPath.filter(call => method === undefined || call.method === method)
  if (meant.length === 0) {
    const methods = [...new Set(ofPath.map(call => call.method))]
    throw refuse(`no call of the API with this path has the method ${Method}; there are ${methods.join(', ')}`)
  }
  if (Body !== undefined && !meant.some(({ body }) => canHave(body, segmentsOfProperty(Body.Property)))) {
    throw refuse(`no call of the API with this method and path has a body with the property ${Body.Property}`)
  }
  const fitsQuery = compileNamed(Query)
  const fitsHeader = compileNamed(Header)

  return ({ method: cameBy, url, query, headers }) =>
    (method === undefined || method === cameBy) &&
    isOfPath(url.replace(/\?.*/s, ''), 'call') &&
    fitsQuery(query) &&
    fitsHeader(headers)
}

/** Compiles whether there is something of a name in any case, with a value of the pattern if that is given. */
function compileNamed (named: NamedText | undefined): (values: unknown) => boolean {
  if (named === undefined) return () => true
  const name = named.Name.toLowerCase()
  const isValue = compileTextPattern(named.Value ?? '*')
  return values => Object.entries(Object(values)).some(([other, value]) =>
    other.toLowerCase() === name && [value].flat().some(one => isValue(String(one))))
}

function compileMeaning (
  { Call, EveryCall, Probability, Seed }: FaultMatch, random: () => number, refuse: RefuseRule
): CompiledMatch['isMeant'] {
  if (Call !== undefined && EveryCall !== undefined) throw refuse('Call and EveryCall exclude each other')
  if (Seed !== undefined && Probability === undefined) throw refuse('Seed is of use with Probability only')
  if (Probability !== undefined && !(Probability > 0 && Probability <= 1)) {
    throw refuse(`Probability must be more than 0 and at most 1; ${Probability} came`)
  }
  return met => {
    if (Call !== undefined && met !== Call) return false
    if (EveryCall !== undefined && met % EveryCall !== 0) return false
    return Probability === undefined || random() < Probability
  }
}
