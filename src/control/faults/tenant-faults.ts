import type { FastifyRequest } from 'fastify'
import { faultInvalid, tooManyFaults, type RefuseRule } from '../errors.js'
import type { ClockReader } from '../../context/clock.js'
import { compileActions, type CompiledAction } from './action.js'
import type { ListedRoute } from '../../http/route-list.js'
import { compileFaultMatch, type CompiledMatch } from './match.js'
import { compileQuota, type Quota } from './quota.js'
import { createRandom } from './random.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { Fault, FaultRule } from './rule.js'

interface CompiledFault {
  readonly listed: Fault
  readonly expiresAt: number
  readonly actions: readonly CompiledAction[]
  readonly match: CompiledMatch
  readonly quota: Quota | undefined
}

/** The rule to apply to a request. */
interface MetRule extends Pick<CompiledFault, 'listed' | 'actions'> {
  /** Seconds until the rule's quota allows requests again; undefined if it has no quota. */
  readonly retryAfter: number | undefined
}

/** The fault rules of all tenants. */
export type TenantFaults = ReturnType<typeof createTenantFaults>

/**
 * Returns the rule to apply to a request, or undefined. Yields at most once, before the first condition on the body. The caller resumes it
 * after the body has been parsed.
 */
export type FaultComparison = Generator<undefined, MetRule | undefined>

export function createTenantFaults (routes: readonly ListedRoute[], clock: ClockReader, mostTenants: number) {
  const rules = createTenantRules<Fault, CompiledFault>({ tooMany: tooManyFaults, mostTenants, noun: 'fault rules' })

  return {
    /**
     * Adds a rule to the end of the list.
     * @throws ApiError 400 if the rule can never be applied, or if the tenant has too many rules
     */
    add (tenant: string, rule: FaultRule): Fault {
      const compiled = compileFault(rule, { Id: rules.nextId(), routes, clock, refuse: faultInvalid('The rule') })
      rules.append(tenant, [compiled])
      return compiled.listed
    },
    /**
     * Adds several rules to the end of the list, all or none. `preset` is the name of the preset that they belong to.
     * @throws ApiError 400 if a rule can never be applied, or if the tenant would have too many rules
     */
    addAll (tenant: string, added: readonly FaultRule[], preset?: string): Fault[] {
      const compiled = added.map((rule, index) =>
        compileFault(rule, { Id: rules.nextId() + index, preset, routes, clock, refuse: faultInvalid(`Rules[${index}]`) }))
      rules.append(tenant, compiled)
      return compiled.map(({ listed }) => listed)
    },
    tenants: rules.tenants,
    list: rules.list,
    find: rules.find,
    remove: rules.remove,
    clear: rules.clear,
    areNone: rules.areNone,
    /**
     * Compares a request with the rules of its tenant in order. Increments `Met` of each rule that matches, and returns the first
     * one to apply.
     */
    * comparison (request: FastifyRequest): FaultComparison {
      let isRead = false
      for (const { listed: fault, actions, match: { fits, fitsBody, isSelected }, quota } of rules.of(request.tenant)) {
        if (isSpent(fault) || !fits(request)) continue
        if (fitsBody !== undefined) {
          if (!isRead) yield
          isRead = true
          if (!fitsBody(request.body) || isSpent(fault)) continue
        }
        fault.Met++
        if (!isSelected(fault.Met)) continue
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
  readonly clock: ClockReader
  readonly refuse: RefuseRule
}

function compileFault (rule: FaultRule, { Id, preset, routes, clock, refuse }: RuleContext): CompiledFault {
  const { Match = {}, Actions, Times, TimeToLiveSeconds = Infinity } = rule
  if (TimeToLiveSeconds <= 0) throw refuse('TimeToLiveSeconds must be more than 0')
  if (Match.Call !== undefined && Times !== undefined && Times > 1) throw refuse(`Call selects a single request, so Times must be 1; got ${Times}`)
  const random = createRandom(Match.Seed ?? 0)
  return {
    listed: { Id, ...(preset !== undefined && { Preset: preset }), Met: 0, Applied: 0, ActionsApplied: Actions.map(() => 0), Rule: rule },
    expiresAt: performance.now() + TimeToLiveSeconds * 1000,
    actions: compileActions(Actions, random, refuse),
    match: compileFaultMatch(Match, routes, random, refuse),
    quota: Match.Quota && compileQuota(Match.Quota, clock),
  }
}
