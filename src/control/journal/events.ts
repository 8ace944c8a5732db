import type { EntryReference, Since } from '../../storage/journal-store.js'
import type { Criterion } from './criteria.js'
import type { TenantJournals } from './tenant-journals.js'

/** Interval of heartbeats on an idle stream. It is shorter than the time after which common proxies close an idle connection. */
const HEARTBEAT_MS = 15_000

/**
 * Yields the matching requests as server-sent events. Ends after the signal has aborted. An event of the type `dropped` has the approximate
 * number of requests, matching or not, that were dropped before they could be read. For example, the number can include cleared requests.
 */
export async function * journalEvents (
  journals: TenantJournals, tenant: string, criterion: Criterion, since: Since, signal: AbortSignal
): AsyncGenerator<string> {
  async function * formatEvents (references: readonly EntryReference[], missed: number): AsyncGenerator<string> {
    let dropped = missed
    // Pages are read only while the consumer requests events, so that entries do not accumulate in memory for a slow client.
    for (let next = 0; next < references.length; next += journals.pageSize) {
      let events = ''
      await journals.each(tenant, references.slice(next, next + journals.pageSize), recorded => {
        if (recorded === undefined) dropped++
        else if (criterion.differences(recorded).length === 0) events += `id: ${recorded.id}\ndata: ${JSON.stringify(journals.show(recorded))}\n\n`
      })
      if (events !== '') yield events
    }
    if (dropped > 0) yield `event: dropped\ndata: ${JSON.stringify({ Dropped: dropped })}\n\n`
  }

  let { references, dropped, lastId } = await journals.after(tenant, since)
  for (;;) {
    // A comment line of the event stream. The first one starts the response; later ones keep an idle connection open.
    yield ':\n\n'
    yield * formatEvents(references, dropped)
    await journals.waitFor(tenant, lastId, HEARTBEAT_MS, signal)
    if (signal.aborted) return
    ;({ references, dropped, lastId } = await journals.after(tenant, { id: lastId }))
  }
}
