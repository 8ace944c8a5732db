import { Type } from '@sinclair/typebox'
import type { ControlRoutes } from '../control-routes.js'
import { metricsOff } from '../errors.js'
import { EXPOSITION_TYPE, formatGauge } from './exposition.js'
import { readProcessMetrics } from './process-metrics.js'

/** Adds the route that Prometheus scrapes. The metrics are those of all tenants, whichever tenant the path names. */
export const addMetricsRoutes: ControlRoutes = (app, { metrics, config, store, journals, failures }) => {
  if (config.metrics === 'off') {
    app.get('/_mock/metrics', { schema: { hide: true } }, async ({ originalUrl }) => { throw metricsOff(originalUrl) })
    return
  }

  app.get('/_mock/metrics', {
    schema: {
      tags: ['Metrics'],
      summary: 'Tells what was counted, for Prometheus',
      description: 'Calls by route, method and status with their durations, transactions of the database, the journals, the tenants and ' +
        'figures of the process: of all tenants together.',
      produces: ['text/plain'],
      response: { 200: Type.String({ description: 'The text format of Prometheus.' }), ...failures({}) },
    },
    // The body is a string, which must not be serialized as JSON.
    serializerCompiler: () => String,
  }, async (_request, reply) => {
    const tenants = await store.countTenants()
    const { kept, dropped } = journals.counts()
    reply.type(EXPOSITION_TYPE)
    return metrics.text() +
      formatGauge('superoffice_mock_journal_calls', 'Calls in the journals of all tenants.', kept) +
      formatGauge('superoffice_mock_journal_dropped', 'Calls that are in the journals no more, for space.', dropped) +
      formatGauge('superoffice_mock_tenants', 'Tenants that have data of their own.', tenants) +
      await readProcessMetrics()
  })
}
