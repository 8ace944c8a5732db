// Measures the cost of a request relative to bare Fastify, and writes RESULTS.md and ratios.svg. ROUNDS and BURST set the number of rounds
// and of requests. With ONLY=file,start only these rows are measured, and printed without writing the files.
import { writeFileSync } from 'node:fs'
import { COMPARISONS, compare } from './comparisons.js'
import { FIGURES } from './figures.js'
import { comparisonTable, figureTable, page, plot } from './report.js'
import { fromHere, pinClient } from './servers.js'

const known = [...Object.keys(COMPARISONS), ...Object.keys(FIGURES)]
const chosen = process.env.ONLY?.split(',') ?? known
const unknown = chosen.filter(name => !known.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown row ${unknown.join(', ')} in ONLY. Known: ${known.join(', ')}.`)
  process.exit(2)
}

/** Measures the selected rows. Returns them with their results. */
async function measureRows (rows, measure) {
  const measured = []
  for (const [name, row] of Object.entries(rows).filter(([name]) => chosen.includes(name))) {
    console.error(`${name}: ${row.title}`)
    measured.push({ ...row, ...await measure(row) })
  }
  return measured
}

pinClient()
const comparisons = await measureRows(COMPARISONS, compare)
const figures = await measureRows(FIGURES, row => row.measure())
if (process.env.ONLY === undefined) {
  writeFileSync(fromHere('RESULTS.md'), page(comparisons, figures))
  writeFileSync(fromHere('ratios.svg'), plot([...comparisons, ...figures].filter(({ ratio }) => ratio !== undefined)))
}
if (comparisons.length > 0) console.log(comparisonTable(comparisons))
if (figures.length > 0) console.log('\n' + figureTable(figures))
