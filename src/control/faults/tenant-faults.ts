import type { FastifyRequest } from 'fastify'
import { faultImpossible, tooManyFaults, type RefuseRule } from '../../errors.js'
import type { Clock } from '../../protocol/clock.js'
import { compileActions, type CompiledAction } from './action.js'
import type { ApiRoutes } from './api-routes.js'
import { compileMatch, type CompiledMatch } from './match.js'
import { compileQuota, type Quota } from './quota.js'
import { createRandom } from './random.js'
import { MOST_RULES, type Fault, type FaultRule } from './rule.js'

interface CompiledRule {
  readonly fault: Fault
  readonly expiresAt: number
  readonly actions: readonly CompiledAction[]
  readonly match: CompiledMatch
  readonly quota: Quota | undefined
}

/** A rule that a call is meant by. */
export interface MetRule extends Pick<CompiledRule, 'fault' | 'actions'> {
  /** The seconds until the quota of the rule lets calls pass again, if it has one. */
  readonly retryAfter: number | undefined
}

/** The rules of tenants. */
export type TenantFaults = ReturnType<typeof createTenantFaults>

/** Ends with the rule that a call has met, if any; stops once where a rule asks for the body, until that was read. */
export type Comparison = Generator<undefined, MetRule | undefined>

export function createTenantFaults (routes: ApiRoutes, clock: Clock) {
  const tenants = new Map<string, readonly CompiledRule[]>()
  let lastId = 0

  /** Those that are not over. Tenants are found in any case. */
  function rulesOf (tenant: string): readonly CompiledRule[] {
    const rules = tenants.get(tenant.toLowerCase()) ?? []
    const now = performance.now()
    return rules.some(({ expiresAt }) => expiresAt <= now) ? keep(tenant, rules.filter(({ expiresAt }) => expiresAt > now)) : rules
  }

  function keep (tenant: string, rules: readonly CompiledRule[]): readonly CompiledRule[] {
    if (rules.length === 0) tenants.delete(tenant.toLowerCase())
    else tenants.set(tenant.toLowerCase(), rules)
    return rules
  }

  function append (tenant: string, added: readonly CompiledRule[]): void {
    const rules = [...rulesOf(tenant), ...added]
    if (rules.length > MOST_RULES) throw tooManyFaults(MOST_RULES)
    lastId += added.length
    keep(tenant, rules)
  }

  return {
    /**
     * Adds a rule behind those that there are.
     * @throws ApiError 400 when it can never apply, or there are too many
     */
    add (tenant: string, rule: FaultRule): Fault {
      const compiled = compileRule(rule, { Id: lastId + 1, routes, clock, refuse: faultImpossible('The rule') })
      append(tenant, [compiled])
      return compiled.fault
    },
    /**
     * Adds several rules, all or none, which may be those of a preset.
     * @throws ApiError 400 as for one
     */
    addAll (tenant: string, rules: readonly FaultRule[], preset?: string): Fault[] {
      const compiled = rules.map((rule, index) =>
        compileRule(rule, { Id: lastId + 1 + index, preset, routes, clock, refuse: faultImpossible(`Rules[${index}]`) }))
      append(tenant, compiled)
      return compiled.map(({ fault }) => fault)
    },
    list: (tenant: string): Fault[] => rulesOf(tenant).map(({ fault }) => fault),
    find: (tenant: string, id: number): Fault | undefined => rulesOf(tenant).find(({ fault }) => fault.Id === id)?.fault,
    remove (tenant: string, id: number): void {
      keep(tenant, rulesOf(tenant).filter(({ fault }) => fault.Id !== id))
    },
    clear (tenant: string): void {
      tenants.delete(tenant.toLowerCase())
    },
    /** Whether no tenant has any rules. */
    areNone: () => tenants.size === 0,
    /**
     * Compares a call with the rules of its tenant, one after the other, and counts it in those that it fits. It is met by
     * the first that it is meant by, which is returned. Where a rule asks for the body, it waits for the body to be read.
     */
    * comparison (request: FastifyRequest): Comparison {
      let isRead = false
      for (const { fault, actions, match: { fits, fitsBody, isMeant }, quota } of rulesOf(request.tenant)) {
        if (isSpent(fault) || !fits(request)) continue
        if (fitsBody !== undefined) {
          if (!isRead) yield
          isRead = true
          if (!fitsBody(request.body) || isSpent(fault)) continue
        }
        fault.Met++
        if (!isMeant(fault.Met)) continue
        const retryAfter = quota?.(request)
        if (retryAfter === 0) continue
        fault.Applied++
        return { fault, actions, retryAfter }
      }
      return undefined
    },
  }
}

const isSpent = ({ Applied, Rule: { Times } }: Fault) => Applied === Times

interface RuleContext {
  readonly Id: number
  readonly preset?: string | undefined
  readonly routes: ApiRoutes
  readonly clock: Clock
  readonly refuse: RefuseRule
}

function compileRule (rule: FaultRule, { Id, preset, routes, clock, refuse }: RuleContext): CompiledRule {
  const { Match = {}, Actions, Times, TimeToLiveSeconds = Infinity } = rule
  if (TimeToLiveSeconds <= 0) throw refuse('TimeToLiveSeconds must be more than 0')
  if (Match.Call !== undefined && Times !== undefined && Times > 1) throw refuse(`Call means one call, which cannot happen ${Times} times`)
  const random = createRandom(Match.Seed ?? 0)
  return {
    fault: { Id, ...(preset !== undefined && { Preset: preset }), Met: 0, Applied: 0, ActionsApplied: Actions.map(() => 0), Rule: rule },
    expiresAt: performance.now() + TimeToLiveSeconds * 1000,
    actions: compileActions(Actions, random, refuse),
    match: compileMatch(Match, routes, random, refuse),
    quota: Match.Quota && compileQuota(Match.Quota, clock),
  }
}
