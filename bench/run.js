// Measures the cost of requests relative to bare Fastify or another base, and figures such as memory, and writes RESULTS.md and ratios.svg.
// ROUNDS is the number of rounds, ROUNDS_PER_PROCESS the maximum number of rounds with the same processes, and BURST the number of requests
// in each burst. With ONLY=file,start, only the rows `file` and `start` are measured, and the files are not written. NODE22 and
// NODE22_PROGRAM, which figures.js explains, add the row `start22`, a start on Node 22.
import { writeFileSync } from 'node:fs'
import { COMPARISONS, compare } from './comparisons.js'
import { FIGURES } from './figures.js'
import { comparisonTable, figureTable, page, plot } from './report.js'
import { chooseRows, measureRows } from './rows.js'
import { fromHere, pinClient } from './servers.js'

const chosen = chooseRows([...Object.keys(COMPARISONS), ...Object.keys(FIGURES)])

pinClient()
const comparisons = await measureRows(COMPARISONS, chosen, compare)
const figures = await measureRows(FIGURES, chosen, row => row.measure())
if (process.env.ONLY === undefined) {
  writeFileSync(fromHere('RESULTS.md'), page(comparisons, figures))
  writeFileSync(fromHere('ratios.svg'), plot([...comparisons, ...figures].filter(({ ratio }) => ratio !== undefined)))
}
if (comparisons.length > 0) console.log(comparisonTable(comparisons))
if (figures.length > 0) console.log('\n' + figureTable(figures))
