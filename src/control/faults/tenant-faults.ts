import type { FastifyRequest } from 'fastify'
import { faultImpossible, tooManyFaults, type RefuseRule } from '../errors.js'
import type { Clock } from '../../context/clock.js'
import { compileActions, type CompiledAction } from './action.js'
import type { ListedRoute } from '../../http/route-list.js'
import { compileMatch, type CompiledMatch } from './match.js'
import { compileQuota, type Quota } from './quota.js'
import { createRandom } from './random.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { Fault, FaultRule } from './rule.js'

interface CompiledRule {
  readonly listed: Fault
  readonly expiresAt: number
  readonly actions: readonly CompiledAction[]
  readonly match: CompiledMatch
  readonly quota: Quota | undefined
}

/** A rule that a call is meant by. */
export interface MetRule extends Pick<CompiledRule, 'listed' | 'actions'> {
  /** The seconds until the quota of the rule lets calls pass again, if it has one. */
  readonly retryAfter: number | undefined
}

/** The rules of tenants. */
export type TenantFaults = ReturnType<typeof createTenantFaults>

/** Ends with the rule that a call has met, if any; stops once where a rule asks for the body, until that was read. */
export type Comparison = Generator<undefined, MetRule | undefined>

export function createTenantFaults (routes: readonly ListedRoute[], clock: Clock) {
  const kept = createTenantRules<Fault, CompiledRule>(tooManyFaults)

  return {
    /**
     * Adds a rule behind those that there are.
     * @throws ApiError 400 when it can never apply, or there are too many
     */
    add (tenant: string, rule: FaultRule): Fault {
      const compiled = compileRule(rule, { Id: kept.nextId(), routes, clock, refuse: faultImpossible('The rule') })
      kept.append(tenant, [compiled])
      return compiled.listed
    },
    /**
     * Adds several rules, all or none, which may be those of a preset.
     * @throws ApiError 400 as for one
     */
    addAll (tenant: string, rules: readonly FaultRule[], preset?: string): Fault[] {
      const compiled = rules.map((rule, index) =>
        compileRule(rule, { Id: kept.nextId() + index, preset, routes, clock, refuse: faultImpossible(`Rules[${index}]`) }))
      kept.append(tenant, compiled)
      return compiled.map(({ listed }) => listed)
    },
    list: kept.list,
    find: kept.find,
    remove: kept.remove,
    clear: kept.clear,
    /** Whether no tenant has any rules. */
    areNone: kept.areNone,
    /**
     * Compares a call with the rules of its tenant, one after the other, and counts it in those that it fits. It is met by
     * the first that it is meant by, which is returned. Where a rule asks for the body, it waits for the body to be read.
     */
    * comparison (request: FastifyRequest): Comparison {
      let isRead = false
      for (const { listed: fault, actions, match: { fits, fitsBody, isMeant }, quota } of kept.of(request.tenant)) {
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
        return { listed: fault, actions, retryAfter }
      }
      return undefined
    },
  }
}

const isSpent = ({ Applied, Rule: { Times } }: Fault) => Applied === Times

interface RuleContext {
  readonly Id: number
  readonly preset?: string | undefined
  readonly routes: readonly ListedRoute[]
  readonly clock: Clock
  readonly refuse: RefuseRule
}

function compileRule (rule: FaultRule, { Id, preset, routes, clock, refuse }: RuleContext): CompiledRule {
  const { Match = {}, Actions, Times, TimeToLiveSeconds = Infinity } = rule
  if (TimeToLiveSeconds <= 0) throw refuse('TimeToLiveSeconds must be more than 0')
  if (Match.Call !== undefined && Times !== undefined && Times > 1) throw refuse(`Call means one call, which cannot happen ${Times} times`)
  const random = createRandom(Match.Seed ?? 0)
  return {
    listed: { Id, ...(preset !== undefined && { Preset: preset }), Met: 0, Applied: 0, ActionsApplied: Actions.map(() => 0), Rule: rule },
    expiresAt: performance.now() + TimeToLiveSeconds * 1000,
    actions: compileActions(Actions, random, refuse),
    match: compileMatch(Match, routes, random, refuse),
    quota: Match.Quota && compileQuota(Match.Quota, clock),
  }
}
