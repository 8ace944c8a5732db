import { METHODS } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { faultImpossible, tooManyFaults } from '../../errors.js'
import { compileAction, type CompiledAction } from './action.js'
import { compilePathPattern } from '../path-pattern.js'
import { createRandom } from './random.js'
import type { Fault, FaultMatch, FaultRule } from './rule.js'
import { compileTextPattern } from '../text-pattern.js'

/** Each call is compared with all rules of its tenant. */
const MOST_RULES = 1000

interface CompiledRule {
  readonly fault: Fault
  readonly expiresAt: number
  readonly actions: readonly CompiledAction[]
  fits (request: FastifyRequest): boolean
  /** Whether a call that fits is meant, which depends on those before it. */
  isMeant (met: number): boolean
}

/** The rules of tenants. */
export type TenantFaults = ReturnType<typeof createTenantFaults>

/** @param routes the paths of the calls that rules may be about */
export function createTenantFaults (routes: ReadonlySet<string>) {
  const tenants = new Map<string, CompiledRule[]>()
  let lastId = 0

  /** Those that are not over. Tenants are found in any case. */
  function rulesOf (tenant: string): readonly CompiledRule[] {
    const rules = tenants.get(tenant.toLowerCase()) ?? []
    const now = performance.now()
    return rules.some(({ expiresAt }) => expiresAt <= now) ? keep(tenant, rules.filter(({ expiresAt }) => expiresAt > now)) : rules
  }

  function keep (tenant: string, rules: CompiledRule[]): readonly CompiledRule[] {
    if (rules.length === 0) tenants.delete(tenant.toLowerCase())
    else tenants.set(tenant.toLowerCase(), rules)
    return rules
  }

  return {
    /** @throws ApiError 400 when the rule can never apply, or there are too many */
    add (tenant: string, rule: FaultRule): Fault {
      const compiled = compileRule(lastId + 1, rule, routes)
      const rules = rulesOf(tenant)
      if (rules.length >= MOST_RULES) throw tooManyFaults(MOST_RULES)
      lastId++
      keep(tenant, [...rules, compiled])
      return compiled.fault
    },
    list: (tenant: string): Fault[] => rulesOf(tenant).map(({ fault }) => fault),
    find: (tenant: string, id: number): Fault | undefined => rulesOf(tenant).find(({ fault }) => fault.Id === id)?.fault,
    remove (tenant: string, id: number): void {
      keep(tenant, rulesOf(tenant).filter(({ fault }) => fault.Id !== id))
    },
    clear (tenant: string): void {
      tenants.delete(tenant.toLowerCase())
    },
    /** What happens to a call: the actions of the first rule that it is meant by, which counts it. */
    meet (request: FastifyRequest): readonly CompiledAction[] {
      if (tenants.size === 0) return []
      for (const { fault, actions, fits, isMeant } of rulesOf(request.tenant)) {
        if (fault.Applied === fault.Rule.Times || !fits(request)) continue
        fault.Met++
        if (!isMeant(fault.Met)) continue
        fault.Applied++
        return actions
      }
      return []
    },
  }
}

function compileRule (Id: number, rule: FaultRule, routes: ReadonlySet<string>): CompiledRule {
  const { Match = {}, TimeToLiveSeconds = Infinity } = rule
  if (TimeToLiveSeconds <= 0) throw faultImpossible('TimeToLiveSeconds must be more than 0')
  const random = createRandom(Match.Seed ?? 0)
  return {
    fault: { Id, Met: 0, Applied: 0, Rule: rule },
    expiresAt: performance.now() + TimeToLiveSeconds * 1000,
    actions: rule.Actions.map(action => compileAction(action, random)),
    fits: compileFit(Match, routes),
    isMeant: compileMeaning(Match, random),
  }
}

function compileFit ({ Method, Path, Header }: FaultMatch, routes: ReadonlySet<string>): CompiledRule['fits'] {
  const method = Method?.toUpperCase()
  if (method !== undefined && !METHODS.includes(method)) throw faultImpossible(`there is no method ${Method}`)
  const isOfPath = compilePathPattern(Path ?? '*')
  if (![...routes].some(route => isOfPath(route, 'route'))) throw faultImpossible(`no call of the API has the path ${Path}`)
  const name = Header?.Name.toLowerCase()
  const isValue = compileTextPattern(Header?.Value ?? '*')

  return ({ method: cameBy, url, headers }) => {
    if (method !== undefined && method !== cameBy) return false
    if (!isOfPath(url.replace(/\?.*/s, ''), 'call')) return false
    if (name === undefined) return true
    const value = headers[name]
    return value !== undefined && isValue(String(value))
  }
}

function compileMeaning ({ Call, EveryCall, Probability, Seed }: FaultMatch, random: () => number): CompiledRule['isMeant'] {
  if (Call !== undefined && EveryCall !== undefined) throw faultImpossible('Call and EveryCall exclude each other')
  if (Seed !== undefined && Probability === undefined) throw faultImpossible('Seed is of use with Probability only')
  if (Probability !== undefined && !(Probability > 0 && Probability <= 1)) {
    throw faultImpossible(`Probability must be more than 0 and at most 1; ${Probability} came`)
  }
  return met => {
    if (Call !== undefined && met !== Call) return false
    if (EveryCall !== undefined && met % EveryCall !== 0) return false
    return Probability === undefined || random() < Probability
  }
}
