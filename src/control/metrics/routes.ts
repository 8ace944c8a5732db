import { Type } from '@sinclair/typebox'
import type { ControlRoutes } from '../control-routes.js'
import { metricsOff } from '../errors.js'
import { EXPOSITION_TYPE, formatGauge } from './exposition.js'
import { formatDatabaseMetrics } from './database-metrics.js'
import { readProcessMetrics } from './process-metrics.js'

/**
 * Adds the route `/_mock/metrics`, and with METRICS=root also `/metrics`, the default path of Prometheus. With METRICS=off,
 * `/_mock/metrics` responds with 404.
 */
export const addMetricsRoutes: ControlRoutes = (app, { metrics, config, store, journals, failures }) => {
  if (config.metrics === 'off') {
    app.get('/_mock/metrics', { schema: { hide: true } }, async ({ originalUrl }) => { throw metricsOff(originalUrl) })
    return
  }

  const paths = config.metrics === 'root' ? ['/_mock/metrics', '/metrics'] : ['/_mock/metrics']
  for (const path of paths) {
    app.get(path, {
      schema: {
        tags: ['Metrics'],
        summary: 'Returns metrics for Prometheus',
        description: 'Durations of requests by route, method and status, and of transactions; numbers of recorded requests and of tenants; ' +
          'CPU time and memory of the process; with PostgreSQL, its connections, statements, repeated attempts and conflicts. All values are for all ' +
          'tenants together.',
        produces: ['text/plain'],
        response: { 200: Type.String({ description: 'Metrics in the text format of Prometheus.' }), ...failures({}) },
      },
    }, async (_request, reply) => {
      const tenants = await store.countTenants()
      const { kept, dropped } = await journals.counts()
      reply.type(EXPOSITION_TYPE)
      return metrics.text() +
        formatGauge('superoffice_mock_journal_calls', 'Requests in the journals of all tenants.', kept) +
        formatGauge('superoffice_mock_journal_dropped', 'Requests that were dropped from the journals to free space.', dropped) +
        formatGauge('superoffice_mock_tenants', 'Tenants that have their own data.', tenants) +
        (store.usage === undefined ? '' : formatDatabaseMetrics(store.usage())) +
        await readProcessMetrics()
    })
  }
}
