/** A process has one memory and one processor time, however many servers are in it. */
let reader: Promise<() => Promise<string>> | undefined

/** Figures of the process in the text format of Prometheus. What collects them is loaded, and starts, when they are asked for first. */
export async function processMetrics (): Promise<string> {
  reader ??= createReader()
  return (await reader)()
}

async function createReader () {
  const { Registry, collectDefaultMetrics } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return () => registry.metrics()
}
