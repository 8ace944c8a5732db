import { counterText } from './exposition.js'

/** For how long processors have worked for the process since it began, in all and by what they did. */
const PROCESSOR_TIMES: readonly (readonly [name: string, help: string, microsecondsOf: (usage: NodeJS.CpuUsage) => number])[] = [
  ['process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', ({ user, system }) => user + system],
  ['process_cpu_user_seconds_total', 'Total user CPU time spent in seconds.', ({ user }) => user],
  ['process_cpu_system_seconds_total', 'Total system CPU time spent in seconds.', ({ system }) => system],
]

/** A process has one memory and one processor time, however many servers are in it. */
let reader: Promise<() => Promise<string>> | undefined

/** Figures of the process in the text format of Prometheus. What collects them is loaded, and starts, when they are asked for first. */
export async function processMetrics (): Promise<string> {
  reader ??= createReader()
  return (await reader)()
}

async function createReader () {
  // A bundled CommonJS module has no other export.
  const { default: { Registry, collectDefaultMetrics } } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  // Its own would count from now on.
  for (const [name] of PROCESSOR_TIMES) registry.removeSingleMetric(name)
  return async () => processorTimes() + await registry.metrics()
}

function processorTimes (): string {
  const usage = process.cpuUsage()
  return PROCESSOR_TIMES.map(([name, help, microsecondsOf]) => counterText(name, help, microsecondsOf(usage) / 1e6)).join('')
}
