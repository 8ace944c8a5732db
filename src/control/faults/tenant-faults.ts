import type { FastifyRequest } from 'fastify'
import { faultInvalid, tooManyFaults, type RefuseRule } from '../errors.js'
import type { ClockReader } from '../../context/clock.js'
import type { ControlStore } from '../../storage/control-store.js'
import { compileActions, countDraws, type CompiledAction } from './action.js'
import type { ListedRoute } from '../../http/route-list.js'
import { createFaultCounts, newCounts, type FaultCounts, type StoredFault } from './fault-counts.js'
import { assertDefined } from '../../errors/assert-defined.js'
import { compileFaultMatch, type CompiledMatch } from './match.js'
import { compileQuota, type Quota } from './quota.js'
import { createRandom } from './random.js'
import { createTenantRules } from '../rules/tenant-rules.js'
import type { Fault, FaultRule } from './rule.js'

interface CompiledFault {
  readonly stored: StoredFault
  readonly seed: number
  readonly actions: readonly CompiledAction[]
  readonly draws: number
  readonly match: CompiledMatch
  readonly quota: Quota | undefined
}

export interface MetRule extends Pick<CompiledFault, 'actions'> {
  readonly id: number
  /** Seconds until the window of the rule's quota ends; undefined if the rule has no quota. */
  readonly retryAfter: number | undefined
  readonly random: () => number
  count (index: number): void | Promise<void>
}

export interface FaultComparison {
  /** True if `next` returned no rule because it reached a rule with a condition on the body, and the body has not been parsed yet. */
  readonly needsBody: boolean
  /**
   * Returns the rule to apply; undefined if no compared rule applies. If `needsBody` is true afterwards, `next` must be called again after
   * the body was parsed, to compare the remaining rules.
   */
  next (): MetRule | undefined | Promise<MetRule | undefined>
}

interface TenantFaultsOptions {
  readonly control: ControlStore
  readonly routes: readonly ListedRoute[]
  readonly clock: ClockReader
  readonly mostTenants: number
}

/** The fault rules of all tenants, with their counts. */
export type TenantFaults = ReturnType<typeof createTenantFaults>

export function createTenantFaults ({ control, routes, clock, mostTenants }: TenantFaultsOptions) {
  const compile = (Rule: FaultRule, refuse: RefuseRule) => compileFault(Rule, { routes, clock, refuse })
  const rules = createTenantRules<StoredFault, CompiledFault>({
    control, subject: 'faults', tooMany: tooManyFaults, mostTenants, noun: 'fault rules',
    compile: stored => ({ ...compile(stored.Rule, faultInvalid('The rule')), stored }),
  })
  const counts = createFaultCounts(control)

  async function append (tenant: string, added: readonly FaultRule[], preset?: string): Promise<Fault[]> {
    const stored = await rules.append(tenant, added.length, firstId => added.map((Rule, index) => ({
      Id: firstId + index,
      ...(preset !== undefined && { Preset: preset }),
      Rule,
      // JSON has no infinity, which the product can be.
      ...(Rule.TimeToLiveSeconds !== undefined && { expiresAt: Math.min(control.timer() + Rule.TimeToLiveSeconds * 1000, Number.MAX_VALUE) }),
    })))
    await removeExpiredCounts(tenant)
    return stored.map(fault => listedFault(fault))
  }

  /** Removes the counts of the expired rules of the tenant, or of all tenants if `counts.size()` is at least `mostTenants`. */
  async function removeExpiredCounts (tenant: string): Promise<void> {
    const tenants = counts.size() < mostTenants ? [tenant] : await counts.names()
    for (const one of tenants) await counts.remove(one)
  }

  return {
    /**
     * Adds a rule to the end of the list.
     * @throws ApiError 400 for a rule that `compileFault` refuses, and the errors of `append`
     */
    async add (tenant: string, rule: FaultRule): Promise<Fault> {
      compile(rule, faultInvalid('The rule'))
      const [added] = await append(tenant, [rule])
      return assertDefined(added, 'a rule must be added')
    },
    /**
     * Adds several rules to the end of the list. They are stored together: all of them, or none.
     * @param preset the name of the preset to which the rules belong, if any
     * @throws ApiError 400 for a rule that `compileFault` refuses, and the errors of `append`
     */
    async addAll (tenant: string, added: readonly FaultRule[], preset?: string): Promise<Fault[]> {
      for (const [index, rule] of added.entries()) compile(rule, faultInvalid(`Rules[${index}]`))
      return append(tenant, added, preset)
    },
    tenants: rules.tenants,
    async list (tenant: string): Promise<Fault[]> {
      const counted = await counts.read(tenant)
      return rules.list(tenant).map(fault => listedFault(fault, counted[fault.Id]))
    },
    async find (tenant: string, id: number): Promise<Fault | undefined> {
      const fault = rules.find(tenant, id)
      return fault && listedFault(fault, (await counts.read(tenant))[id])
    },
    async remove (tenant: string, id: number): Promise<void> {
      await counts.remove(tenant, await rules.remove(tenant, id))
    },
    async clear (tenant: string): Promise<void> {
      await counts.remove(tenant, await rules.clear(tenant))
    },
    areNone: rules.areNone,
    comparison: (request: FastifyRequest) => compareWith(rules.of(request.tenant), request, counts),
  }
}

function listedFault (fault: StoredFault, { met, applied, actions } = newCounts(fault)): Fault {
  const { Id, Preset, Rule } = fault
  return { Id, ...(Preset !== undefined && { Preset }), Met: met, Applied: applied, ActionsApplied: actions, Rule }
}

interface RuleContext extends Pick<TenantFaultsOptions, 'routes' | 'clock'> {
  readonly refuse: RefuseRule
}

function compileFault (rule: FaultRule, { routes, clock, refuse }: RuleContext): Omit<CompiledFault, 'stored'> {
  const { Match = {}, Actions, Times, TimeToLiveSeconds = Infinity } = rule
  if (TimeToLiveSeconds <= 0) throw refuse(`TimeToLiveSeconds must be more than 0; got ${TimeToLiveSeconds}`)
  if (Match.Call !== undefined && Times !== undefined && Times > 1) throw refuse(`Call selects only one request, so Times must be 1; got ${Times}`)
  const actions = compileActions(Actions, refuse)
  return {
    seed: Match.Seed ?? 0,
    actions,
    draws: countDraws(actions),
    match: compileFaultMatch(Match, routes, refuse),
    quota: Match.Quota && compileQuota(Match.Quota, clock),
  }
}

const isSpent = ({ stored: { Id, Rule: { Times } } }: CompiledFault, counts: Readonly<FaultCounts>) => Times !== undefined && counts[Id]?.applied === Times

/**
 * Creates the comparison of a request with rules. `next` increments `met` of each matching rule, up to the rule that is applied. A rule
 * that was applied to `Times` requests is skipped. Before `next` changes the stored counts, it searches for a rule that may match, so that
 * nothing is stored for a request that matches no rule.
 */
function compareWith (rules: readonly CompiledFault[], request: FastifyRequest, counts: ReturnType<typeof createFaultCounts>): FaultComparison {
  const { tenant } = request
  let isParsed = false
  /** Index of the rule at which the comparison waits for the parsed body; undefined if it does not wait. */
  let waitingAt: number | undefined

  const needsBody = ({ match: { fitsBody } }: CompiledFault) => !isParsed && fitsBody !== undefined

  /**
   * Returns the index of the first rule, starting at `from`, that is not spent and matches the request, or may match it as soon as the body
   * is parsed; -1 if no rule does.
   */
  const nextFit = (from: number, counted: Readonly<FaultCounts>) => rules.findIndex((rule, index) =>
    index >= from && !isSpent(rule, counted) && rule.match.fits(request) && (needsBody(rule) || rule.match.fitsBody?.(request.body) !== false))

  function countFrom (first: number, counted: FaultCounts): MetRule | undefined {
    waitingAt = undefined
    for (let index = first; index >= 0; index = nextFit(index + 1, counted)) {
      const rule = assertDefined(rules[index], 'a rule that fits must be listed')
      if (needsBody(rule)) {
        waitingAt = index
        return undefined
      }
      const met = countRule(rule, counted)
      if (met !== undefined) return met
    }
    return undefined
  }

  /** Counts the request for a matching rule, unless the rule is spent. Returns the rule if it is applied to the request. */
  function countRule (rule: CompiledFault, counted: FaultCounts): MetRule | undefined {
    const { stored, seed, actions, draws, match, quota } = rule
    if (isSpent(rule, counted)) return undefined
    const own = counted[stored.Id] ??= newCounts(stored)
    own.met++
    if (!match.isSelected(own.met, () => createRandom(seed, own.draws++)())) return undefined
    const retryAfter = quota?.(request, own.windows)
    if (retryAfter === 0) return undefined
    own.applied++
    const random = createRandom(seed, own.draws)
    own.draws += draws
    return { id: stored.Id, actions, retryAfter, random, count: action => countAction(stored.Id, action) }
  }

  /** Counts an applied action, unless the counts of the rule were removed after the comparison. */
  const countAction = (id: number, action: number) => counts.change(tenant, ({ [id]: own }) => {
    if (own !== undefined) own.actions[action] = assertDefined(own.actions[action], 'every action must have a counter') + 1
  })

  return {
    get needsBody () { return waitingAt !== undefined },
    next () {
      const from = waitingAt ?? 0
      isParsed = waitingAt !== undefined
      waitingAt = undefined
      const first = nextFit(from, counts.of(tenant))
      const rule = rules[first]
      if (rule === undefined) return undefined
      if (!needsBody(rule)) return counts.change(tenant, counted => countFrom(first, counted))
      waitingAt = first
      return undefined
    },
  }
}
