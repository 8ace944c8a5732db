import { isSent, type ResponseEnd } from '../../http/response-end.js'
import { routeTemplate } from '../../http/route-list.js'
import { histogramText } from './exposition.js'
import { createHistogram, type Histogram } from './histogram.js'

/** Bounds of the buckets, in seconds: most calls take some tenths of a millisecond, and faults may take seconds. */
const BUCKETS_S = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BUCKETS_WRITES = [1, 2, 5, 10, 20, 50, 100]

/** The route of calls that none takes. */
const NO_ROUTE = 'none'

/** What a server counts. */
export interface Metrics {
  /** Hears of each transaction: how many writes it held, and how long it took. */
  committed (writes: number, milliseconds: number): void
  /** Counts a response that was sent. */
  readonly countResponse: ResponseEnd
  /** In the text format of Prometheus. */
  text (): string
}

export function createMetrics (): Metrics {
  /** Durations of calls by route, method and status. */
  const calls = new Map<string, Map<string, Map<number, Histogram>>>()
  const commits = createHistogram(BUCKETS_S)
  const writes = createHistogram(BUCKETS_WRITES)

  function histogramOf (route: string, method: string, status: number): Histogram {
    const ofMethod = entryOf(entryOf(calls, route, () => new Map<string, Map<number, Histogram>>()), method, () => new Map<number, Histogram>())
    return entryOf(ofMethod, status, () => createHistogram(BUCKETS_S))
  }

  function * series () {
    for (const [route, methods] of calls) {
      for (const [method, statuses] of methods) {
        for (const [status, histogram] of statuses) yield [{ route: routeTemplate(route), method, status }, histogram] as const
      }
    }
  }

  return {
    committed (count, milliseconds) {
      commits.observe(milliseconds / 1000)
      writes.observe(count)
    },
    countResponse ({ routeOptions: { url = NO_ROUTE }, method }, reply) {
      if (isSent(reply)) histogramOf(url, method, reply.statusCode).observe(reply.elapsedTime / 1000)
    },
    text: () =>
      histogramText('superoffice_mock_call_duration_seconds', 'Calls by route, method and status, and how long their answers took.', series()) +
      histogramText('superoffice_mock_commit_duration_seconds', 'Transactions, and how long the database took for what they held.', [[{}, commits]]) +
      histogramText('superoffice_mock_commit_writes', 'Writes that shared a transaction.', [[{}, writes]]),
  }
}

function entryOf<Key, Value> (map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const created = create()
  map.set(key, created)
  return created
}
