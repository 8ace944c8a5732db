import type { Histogram } from './histogram.js'

/** Media type of Prometheus's text format. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Readonly<Record<string, string | number>>

/** Formats labels. Values are not escaped, so they must not contain quotes, backslashes or line breaks. */
function formatLabels (labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const formatHead = (name: string, type: string, help: string) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

/** Formats a gauge without labels. */
export const formatGauge = (name: string, help: string, value: number) => formatGauges(name, help, [[{}, value]])

/** Formats a gauge with a value for each set of labels. */
export const formatGauges = (name: string, help: string, series: readonly (readonly [labels: Labels, value: number])[]) =>
  formatHead(name, 'gauge', help) + series.map(([labels, value]) => `${name}${formatLabels(labels)} ${value}\n`).join('')

/** Formats a counter without labels. */
export const formatCounter = (name: string, help: string, value: number) => `${formatHead(name, 'counter', help)}${name} ${value}\n`

/** Formats the histograms of one metric, one for each set of labels. */
export function formatHistogram (name: string, help: string, series: Iterable<readonly [labels: Labels, histogram: Histogram]>): string {
  let text = formatHead(name, 'histogram', help)
  for (const [labels, histogram] of series) {
    const { count, sum } = histogram
    for (const { bound, count: upTo } of [...histogram.buckets(), { bound: '+Inf', count }]) {
      text += `${name}_bucket${formatLabels({ ...labels, le: bound })} ${upTo}\n`
    }
    text += `${name}_sum${formatLabels(labels)} ${sum}\n${name}_count${formatLabels(labels)} ${count}\n`
  }
  return text
}
