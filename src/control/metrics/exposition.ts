import type { Histogram } from './histogram.js'

/** The media type of the text format of Prometheus. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Readonly<Record<string, string | number>>

/** Labels whose values need no escapes. */
function labelsText (labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const headText = (name: string, type: string, help: string) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`

/** A number that rises and falls. */
export const gaugeText = (name: string, help: string, value: number) => `${headText(name, 'gauge', help)}${name} ${value}\n`

/** A number that only rises. */
export const counterText = (name: string, help: string, value: number) => `${headText(name, 'counter', help)}${name} ${value}\n`

/** Histograms of one name, by their labels. */
export function histogramText (name: string, help: string, series: Iterable<readonly [labels: Labels, histogram: Histogram]>): string {
  let text = headText(name, 'histogram', help)
  for (const [labels, histogram] of series) {
    const { count, sum } = histogram
    for (const { bound, count: upTo } of [...histogram.buckets(), { bound: '+Inf', count }]) {
      text += `${name}_bucket${labelsText({ ...labels, le: bound })} ${upTo}\n`
    }
    text += `${name}_sum${labelsText(labels)} ${sum}\n${name}_count${labelsText(labels)} ${count}\n`
  }
  return text
}
