import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LoggedCall } from './call-log.js'
import type { Criterion, Since } from './criteria.js'
import { entryOf } from './entry.js'
import type { TenantJournals } from './tenant-journals.js'

/** After so long without a call the connection is used all the same. */
const HEARTBEAT_MS = 15_000

/** Calls that are looked at before others are answered. */
const CALLS_AT_ONCE = 100

export interface EventsOptions {
  readonly journals: TenantJournals
  readonly tenant: string
  readonly criterion: Criterion
  readonly since: Since
  readonly signal: AbortSignal
}

/**
 * The calls that fit as server-sent events, until the signal. An entry is made when it is asked for, so a slow reader costs
 * nothing but what it misses, of which it hears.
 */
export async function * journalEvents ({ journals, tenant, criterion, since, signal }: EventsOptions): AsyncGenerator<string> {
  async function * eventsOf (calls: readonly LoggedCall[], missed: number): AsyncGenerator<string> {
    let dropped = missed
    for (const [index, logged] of calls.entries()) {
      if (index % CALLS_AT_ONCE === CALLS_AT_ONCE - 1) await nextTurn()
      const call = journals.read(logged)
      if (call === undefined) dropped++
      else if (criterion.differences(call).length === 0) yield `id: ${call.id}\ndata: ${JSON.stringify(entryOf(call))}\n\n`
    }
    if (dropped > 0) yield `event: dropped\ndata: ${JSON.stringify({ Dropped: dropped })}\n\n`
  }

  let { calls, dropped, lastId } = journals.after(tenant, since)
  for (;;) {
    // A comment: readers hear at once that they are connected, and later that they still are.
    yield ':\n\n'
    yield * eventsOf(calls, dropped)
    await journals.waitFor(tenant, lastId, HEARTBEAT_MS, signal)
    if (signal.aborted) return
    ;({ calls, dropped, lastId } = journals.after(tenant, { id: lastId }))
  }
}
