/** The constant that mulberry32 adds to its state for each number. */
const STEP = 0x6D2B79F5

/** Returns a generator of pseudo-random numbers from 0 to less than 1 (mulberry32), without the first `skipped` numbers of the seed. */
export function createRandom (seed: number, skipped: number): () => number {
  let state = (seed + Math.imul(skipped, STEP)) | 0
  return () => {
    state = (state + STEP) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
