// Formats the results of `npm run bench` as a Markdown page and as an SVG plot.
import { BURST, ROUNDS, ROUNDS_PER_PROCESS, WARM_UP } from './rows.js'
import { CONNECTIONS } from './load.js'
import { CORES } from './servers.js'

export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
const number = value => value?.toFixed(2) ?? '-'

export const comparisonTable = rows => table(
  ['request', 'against', 'CPU in µs', 'CPU ratio', 'at most', 'aim', 'p99 in ms', 'p99 ratio'],
  rows.map(({ title, baseTitle = 'bare Fastify', cpuUs, ratio, limit, aim, p99Ms, p99Ratio }) =>
    [title, baseTitle, cpuUs.toFixed(1), number(ratio), number(limit), number(aim), p99Ms.toFixed(1), number(p99Ratio)])
)

export const figureTable = rows => table(
  ['figure', 'measured', 'at most', 'aim'],
  rows.map(({ title, measured, limit = '-', aim = '-' }) => [title, measured, limit, aim])
)

export function page (comparisons, figures) {
  return `# Results of \`npm run bench\`

Node ${process.version}, ${CORES} cores: the servers on one, the load generator on the other. CPU is the time of all threads of the
server process per request, over ${CONNECTIONS} connections that each have one request in flight. Each row takes ${ROUNDS} pairs of bursts of ${BURST} requests, from
new processes after every ${ROUNDS_PER_PROCESS} pairs, which first handle ${WARM_UP} requests; figures are medians, and a ratio is the median of the ratios of
the pairs. Only ratios are comparable between machines.

![CPU ratios](ratios.svg)

${comparisonTable(comparisons)}

PUT sends the documented sample with its documented headers to 1,000 products in turn; AUTH is \`any\`, journal and metrics are on, and log
lines go to a file. Bare Fastify parses the same JSON body (that of the sample for XML and forms too) and sends as many bytes as the mock, with
no database, journal or log.

${figureTable(figures)}

CPU to the first response is that of the process from its start to its first response to GET /health, with a new database file, as a ratio
to that of bare Fastify and in ms. On Node 22 the mock has a compile cache and bare Fastify has none. The two numbers of resets are the median and the
maximum.
`
}

const BAR = { left: 480, unit: 130, height: 14, gap: 24, top: 40 }

/** Returns an SVG with a bar for the ratio of each row, and a mark for the limit of each row that has one. */
export function plot (rows) {
  const width = BAR.left + BAR.unit * Math.ceil(Math.max(...rows.map(({ ratio }) => ratio))) + 60
  const x = ratio => (BAR.left + BAR.unit * ratio).toFixed(1)
  const height = BAR.top + BAR.gap * rows.length + 10
  const bars = rows.map(({ title, ratio, limit }, index) => {
    const y = BAR.top + BAR.gap * index
    const mark = limit === undefined ? '' : `<path class="limit" d="M${x(limit)} ${y - 3}v${BAR.height + 6}"/>`
    return `<text x="${BAR.left - 8}" y="${y + 11}" text-anchor="end">${title}</text>
<rect x="${BAR.left}" y="${y}" width="${(BAR.unit * ratio).toFixed(1)}" height="${BAR.height}"/>
<text x="${Number(x(ratio)) + 6}" y="${y + 11}">${ratio.toFixed(2)}</text>${mark}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="CPU ratios">
<style>
text { font: 12px sans-serif; fill: #1f2328 } rect { fill: #4c8dd6 } path { stroke: #8b949e } .limit { stroke: #cf222e; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .limit { stroke: #ff7b72 } }
</style>
<text x="${BAR.left}" y="16">CPU against the base (1.00); red: at most</text>
<path d="M${x(1)} ${BAR.top - 10}V${height - 6}" stroke-dasharray="3 3"/>
${bars.join('\n')}
</svg>
`
}
