// Chooses the benchmarks to measure, which the environment variable ONLY can name, and measures them. Each is a row in the results.
import { median } from './statistics.js'

export const ROUNDS = Number(process.env.ROUNDS ?? 15)
export const BURST = Number(process.env.BURST ?? 10_000)
/**
 * Number of requests that a process handles before its first burst. V8 needs about 40,000 requests, which is four times the default of
 * BURST, to optimize the code of a PUT.
 */
export const WARM_UP = 4 * BURST
/** New processes are started after this number of rounds, because two processes of the same program differ in speed by some percent. */
export const ROUNDS_PER_PROCESS = Number(process.env.ROUNDS_PER_PROCESS ?? 5)

/** Returns the names of the rows to measure. Ends the process if ONLY has an unknown name. */
export function chooseRows (known) {
  const chosen = process.env.ONLY?.split(',') ?? known
  const unknown = chosen.filter(name => !known.includes(name))
  if (unknown.length === 0) return chosen
  console.error(`Unknown row ${unknown.join(', ')} in ONLY. Known: ${known.join(', ')}.`)
  process.exit(2)
}

export async function measureRows (rows, chosen, measure) {
  const measured = []
  for (const [name, row] of Object.entries(rows).filter(([name]) => chosen.includes(name))) {
    console.error(`${name}: ${row.title}`)
    measured.push({ ...row, ...await measure(row) })
  }
  return measured
}

/**
 * Measures all rounds, at most ROUNDS_PER_PROCESS with the same processes. Returns a pair of bursts for each round.
 * @param measureRounds a function that starts new processes and measures the given number of rounds with them. It returns a pair for each
 * round: a burst of the row, and a burst of its base.
 */
export async function measurePairs (measureRounds) {
  const pairs = []
  for (let round = 0; round < ROUNDS; round += ROUNDS_PER_PROCESS) pairs.push(...await measureRounds(Math.min(ROUNDS_PER_PROCESS, ROUNDS - round)))
  return pairs
}

export function summarize (pairs) {
  const computeMedian = figure => median(pairs.map(figure))
  return {
    cpuUs: computeMedian(([ofSubject]) => ofSubject.cpuUs),
    ratio: computeMedian(([ofSubject, ofBase]) => ofSubject.cpuUs / ofBase.cpuUs),
    p99Ms: computeMedian(([ofSubject]) => ofSubject.p99Ms),
    p99Ratio: computeMedian(([ofSubject, ofBase]) => ofSubject.p99Ms / ofBase.p99Ms),
  }
}
