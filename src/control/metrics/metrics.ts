import type { ResponseListener } from '../../http/response-end.js'
import { routeTemplate } from '../../http/route-list.js'
import { formatHistogram } from './exposition.js'
import { createHistogram, type Histogram } from './histogram.js'

/**
 * Upper bounds of the buckets for durations, in seconds. With SQLite, many requests take less than a millisecond; a fault rule can delay a
 * request by seconds.
 */
const BUCKETS_S = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BUCKETS_WRITES = [1, 2, 5, 10, 20, 50, 100]

/** Value of the label `route` for requests that match no route. */
const NO_ROUTE = 'none'

/** The metrics of the requests and write transactions of a server. */
export interface Metrics {
  committed (writes: number, milliseconds: number): void
  readonly countResponse: ResponseListener
  /** Returns these metrics in Prometheus's text format. */
  text (): string
}

export function createMetrics (): Metrics {
  /** Durations of requests by route, method and status. */
  const requests = new Map<string, Map<string, Map<number, Histogram>>>()
  const commits = createHistogram(BUCKETS_S)
  const writes = createHistogram(BUCKETS_WRITES)

  function findHistogram (route: string, method: string, status: number): Histogram {
    const methods = getOrCreate(requests, route, () => new Map<string, Map<number, Histogram>>())
    const statuses = getOrCreate(methods, method, () => new Map<number, Histogram>())
    return getOrCreate(statuses, status, () => createHistogram(BUCKETS_S))
  }

  function * series () {
    for (const [route, methods] of requests) {
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
      findHistogram(url, method, reply.statusCode).observe(reply.elapsedTime / 1000)
    },
    text: () =>
      formatHistogram('superoffice_mock_call_duration_seconds', 'Duration of requests by route, method and status.', series()) +
      formatHistogram('superoffice_mock_commit_duration_seconds', 'Duration of write transactions of the database.', [[{}, commits]]) +
      formatHistogram('superoffice_mock_commit_writes', 'Writes per transaction.', [[{}, writes]]),
  }
}

function getOrCreate<Key, Value> (map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const created = create()
  map.set(key, created)
  return created
}
