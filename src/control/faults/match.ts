import type { FastifyRequest } from 'fastify'
import type { RefuseRule } from '../errors.js'
import { nearestName } from '../../errors/nearest-name.js'
import { nearestRoute } from '../../http/nearest-route.js'
import type { ListedRoute } from '../../http/route-list.js'
import { apiOperations, apiRoutes, hasProperty, listProperties } from './api-operations.js'
import { compileBodyPattern, segmentsOfProperty } from '../matching/body-pattern.js'
import { flawOfHeaderName, type NamedValue } from '../matching/named-value.js'
import { compilePathPattern, flawOfPath } from '../matching/path-pattern.js'
import type { FaultMatch } from './rule.js'
import { compileTextPattern } from '../matching/text-pattern.js'

export interface CompiledMatch {
  /**
   * True if a request meets the conditions on method, path, query and header. If the rule has a condition on the body, the request must
   * also have a body.
   */
  fits (request: FastifyRequest): boolean
  /** True if a parsed body meets the condition on the body; undefined if the rule has no such condition. */
  readonly fitsBody: ((body: unknown) => boolean) | undefined
  /**
   * True if Call, EveryCall and Probability select a request that meets the conditions on method, path, query, header and body. `met` is
   * the value of `RuleCounts.met` after this request was counted. Calls `random` at most once.
   */
  isSelected (met: number, random: () => number): boolean
}

/**
 * Compiles the conditions of a rule.
 * @throws ApiError 400 if a condition is invalid, if conditions must not be combined, or if no route of the API can receive a
 * matching request
 */
export function compileFaultMatch (match: FaultMatch, routes: readonly ListedRoute[], refuse: RefuseRule): CompiledMatch {
  const fitsHead = compileHead(match, routes, refuse)
  const { Body } = match
  return {
    // A request without a body cannot meet a condition on the body, so its comparison need not wait for the body.
    fits: Body === undefined ? fitsHead : request => hasBody(request) && fitsHead(request),
    fitsBody: Body && compileBodyPattern(segmentsOfProperty(Body.Property), Body.Value),
    isSelected: compileSelector(match, refuse),
  }
}

const hasBody = ({ headers }: FastifyRequest) => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function compileHead ({ Method, Path, Query, Header, Body }: FaultMatch, routes: readonly ListedRoute[], refuse: RefuseRule): CompiledMatch['fits'] {
  const flaw = flawOfPath(Path ?? '*', 'faults') ?? flawOfHeaderName(Header?.Name ?? 'any')
  if (flaw !== undefined) throw refuse(flaw)
  const method = Method?.toUpperCase()
  const isOfPath = compilePathPattern(Path ?? '*')
  const ofPath = apiOperations(routes).filter(({ path }) => isOfPath(path, 'route'))
  if (ofPath.length === 0) {
    const route = nearestRoute(apiRoutes(routes), { url: String(Path), method })
    throw refuse(`no route of the API has the path ${Path}${route === undefined ? '' : `; the nearest is ${route}`}`)
  }
  const matching = ofPath.filter(matching => method === undefined || matching.method === method)
  if (matching.length === 0) {
    const methods = [...new Set(ofPath.map(matching => matching.method))]
    throw refuse(`no route of the API with this path has the method ${Method}; supported: ${methods.join(', ')}`)
  }
  if (Body !== undefined && !matching.some(({ body }) => hasProperty(body, segmentsOfProperty(Body.Property)))) {
    const nearest = nearestName(Body.Property, matching.flatMap(({ body }) => listProperties(body)))
    throw refuse(`no matching route of the API has a body with the property ${Body.Property}${nearest === undefined ? '' : `; the nearest is ${nearest}`}`)
  }
  const fitsQuery = compileNamed(Query)
  const fitsHeader = compileNamed(Header)

  return ({ method: requestMethod, url, query, headers }) =>
    (method === undefined || method === requestMethod) &&
    isOfPath(url.replace(/\?.*/s, ''), 'call') &&
    fitsQuery(query) &&
    fitsHeader(headers)
}

/** Compiles a condition on a header or a query parameter. Without a Value, it is sufficient that the header or parameter exists. */
function compileNamed (named: NamedValue | undefined): (values: unknown) => boolean {
  if (named === undefined) return () => true
  const name = named.Name.toLowerCase()
  const isValue = compileTextPattern(named.Value ?? '*')
  return values => Object.entries(Object(values)).some(([other, value]) =>
    other.toLowerCase() === name && [value].flat().some(one => isValue(String(one))))
}

function compileSelector ({ Call, EveryCall, Probability, Seed }: FaultMatch, refuse: RefuseRule): CompiledMatch['isSelected'] {
  if (Call !== undefined && EveryCall !== undefined) throw refuse('Call and EveryCall must not be combined')
  if (Seed !== undefined && Probability === undefined) throw refuse('Seed requires Probability')
  if (Probability !== undefined && !(Probability > 0 && Probability <= 1)) {
    throw refuse(`Probability must be more than 0 and at most 1; got ${Probability}`)
  }
  return (met, random) => {
    if (Call !== undefined && met !== Call) return false
    if (EveryCall !== undefined && met % EveryCall !== 0) return false
    return Probability === undefined || random() < Probability
  }
}
