import { assertDefined } from '../../errors/assert-defined.js'
import { formatCounter, formatGauge } from './exposition.js'

const CPU_TIMES: readonly (readonly [name: string, help: string, toMicroseconds: (usage: NodeJS.CpuUsage) => number])[] = [
  ['process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', ({ user, system }) => user + system],
  ['process_cpu_user_seconds_total', 'Total user CPU time spent in seconds.', ({ user }) => user],
  ['process_cpu_system_seconds_total', 'Total system CPU time spent in seconds.', ({ system }) => system],
]

/**
 * Gauges of prom-client that get a new name in addition to the old one, because the suffix `_total` of the old name is only for counters.
 * The old name without `_total` is not available: prom-client has another gauge with that name, which has a label for the type.
 */
const GAUGES: readonly (readonly [name: string, old: string, help: string])[] = [
  ['nodejs_open_handles', 'nodejs_active_handles_total', 'Number of active handles.'],
  ['nodejs_open_requests', 'nodejs_active_requests_total', 'Number of active requests.'],
  ['nodejs_open_resources', 'nodejs_active_resources_total', 'Number of active resources.'],
]

/** All servers of the process share one reader, because the metrics describe the process. */
let reader: Promise<() => Promise<string>> | undefined

/** Returns the metrics of the process in Prometheus's text format. */
export async function readProcessMetrics (): Promise<string> {
  reader ??= createReader()
  return (await reader)()
}

async function createReader () {
  // In the bundle, prom-client has only a default export, because it is a CommonJS module.
  const { default: { Registry, collectDefaultMetrics } } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // prom-client counts CPU time from the call of `collectDefaultMetrics`, not from the start of the process.
  for (const [name] of CPU_TIMES) registry.removeSingleMetric(name)
  const gauges = GAUGES.map(([name, old, help]) => {
    const metric = assertDefined(registry.getSingleMetric(old), `prom-client must have ${old}.`)
    registry.removeSingleMetric(old)
    return async () => {
      const value = (await metric.get()).values.reduce((sum, { value }) => sum + value, 0)
      return formatGauge(name, help, value) + formatGauge(old, `Deprecated, will be removed in version 0.2: the same as ${name}.`, value)
    }
  })
  return async () => readCpuTimes() + (await Promise.all(gauges.map(read => read()))).join('') + await registry.metrics()
}

function readCpuTimes (): string {
  const usage = process.cpuUsage()
  return CPU_TIMES.map(([name, help, toMicroseconds]) => formatCounter(name, help, toMicroseconds(usage) / 1e6)).join('')
}
